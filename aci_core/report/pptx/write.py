"""The report as slides: one message each, its sentence as title, its method in the notes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pptx import Presentation

from aci_core.analyses.safety import ANY
from aci_core.presentation import lookup
from aci_core.presentation.sentences.outcomes import main_measure
from aci_core.report.deterministic_zip import packed
from aci_core.report.inline import Run, clean, of_markdown, plain
from aci_core.report.model import MOMENT, Report, Section
from aci_core.report.pptx import charts, slide, table

_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=。)")
_TIME = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")
_LINES = 3  # of a title
_TABLES = ("baseline", "response_effects", "outcomes_between", "correlations", "safety_events")
Draw = Callable[[Any], Any]


def write(report: Report) -> dict[str, bytes]:
    """``report.pptx``."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = slide.WIDTH, slide.HEIGHT
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = clean(report.title), "", ""
    about.created = about.modified = MOMENT.replace(tzinfo=None)
    about.revision = 1
    foot = "    ".join(report.meta.provenance)
    _opening(deck, report, foot)
    drawn = {key: (name, draw) for key, name, draw in _charts(report)}
    for section in report.sections:
        if section.key in drawn:
            name, draw = drawn[section.key]
            _chart(deck, report, section, name, draw, foot)
        for exhibit in section.tables:
            if exhibit.key in _TABLES:
                title = f"{exhibit.label}  {exhibit.table.title}"
                pieces = table.parts(exhibit.table)
                for n, piece in enumerate(pieces, start=1):
                    made = slide.slide(deck, _continued(report, title, n, len(pieces)), foot)
                    table.native(made, piece)
                    slide.speak(made, [plain(text) for text in exhibit.table.notes])
        if section.key == "limitations":
            pages = slide.portions([of_markdown(item) for item in section.items])
            for n, items in enumerate(pages, start=1):
                head = _continued(report, plain(section.heading), n, len(pages))
                slide.bullets(slide.slide(deck, head, foot), items)
    out = io.BytesIO()
    deck.save(out)
    return {"report.pptx": _steady(out.getvalue())}


def _continued(report: Report, title: str, n: int, of: int) -> str:
    return report.t("slides.continued", title=title, n=n, of=of) if of > 1 else title


def _steady(data: bytes) -> bytes:
    """The same without the time of its writing, also in the workbooks behind the charts."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    for name, inner in files.items():
        if name.endswith(".xlsx"):
            files[name] = _steady(inner)
        elif name == "docProps/core.xml":
            files[name] = _TIME.sub(f">{MOMENT:%Y-%m-%dT%H:%M:%SZ}<".encode(), inner)
    return packed(files)


def _opening(deck: Any, report: Report, foot: str) -> None:
    made = slide.slide(deck, report.title, foot)
    results = next((s for s in report.sections if s.key in ("summary", "results")), None)
    told = results.paragraphs if results else ()
    said = [text for paragraph in told for text in sentences(plain(paragraph))]
    told_of = [(Run(text),) for text in said]
    # As large as fits.
    points = next((p for p in (20, 18, 16) if len(slide.portions(told_of, p)) == 1), 14)
    slide.bullets(made, told_of, points)
    t, meta = report.t, report.meta
    versions = t("written.comma").join(f"{name} {number}" for name, number in meta.versions.items())
    slide.speak(
        made,
        [
            *meta.provenance,
            t("web.digest", digest=meta.digest),
            t("web.versions", versions=versions),
        ],
    )


def _chart(deck: Any, report: Report, section: Section, name: str, draw: Draw, foot: str) -> None:
    said = [text for paragraph in section.paragraphs for text in sentences(plain(paragraph))]
    short = said and slide.lines(said[0], 20, slide.WIDE / 12700 - 15) <= _LINES
    title = said[0] if short else plain(section.heading)
    made = slide.slide(deck, title, foot)
    shape = draw(made)
    picture = next((p for p in section.figures if p.key == name), None)
    if shape is not None and picture is not None:
        slide.told(shape, picture.draw().alt)
    caption = [report.t("slides.method", text=plain(picture.caption))] if picture else []
    slide.speak(made, [*said, *caption])


def _charts(report: Report) -> Iterator[tuple[str, str, Draw]]:
    """Section, key of the figure that says the same, and what draws the chart."""
    study, t = report.study, report.t
    if study.response.scale is not None:
        yield "response", "grades", partial(_call, charts.grades, study.response, t)
    main = main_measure(study.outcomes)
    if main is not None:
        yield "outcomes", "change", partial(_call, charts.means, study.outcomes, main, t)
    visits = lookup.correlation_visits(study.factors)
    if visits:
        at = visits[0]
        first = next(row.variable for row in study.factors.where("pearson", visit=at))
        yield "factors", "scatter_1", partial(_call, charts.scatter, study.factors, first, at, t)
    terms = lookup.adverse_events(study.safety)
    if terms:
        whole = (ANY,) if len(terms) > 1 else ()
        names = (*whole, *terms)
        yield "safety", "events", partial(_call, charts.events, study.safety, names, t)


def _call(draw: Callable[..., Any], *known: Any) -> Any:
    *facts, made = known
    return draw(made, *facts)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph.

    Examples
    --------
    >>> sentences("It rose by 2.1. No one died (P = 0.01).")
    ['It rose by 2.1.', 'No one died (P = 0.01).']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]
