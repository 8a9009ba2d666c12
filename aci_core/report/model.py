"""Content of a report, independent of its format.

    study = Study.of(cohort, settings)                   # or the Results that a page has made
    report = build(study, "zh", Options(style="chinese"))
    output = write_formats(report, ["docx", "xlsx"])     # output.files: {"report.docx": bytes}

**The contract.** A `Report` is frozen and complete: its sections in order, with the numbers of
tables, figures and references. A writer turns it into files and decides only the layout: it
computes no number, chooses no method, and has no words that are not in the catalogue. A writer
is a function ``write(report) -> {file name: bytes}`` in a module of its own that
`formats.FORMATS` names, with these rules:

- The same report gives the same bytes. No clock, no random id: where a format wants a date, it
  is `MOMENT`; where it wants an id, it comes from `Meta.digest`.
- A table is `Exhibit.table`, as on the pages: native, never a picture. Its texts
  are plain but for ``*P*``; headings, paragraphs, items and captions are Markdown: **bold**,
  *italic*, ``^superscript^`` and backslashes before what is literal. `inline.of_text` and
  `inline.of_markdown` give the runs of both, without what no file may hold.
- A figure is drawn on demand: `Picture.draw()` gives the Drawing, with plotly figure,
  alternative text and height, `Picture.on_paper()` that for a sheet of paper;
  `pictures.render` makes bitmaps and vectors of many at once.
- Numbers are those of `Report.study.results`, whose rows are the rows of ``analyse --json``.
- A cell of a spreadsheet that begins like a formula is neutralised (`tables.csv_text.guarded`).
- Where the machine lacks a part, a writer raises `AciError` and the others go on, as they do after
  an error of ours (``report_failed``); a writer that
  can do without the part says in the file what is missing.
- No report holds rows of patients, except as points of a figure and in the formats of
  `formats.WITH_ROWS`, which are made only where asked for by name; the workbook lists the cells
  that were corrected, with what the file has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.tables.model import Table

if TYPE_CHECKING:  # plotly costs most of a second: not before a figure is drawn
    from aci_core.presentation.figures.drawing import Drawing
    from aci_core.report.study import Study

Style = Literal["generic", "chinese", "vancouver"]
STYLES: tuple[Style, ...] = ("generic", "chinese", "vancouver")
# In the order of the manuscript. "results" heads those after it, down to "explored".
SECTIONS = (
    "summary",
    "data",
    "methods",
    "flow",
    "treatment",
    "baseline",
    "response",
    "outcomes",
    "factors",
    "subgroups",
    "safety",
    "explored",
    "limitations",
    "review",
    "references",
    "consort",
    "supplement",
)
# Every date in a file: the same input gives the same bytes.
_STOP = re.compile(r"。|(?<!et al)\.(?=\s+\W*[A-Z0-9]|$)")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a report other than its language and formats.

    Parameters
    ----------
    sections : tuple of str
        Of `SECTIONS`; their order is that of the manuscript, not this one.
    style : {"generic", "chinese", "vancouver"}
        How a journal sets tables and cites: by author and year, by superscript numbers as in a
        Chinese journal, by numbers in brackets.

    Raises
    ------
    AciError
        ``report_section``, ``report_style``.
    """

    sections: tuple[str, ...] = SECTIONS
    style: Style = "generic"

    def __post_init__(self) -> None:
        for name in self.sections:
            if name not in SECTIONS:
                raise AciError("report_section", name=name[:60], known=", ".join(SECTIONS))
        if self.style not in STYLES:
            raise AciError("report_style", name=self.style[:60], known=", ".join(STYLES))


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Table with its place in the report.

    Parameters
    ----------
    key : str
        Names it in files: ``baseline``, ``response_grades``. Unique in a report.
    label : str
        ``Table 1``; empty for a list that is only laid out as a table.
    table : Table
        As on the page; its notes stand under it.
    """

    key: str
    label: str
    table: Table


@dataclass(frozen=True, slots=True)
class Picture:
    """Figure with its place in the report.

    Parameters
    ----------
    key : str
        Names it in files: ``grades``. Unique in a report.
    label : str
        ``Figure 1``.
    title : str
    caption : str
        Markdown: rule, n, what was left out, method.
    draw : callable
        Gives the Drawing.
    wide : callable, optional
        Gives the Drawing for a sheet of paper, where it is another.
    """

    key: str
    label: str
    title: str
    caption: str
    draw: Callable[[], Drawing] = field(repr=False, compare=False)
    wide: Callable[[], Drawing] | None = field(default=None, repr=False, compare=False)

    def on_paper(self) -> Drawing:
        """Draw it for a sheet of paper."""
        return (self.wide or self.draw)()


@dataclass(frozen=True, slots=True)
class Section:
    """Part of the report under one heading.

    Parameters
    ----------
    key : str
        Of `SECTIONS`, or ``results``, which heads the sections of level 2 after it.
    heading_level : {1, 2}
    heading : str
    paragraphs : tuple of str
        Markdown, in full sentences.
    items : tuple of str
        A list under the paragraphs, Markdown. References carry their own marks.
    tables : tuple of Exhibit
    figures : tuple of Picture
        After the tables.
    pointer : str
        `` (Table 2, Figure 3)``: the tables and figures that the text refers to.
    """

    key: str
    heading_level: int
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Exhibit, ...] = ()
    figures: tuple[Picture, ...] = ()
    pointer: str = ""

    @property
    def paragraphs_with_pointer(self) -> tuple[str, ...]:
        """Paragraphs, with the pointer before the full stop of the first sentence."""
        if not (self.pointer and self.paragraphs):
            return self.paragraphs
        first, *others = self.paragraphs
        stop = _STOP.search(first)
        at = stop.start() if stop else len(first)
        return (first[:at] + self.pointer + first[at:], *others)


@dataclass(frozen=True, slots=True)
class Meta:
    """Provenance of the numbers.

    Parameters
    ----------
    digest : str
        SHA-256 of the patients that the report is about.
    settings : dict
        As in the JSON, with the rule that was used.
    versions : dict of str to str
        Of this package, Python and what computes.
    filters : str
        Which patients, in a sentence; empty for all.
    synthetic : bool
    provenance : tuple of str
        Lines on every output: filters, synthetic data, purpose.
    notice : str
        What was not read, for the first page; Markdown, empty where everything was.
    """

    digest: str
    settings: Mapping[str, object]
    versions: Mapping[str, str]
    filters: str
    synthetic: bool
    provenance: tuple[str, ...]
    notice: str = ""


@dataclass(frozen=True)
class Report:
    """Sections in order, and their provenance; see the head of this module.

    Parameters
    ----------
    study : Study
    options : Options
    t : Translator
    title : str
    sections : tuple of Section
    meta : Meta
    """

    study: Study = field(repr=False)
    options: Options
    t: Translator = field(repr=False)
    title: str
    sections: tuple[Section, ...]
    meta: Meta

    @property
    def tables(self) -> tuple[Exhibit, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def figures(self) -> tuple[Picture, ...]:
        """Every figure, in order."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @property
    def colophon(self) -> tuple[str, ...]:
        """Provenance, digest of the data and versions, a line each."""
        t, meta = self.t, self.meta
        versions = t("written.comma").join(f"{name} {of}" for name, of in meta.versions.items())
        digest = t("web.digest", digest=meta.digest)
        return (*meta.provenance, digest, t("web.versions", versions=versions))
