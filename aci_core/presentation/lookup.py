"""Look up visits, events, patients and leading rows in a Result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from aci_core.domain.schema import ANY, PRE, SERIOUS, visit_order
from aci_core.domain.schema.visits import POST
from aci_core.presentation.i18n.format_row import note_number

# The analyses are imported where they are used: the methods page needs none.
if TYPE_CHECKING:
    from aci_core.analyses.baseline import Imbalance
    from aci_core.analyses.result import Result, Row

FATE: Final = ("died", "lost")


def visits(result: Result, measure: str | None = None) -> tuple[str, ...]:
    """Visits with a value of the measure, or of any, in the order of time."""
    names = {r.visit for r in result.where("mean_sd", variable=measure) if r.visit}
    return tuple(sorted((v for v in names if "-" not in v), key=visit_order))


def visits_after(result: Result, measure: str | None = None) -> tuple[str, ...]:
    """The visits after treatment."""
    return tuple(visit for visit in visits(result, measure) if visit != PRE)


def has_course(result: Result, measure: str) -> bool:
    """Whether a measure has more visits than before and after."""
    return len(visits(result, measure)) > len((PRE, POST))


def main_visit(result: Result, visit: str | None, measure: str | None = None) -> str | None:
    """The visit asked for where the measure has a value, else the measure's own."""
    after = visits_after(result, measure)
    return visit if visit in after else own_visit(result, measure or "")


def own_visit(result: Result, measure: str) -> str | None:
    """The visit at which a measure is compared: the plan's, else its last."""
    from aci_core.analyses import plan

    return plan.own_visit(result.settings, measure, visits_after(result, measure))


def main_measure(result: Result) -> str | None:
    """The primary outcome where it is a measure, else NIHSS, else the first measured after."""
    from aci_core.analyses import plan

    after = {name: visits_after(result, name) for name in result.variables}
    return plan.main_measure(result.settings, after)


def rated(result: Result) -> str:
    """What of the response leads: its grades where they are the primary outcome, else the rate."""
    from aci_core.summaries import EFFECTIVE, GRADE

    return GRADE if result.settings.judged.primary == GRADE else EFFECTIVE


def chance_imbalance(result: Result) -> Imbalance:
    """The differences at baseline beside what chance alone gives."""
    from aci_core.analyses.baseline import imbalance

    return imbalance(result)


def grades(result: Result, measure: str) -> tuple[str, ...]:
    """Grades of an ordinal measure, best first: the levels of their counts."""
    if result.better(measure) is None or not result.ordinal(measure):
        return ()
    cuts = ("<", ">")
    pairs = ((row.level, row.visit) for row in result.where("count", variable=measure))
    return tuple(
        dict.fromkeys(
            level for level, visit in pairs if level and visit != PRE and not level.startswith(cuts)
        )
    )


def has_grades(result: Result, measure: str, visit: str) -> bool:
    """Whether each grade of an ordinal measure is counted at a visit, and not withheld."""
    levels = grades(result, measure)
    rows = [
        result.get("count", measure, visit=visit, arm=arm, level=level)
        for arm in result.arms
        for level in levels
    ]
    return len(levels) > 1 and all(row is not None and row.estimate is not None for row in rows)


def graded_visits(result: Result, measure: str) -> tuple[str, ...]:
    """The visits after treatment at which each grade is counted."""
    after = visits_after(result, measure)
    return tuple(visit for visit in after if has_grades(result, measure, visit))


def good_outcome(result: Result, measure: str) -> str | None:
    """The cut of a measure's usual good outcome, such as ``<=2``; None where it has none."""
    known = result.measures.get(measure)
    return known.responder if known else None


def good_grades(result: Result, measure: str) -> tuple[str, ...]:
    """The grades of the usual good outcome; without one the better half."""
    levels, cut = grades(result, measure), good_outcome(result, measure)
    if cut is None:
        return levels[: len(levels) // 2]
    limit, at_least = float(cut[2:]), cut.startswith(">")
    return tuple(g for g in levels if (float(g) >= limit if at_least else float(g) <= limit))


def correlation_visits(result: Result) -> tuple[str, ...]:
    """Visits with a correlation, before treatment first."""
    names = {r.visit for r in result.where("pearson") if r.visit}
    return tuple(sorted(names, key=visit_order))


def adverse_events(result: Result) -> tuple[str, ...]:
    """Kinds of adverse events in the order of the rows, without "any" and "serious"."""
    counted = (r.variable for r in result.where("count") if r.level == "events")
    return tuple(dict.fromkeys(name for name in counted if name != SERIOUS))


def events_named(result: Result) -> tuple[str, ...]:
    """What a table of events names: of all together, then each kind."""
    return (*events_together(result), *adverse_events(result))


def response_drawn(result: Result) -> bool:
    """Whether a count of the response is known, which a figure of it can show."""
    from aci_core.summaries import EFFECTIVE, GRADE

    counts = (row for name in (GRADE, EFFECTIVE) for row in result.where("count", variable=name))
    return any(row.estimate is not None for row in counts)


def events_drawn(result: Result) -> tuple[str, ...]:
    """What a figure of events names; nothing where no count of them is known, as of a summary."""
    names = events_named(result)
    counts = (row for row in result.where("count") if row.variable in names and row.level is None)
    return names if any(row.estimate is not None for row in counts) else ()


def events_together(result: Result) -> tuple[str, ...]:
    """What is counted of all events together: patients with any, patients with a serious one."""
    names = {row.variable for row in result.where("count")}
    return tuple(name for name in (ANY, SERIOUS) if name in names)


def event_details(result: Result) -> tuple[tuple[str, str], ...]:
    """Events and those of their attributes that are counted by level, in the order of the rows."""
    if result.analysis != "safety":
        return ()
    pairs = ((r.variable, r.versus) for r in result.where("count") if r.versus)
    return tuple(dict.fromkeys(pairs))


def all_withheld(result: Result) -> bool:
    """Whether every count of shared results is withheld."""
    counts = [row for row in result.where("count") if row.level is None]
    return bool(counts) and all("withheld" in row.notes for row in counts)


def rates_wait(result: Result) -> bool:
    """Whether no rate of harm can be told before it is answered what a blank cell means."""
    counts = [row for row in result.where("count") if row.level is None and row.arm is None]
    return bool(counts) and all("blank_unanswered" in row.notes for row in counts)


def followups(result: Result) -> tuple[tuple[str, str], ...]:
    """Safety follow-ups: what was examined, and when."""
    skip = {ANY, SERIOUS, *FATE, *adverse_events(result)}
    counts = (r for r in result.where("count") if r.versus is None)
    names = {(r.variable, r.visit or "") for r in counts if r.variable not in skip}
    return tuple(sorted(names, key=lambda x: (x[0], visit_order(x[1]))))


def largest_sd(result: Result, variable: str) -> float | None:
    """The largest SD of a variable over its visits: one number of decimals for all of them."""
    parts = [
        row.sd
        for row in result.where("mean_sd", variable=variable)
        if row.sd is not None and row.arm is None and "-" not in (row.visit or "")
    ]
    return max(parts, default=None)


def patients(result: Result) -> Mapping[str, int]:
    """Patients in each arm: those with a value and those without.

    Without an arm of which no characteristic tells them: the missing ones are withheld of each.
    """
    counts: dict[str, int] = {}
    for row in result.rows:
        if row.arm and row.method in {"mean_sd", "count"} and isinstance(row.n, int):
            if row.level in {"events", "per_injection", "resolved"} or row.versus:
                continue  # other denominators
            if "missing" in row.notes:  # and not how many
                continue
            every = row.n + note_number(row, "missing")
            counts[row.arm] = max(counts.get(row.arm, 0), every)
    return counts


def has_direction(result: Result, row: Row) -> bool:
    """Whether a standardised difference has a direction: numbers do, categories do not."""
    return result.get("mean_sd", row.variable, arm=result.arms[0]) is not None
