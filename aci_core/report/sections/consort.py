"""CONSORT 2025 checklist (Hopewell et al., BMJ 2025;389:e081123): items answered by the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aci_core.domain.schema.visits import POST
from aci_core.efficacy import graded_visit
from aci_core.presentation.i18n import Translator, format_plan
from aci_core.presentation.tables.model import Cell, Head, Row, Table
from aci_core.report.model import Exhibit, Section
from aci_core.report.numbering import label_ranges
from aci_core.report.study import Study


@dataclass(frozen=True, slots=True)
class Item:
    """Item of the checklist.

    Parameters
    ----------
    number : str
    group : str
        Part of a paper.
    sections : tuple of str
        Sections of the report that answer the item; none where only the authors can.
    whole : bool
        They answer all of it; otherwise the catalogue says under `consort_add` what to add.
    """

    number: str
    group: str
    sections: tuple[str, ...] = ()
    whole: bool = False


def _authors(group: str, *numbers: str) -> tuple[Item, ...]:
    return tuple(Item(number, group) for number in numbers)


ITEMS: Final[tuple[Item, ...]] = (
    Item("1a", "title", ("title",), whole=True),
    Item("1b", "title", ("summary",)),
    *_authors("open", "2", "3", "4", "5a", "5b"),
    *_authors("introduction", "6", "7"),
    *_authors("methods", "8"),
    Item("9", "methods", ("methods",)),
    *_authors("methods", "10", "11", "12a", "12b"),
    Item("13", "methods", ("treatment",)),
    Item("14", "methods", ("methods",)),
    *_authors("methods", "15", "16a", "16b", "17a", "17b", "18", "19", "20a", "20b"),
    Item("21a", "methods", ("methods",), whole=True),
    Item("21b", "methods", ("methods",)),
    Item("21c", "methods", ("methods",), whole=True),
    Item("21d", "methods", ("methods",)),
    Item("22a", "results", ("flow",)),
    Item("22b", "results", ("flow",)),
    *_authors("results", "23a", "23b"),
    Item("24a", "results", ("treatment",)),
    *_authors("results", "24b"),
    Item("25", "results", ("baseline",), whole=True),
    Item("26", "results", ("response", "outcomes"), whole=True),
    Item("27", "results", ("safety",)),
    Item("28", "results", ("subgroups", "supplement")),
    *_authors("discussion", "29"),
    Item("30", "discussion", ("limitations",)),
)
_LEADS: Mapping[bool | None, str] = {True: "lead", False: "lead_observed", None: "lead_unsaid"}
# Items that a study without randomisation cannot meet.
_RANDOMISED = frozenset({"1a", "17a", "17b", "18", "19"})
# Items on the plan of treatment, which a section of what was given alone does not answer.
_PLANNED = frozenset({"13"})


def checklist(study: Study, t: Translator, sections: Sequence[Section]) -> Section:
    """The checklist as a table: item, question, place in the report, what authors must add."""
    by_key = {section.key: section for section in sections}
    columns = (
        Head(t("consort.item"), "left"),
        Head(t("consort.asks"), "left"),
        Head(t("consort.where"), "left"),
        Head(t("consort.add"), "left"),
    )
    rows = tuple(_rows(study, t, by_key))
    table = Table(t("consort.title"), columns, rows, (t("consort.note"),))
    lead = _LEADS[study.settings.randomised]
    return Section(
        "consort",
        1,
        t("report.section.consort"),
        (t(f"consort.{lead}"),),
        tables=(Exhibit("consort", "", table),),
    )


def _rows(study: Study, t: Translator, by_key: dict[str, Section]) -> Iterator[Row]:
    group = ""
    for item in ITEMS:
        if item.group != group:
            group = item.group
            yield Row((Cell(t(f"consort_group.{group}"), bold=True),))
        asks = Cell(t(f"consort_asks.{item.number}"))
        if not study.settings.randomised and item.number in _RANDOMISED:
            unsaid = study.settings.randomised is None
            reason = "allocation_unsaid" if unsaid else "not_randomised"
            apart = Cell(t(f"consort.{reason}"), muted=True)
            yield Row((Cell(item.number), asks, Cell(""), apart))
            continue
        sections = () if item.number in _PLANNED and not study.doses.given else item.sections
        places = [_place(t, by_key[key]) for key in sections if _has_answer(by_key.get(key))]
        if item.sections == ("title",):
            places = [t("consort.in_title")]
        recorded = _RECORDED[item.number](study, t) if item.number in _RECORDED else ""
        add = ""
        if recorded:
            places = [recorded]
            add = t(f"consort_add.{item.number}")
        elif not places:
            add = t("consort.authors")
        elif not item.whole:
            timed = item.number == "14" and POST not in study.cohort.visits
            add = t(f"consort_add.{item.number}{'_timed' if timed else ''}")
        elif len(places) < len(item.sections):
            add = t("consort.partly")
        yield Row((Cell(item.number), asks, Cell(t("words.semicolon").join(places)), Cell(add)))


def _registration(study: Study, t: Translator) -> str:
    """Where the report names register and number; empty where none is given."""
    number = study.used.registration
    heading = t("report.section.data")
    return t("consort.registered", heading=heading, number=number) if number else ""


def _changes(study: Study, t: Translator) -> str:
    """Changes of the plan since it was locked, empty for none."""
    usual = graded_visit(study.cohort, study.used.usual_criterion)
    made = (
        t(
            "consort.change",
            what=t(f"plan_key.{one.key}"),
            before=format_plan.recorded_answer(t, one.key, one.before, usual),
            after=format_plan.recorded_answer(t, one.key, one.after, usual),
            day=one.time[:10],
        )
        for one in study.used.deviations
    )
    return t("words.semicolon").join(made)


# Items that the record of the plan answers, where it has the answer.
_RECORDED: Mapping[str, Callable[[Study, Translator], str]] = {
    "2": _registration,
    "10": _changes,
}


def _has_answer(section: Section | None) -> bool:
    """Whether the report has the section, with a table or figure where it is of level 2."""
    return section is not None and (
        section.heading_level == 1 or bool(section.tables or section.figures)
    )


def _place(t: Translator, section: Section) -> str:
    """Heading of the section, with the range of its tables and figures."""
    inside = label_ranges(t, section.tables, section.figures)
    return t("consort.place", heading=section.heading, inside=inside) if inside else section.heading
