"""Numbers of tables, figures and references, in the order of their first mention."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aci_core.methods import REFERENCES, Reference
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.tables.model import Table
from aci_core.report.model import Exhibit, Picture, Style
from aci_core.report.references import format_reference

if TYPE_CHECKING:
    from aci_core.presentation.figures.drawing import Drawing

# Key, title and caption of a figure, and the function that draws it; another one for paper.
_Draw = Callable[[], "Drawing"]
FigureParts = tuple[str, str, str, _Draw] | tuple[str, str, str, _Draw, _Draw]
_NUMBER = re.compile(r"S?\d+")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def author_year(t: Translator, reference: Reference) -> str:
    """Author and year of a reference, as cited in a sentence.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> author_year(translator("en"), REFERENCES["hyndman_1996"])
    'Hyndman and Fan 1996'
    """
    authors, _, rest = reference.text.partition(". ")
    # "Hyndman RJ": the last word is the initials.
    names = [" ".join(one.split()[:-1]) or one for one in authors.split(", ")]
    year = (_YEAR.search(rest) or ("",))[0]
    key = ("one", "two")[len(names) - 1] if len(names) < 3 else "more"
    return t(f"report.named_{key}", first=names[0], second=names[-1], year=year)


def _number_ranges(numbers: Sequence[int]) -> str:
    """Format citation numbers: ``1,3-5``.

    Examples
    --------
    >>> _number_ranges([1, 3, 4, 5, 8, 9])
    '1,3-5,8,9'
    """
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    shown = (f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)
    return ",".join(shown)


def label_ranges(t: Translator, tables: Sequence[Exhibit], figures: Sequence[Picture]) -> str:
    """Range of the tables and figures of a section: ``Tables 2 and 3, Figure 1``."""
    ranges = []
    for kind, run in (("table", tables), ("figure", figures)):
        labels = [one.label for one in run if one.label]
        if len(labels) < 2:
            ranges += labels
            continue
        first, last = (_NUMBER.findall(label)[-1] for label in (labels[0], labels[-1]))
        key = "two" if len(labels) == 2 else "more"
        ranges.append(t(f"report.labels_{kind}_{key}", first=first, last=last))
    return t("words.list").join(ranges)


class Numbering:
    """Labels and citations, numbered while a report is built.

    Parameters
    ----------
    t : Translator
    style : {"generic", "chinese", "vancouver"}
    cites : bool
        Whether there is a list of references to cite from.
    """

    def __init__(self, t: Translator, style: Style, *, cites: bool) -> None:
        self.t = t
        self.style = style
        self.cites = cites
        self.cited: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def _next(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self.t(f"report.label_{kind}", n=self._counts[kind])

    def tables(self, *tables: tuple[str, Table], kind: str = "table") -> tuple[Exhibit, ...]:
        """Number the tables that have rows."""
        return tuple(
            Exhibit(key, self._next(kind) if kind else "", table)
            for key, table in tables
            if table.rows
        )

    def figures(self, *figures: FigureParts) -> tuple[Picture, ...]:
        """Number the figures."""
        return tuple(
            Picture(key, self._next("figure"), title, caption, draw, *on_paper)
            for key, title, caption, draw, *on_paper in figures
        )

    def cite(self, *keys: str) -> str:
        """Citation after a sentence: ``^[1,2]^``, `` [1, 2]`` or `` (Welch 1947)``."""
        if not self.cites or not keys:
            return ""
        numbers = sorted({self.cited.setdefault(key, len(self.cited) + 1) for key in keys})
        if self.style == "generic":
            shown = "; ".join(author_year(self.t, REFERENCES[key]) for key in keys)
            return self.t("report.cite_names", names=shown)
        return self.t(f"report.cite_{self.style}", numbers=_number_ranges(numbers))

    def references(self) -> tuple[str, ...]:
        """List of the cited references: by name, or numbered in the order of citation."""
        entries = [(n, REFERENCES[key]) for key, n in self.cited.items()]
        named = self.style == "generic"
        if named:
            entries.sort(key=lambda entry: entry[1].text.casefold())
        lines = []
        for n, reference in entries:
            text = literal(format_reference(reference, self.style))
            lines.append(text if named else self.t("report.reference", n=n, text=text))
        return tuple(lines)
