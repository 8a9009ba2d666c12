"""Write a report as slides: a message as each title, the method in the speaker notes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pptx import Presentation

from aci_core.analyses.course import Course
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.sensitivity import Sensitivity
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import comparisons, visit_of_each
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.lookup import main_measure
from aci_core.presentation.sentences import centres as centre_words
from aci_core.presentation.sentences import overview
from aci_core.presentation.sentences import response as response_words
from aci_core.presentation.sentences import sensitivity as missing
from aci_core.report.deterministic_zip import without_times
from aci_core.report.inline import clean, of_markdown, plain
from aci_core.report.model import MOMENT, Report, Section
from aci_core.report.pptx import charts, slide, table

_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=。)")
_LINES = 3  # of a title
# Slides that the findings take, and their points: as few slides, then as large, as they fit.
_SIZES = ((1, 20), (1, 18), (1, 16), (2, 18), (2, 16), (2, 14), (3, 18), (3, 16))
_SMALLEST = 14
_TABLES = (
    "centres_members", "outcomes_centres", "baseline", "response_effects", "outcomes_between",
    "outcomes_deaths", "correlations", "safety_events",
)  # fmt: skip
Draw = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Chart:
    """A chart of a section.

    Parameters
    ----------
    section : str
    picture : str
        Key of the figure that shows the same, whose caption and alternative text it takes.
    draw : callable
    title : str
        Of its slide, Markdown; the message of the section if left out.
    """

    section: str
    picture: str
    draw: Draw
    title: str = ""


def write(report: Report) -> dict[str, bytes]:
    """Write ``report.pptx``."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = slide.WIDTH, slide.HEIGHT
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = clean(plain(report.title)), "", ""
    about.created = about.modified = MOMENT.replace(tzinfo=None)
    about.revision = 1
    foot = "    ".join(report.meta.provenance)
    _opening(deck, report, foot)
    charts_of_sections = list(_charts(report))
    for section in report.sections:
        for chart in (one for one in charts_of_sections if one.section == section.key):
            _chart(deck, report, section, chart, foot)
        for exhibit in section.tables:
            if exhibit.key in _TABLES and section.key != "supplement":
                title = f"{exhibit.label}  {exhibit.table.title}"
                pieces = table.split(exhibit.table)
                for n, piece in enumerate(pieces, start=1):
                    page = slide.add_slide(deck, _continued(report, title, n, len(pieces)), foot)
                    table.add_table(page, piece)
                    slide.set_notes(page, [plain(text) for text in exhibit.table.notes])
        if section.key in ("limitations", "review"):
            pages = slide.paginate([of_markdown(item) for item in section.items])
            for n, items in enumerate(pages, start=1):
                head = _continued(report, plain(section.heading), n, len(pages))
                slide.add_bullets(slide.add_slide(deck, head, foot), items)
    out = io.BytesIO()
    deck.save(out)
    return {"report.pptx": without_times(out.getvalue())}


def _continued(report: Report, title: str, n: int, of: int) -> str:
    return report.t("slides.continued", title=title, n=n, of=of) if of > 1 else title


def _opening(deck: Any, report: Report, foot: str) -> None:
    """The title, and the findings under it: an item an outcome, as large as fits a slide."""
    results = next((s for s in report.sections if s.key in ("summary", "results")), None)
    items = [of_markdown(text) for text in _findings(report, results)]
    if report.meta.notice:
        items.insert(0, of_markdown(report.meta.notice))
    points = next((p for n, p in _SIZES if len(slide.paginate(items, p)) <= n), _SMALLEST)
    pages = slide.paginate(items, points)
    for n, texts in enumerate(pages, start=1):
        title = plain(report.title)
        if n > 1 and results is not None:
            title = _continued(report, plain(results.heading), n, len(pages))
        page = slide.add_slide(deck, title, foot)
        slide.add_bullets(page, texts, points)
        slide.set_notes(page, report.colophon)


def _findings(report: Report, section: Section | None) -> Sequence[str]:
    """The summary, a text a finding; of another section its sentences."""
    if section is None:
        return ()
    if section.key != "summary":
        return [text for paragraph in section.paragraphs for text in sentences(paragraph)]
    study = report.study
    results = (study.response, study.outcomes, study.safety)
    found = overview.findings(results, report.t, n=study.cohort.n_by_arm)
    return (*found, *(centre_words.finding(study.centres, report.t) if study.pooled else ()))


def _chart(deck: Any, report: Report, section: Section, chart: _Chart, foot: str) -> None:
    """A slide of a chart: under its own title, or under the message of its section."""
    texts = [text for paragraph in section.paragraphs for text in sentences(plain(paragraph))]
    message = _fitting(texts) or plain(section.heading)
    page = slide.add_slide(deck, plain(chart.title) or message, foot)
    shape = chart.draw(page)
    picture = next((p for p in section.figures if p.key == chart.picture), None)
    if shape is not None and picture is not None:
        slide.set_alt_text(shape, picture.draw().alt)
    caption = [report.t("slides.method", text=plain(picture.caption))] if picture else []
    slide.set_notes(page, [*texts, *caption])


def _fitting(texts: Sequence[str]) -> str:
    """The first sentence, if it fits as a title; else none."""
    short = texts and slide.lines(texts[0], 20, slide.WIDE / 12700 - 15) <= _LINES
    return texts[0] if short else ""


def _charts(report: Report) -> Iterator[_Chart]:
    study, t = report.study, report.t
    if study.response.scale is not None and response_words.is_known(study.response):
        yield _Chart("response", "grades", lambda page: charts.grades(page, study.response, t))
    # The section's message tells of the first comparison: it is the title of its chart.
    for i, chart in enumerate(_comparisons(study.outcomes, t)):
        yield replace(chart, title="") if i == 0 else chart
    main = main_measure(study.outcomes)
    if main is not None and not study.outcomes.ordinal(main):  # a mean of grades is no grade
        title = t("report.figure.course", measure=literal(labels.measure(t, main)))
        picture = "course" if lookup.has_course(study.outcomes, main) else "change"
        draw = partial(_means, result=study.outcomes, main=main, t=t)
        yield _Chart("outcomes", picture, draw, title)
    if main is not None and main in study.course.bases:
        title = t("report.figure.course_difference", measure=literal(labels.measure(t, main)))
        draw = partial(_course, result=study.course, main=main, t=t)
        yield _Chart("outcomes", "course_difference", draw, title)
    if study.sensitivity.assumed:
        outcome = study.sensitivity.outcome
        name = literal(labels.measure(t, outcome.variable)) if outcome else ""
        # How wrong the missing would have to be is the message.
        said = sentences(plain(missing.finding(study.sensitivity, t)))
        title = _fitting(said) or t("report.figure.sensitivity", measure=name)
        draw = partial(_supposed, result=study.sensitivity, t=t)
        yield _Chart("outcomes", "sensitivity", draw, title)
    visits = lookup.correlation_visits(study.factors)
    if visits and study.pooled is None:  # it is of patients
        at = visits[0]
        first = next(row.variable for row in study.factors.where("pearson", visit=at))
        yield _Chart(
            "factors",
            "scatter_1",
            lambda page: charts.scatter(page, study.factors, first, at, t),
        )
    names = lookup.events_drawn(study.safety)
    if names:
        yield _Chart("safety", "events", lambda page: charts.events(page, study.safety, names, t))


def _comparisons(result: Outcomes, t: Translator) -> Iterator[_Chart]:
    """The arms compared: first what shows the first comparison, the primary outcome's."""
    compared = comparisons(result)
    ordinal = list(_ordinal(result, t))
    first = compared[0] if compared else None
    if first is not None and first.primary:
        ordinal.sort(key=lambda chart: chart.picture != f"grades_{first.variable}")
        if ordinal and ordinal[0].picture == f"grades_{first.variable}":
            yield ordinal.pop(0)
    title = t("report.figure.differences")
    # What a summary lacks has no chart of its own.
    known = [one for one in compared if one.known] or compared
    there = {one.scale != "difference" for one in known}
    on_ratios = first is not None and first.primary and first.scale != "difference"
    for ratios in sorted(there, key=lambda ratios: ratios is not on_ratios):
        yield _Chart("outcomes", "differences", _forest(result, t, ratios=ratios), title)
    yield from ordinal


def _ordinal(result: Outcomes, t: Translator) -> Iterator[_Chart]:
    """The grades of each ordinal outcome at its own visit."""
    for name, at in visit_of_each(result).items():
        if lookup.has_grades(result, name, at):
            title = t("report.figure.scale_grades", measure=literal(labels.measure(t, name)))
            draw = partial(_bars, result=result, measure=name, at=at, t=t)
            yield _Chart("outcomes", f"grades_{name}", draw, title)


def _bars(page: Any, *, result: Outcomes, measure: str, at: str, t: Translator) -> Any:
    return charts.ordinal(page, result, measure, at, t)


def _means(page: Any, *, result: Outcomes, main: str, t: Translator) -> Any:
    return charts.means(page, result, main, t)


def _course(page: Any, *, result: Course, main: str, t: Translator) -> Any:
    return charts.course(page, result, main, t)


def _supposed(page: Any, *, result: Sensitivity, t: Translator) -> Any:
    return charts.supposed(page, result, t)


def _forest(result: Outcomes, t: Translator, *, ratios: bool) -> Draw:
    return lambda page: charts.forest(page, result, t, ratios=ratios)


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences.

    Examples
    --------
    >>> sentences("It rose by 2.1. No one died (P = 0.01).")
    ['It rose by 2.1.', 'No one died (P = 0.01).']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]
