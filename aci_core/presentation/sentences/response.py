"""Sentences on the response: rates, difference, ordinal analysis, cut-points."""

from __future__ import annotations

from aci_core.analyses.cutpoints import CutPoints
from aci_core.analyses.leading import Lead, lead
from aci_core.analyses.multiplicity import Standing, standing
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row
from aci_core.efficacy import PRESETS, RECORDED
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import (
    arms,
    brackets,
    evidence,
    join,
    judged_at,
    listing,
    points,
    reasons,
    role,
    shares,
    size_in_points,
    verdict_key,
)
from aci_core.summaries import EFFECTIVE, GRADE


def finding(result: Response, t: Translator) -> str:
    """Rates of both arms, their difference with interval and test, the number needed.

    Parameters
    ----------
    result : Response
    t : Translator

    Returns
    -------
    str
        Markdown.
    """
    if result.scale is None:
        return ungraded(result, t)
    at = {"visit": result.visit}
    counts = [result.get("count", EFFECTIVE, arm=arm, **at) for arm in result.arms]
    if any(row is not None and "withheld" in row.notes for row in counts):
        return t("words.response.withheld")
    if not is_known(result):
        return t("words.response.kept_back", reason=reasons(t, *counts))
    if not all(row is not None and row.total for row in counts):
        return _no_patients(result, t, counts)
    visit = labels.in_visit(t, result.visit) if result.visit else ""
    facts = {
        **arms(result, t),
        "rate": rate_name(result, t),
        "visit": t("words.response.at", visit=visit) if visit else "",
        **shares(*counts),
    }
    led, stands = lead(result, EFFECTIVE, result.visit), standing(result, EFFECTIVE, result.visit)
    return join(
        t,
        (
            t("words.response.rates", **facts) + _difference(result, t, led, stands),
            _number_needed(result, t, stands),
            _absent(result, t),
            _typed(result, t, stands),
            role(t, stands),
            judged_at(result, t, stands),
        ),
    )


def is_known(result: Response) -> bool:
    """Whether patients were graded, and counts of the grades are at hand."""
    counts = result.where("count", variable=EFFECTIVE, visit=result.visit)
    return not any("needs_counts" in row.notes for row in counts)


def rate_name(result: Response, t: Translator) -> str:
    """Name of the rate: "total effective" belongs to the Chinese grades alone."""
    return t("words.response.total_effective" if result.total else "words.response.responders")


def _difference(result: Response, t: Translator, led: Lead | None, stands: Standing) -> str:
    if led is None:
        rd = result.get("risk_difference", EFFECTIVE, visit=result.visit)
        return t("words.response.not_compared", reason=reasons(t, rd))
    key = verdict_key(result, stands)
    if key.startswith("told"):
        key = f"{key}_{'higher' if led.higher else 'lower'}"
    ci, *test = evidence(t, led, stands, 1, _test_name(t, led, stands), scale=100)
    return t(
        f"words.response.{key}",
        **arms(result, t),
        rate=rate_name(result, t),
        **points(t, led.row),
        ci=ci,
        test=brackets(t, *test) or reasons(t, led.test),
        inside=brackets(t, ci, *test),
    )


def _test_name(t: Translator, led: Lead, stands: Standing) -> str:
    """The test's name, where its statistic does not tell it; why it is Fisher's."""
    by_holm = stands.role == "secondary" and stands.family > 1
    return t(f"words.response.test_{led.test.method}{'_holm' if by_holm else ''}")


def _number_needed(result: Response, t: Translator, stands: Standing) -> str:
    """The number needed where there is a verdict; table and card have it always."""
    row = result.get("nnt", EFFECTIVE, visit=result.visit)
    if not stands.verdict:
        return ""
    return format_row.number_needed(
        t, row, total=result.total, mark=bold, randomised=result.settings.randomised
    )


def _absent(result: Response, t: Translator) -> str:
    """Patients without a grade, and the difference with them as ineffective."""
    n = sum(count for _, _, count in result.ungradable)
    if not n:
        return ""
    rd = result.get(
        "risk_difference", EFFECTIVE, visit=result.visit, level="ungradable_ineffective"
    )
    if rd is None or rd.estimate is None:
        return t("words.response.ungradable", n=n)
    return t(
        "words.response.ungradable_ineffective",
        n=n,
        size=size_in_points(t, rd),
        ci=format_row.ci(t, rd, 1, scale=100),
    )


def _typed(result: Response, t: Translator, stands: Standing) -> str:
    """That the cuts were typed, where they were."""
    typed = result.rule not in PRESETS and result.rule != RECORDED
    if not typed:
        return ""
    return t("words.response.typed" if stands.verdict is None else "words.response.typed_plan")


def _no_patients(result: Response, t: Translator, counts: list[Row | None]) -> str:
    without = [
        arm
        for arm, row in zip(arms(result, t).values(), counts, strict=True)
        if row is None or not row.total
    ]
    return t("words.response.no_gradable", arms=listing(t, without))


def ordered(result: Response, t: Translator) -> str:
    """The grades as an ordered outcome: the common odds ratio, with the win odds beside it."""
    led = lead(result, GRADE, result.visit)
    win = result.get("win_odds", GRADE, visit=result.visit)
    if led is None:
        row = result.get("proportional_odds", GRADE, visit=result.visit)
        if row is None and win is None:
            return ungraded(result, t)
        return t("words.response.ordered_none", reason=reasons(t, row or win))
    stands = standing(result, GRADE, result.visit)
    key = verdict_key(result, stands)
    if key.startswith("told"):
        key = f"{key}_{'better' if led.higher else 'worse'}"
    visit = labels.in_visit(t, result.visit) if result.visit else ""
    text = t(
        f"words.response.ordered_{key}",
        **arms(result, t),
        kind=t(f"words.outcomes.kind_{led.row.method}"),
        value=bold(format_number.number(led.row.estimate)),
        visit=t("words.response.at", visit=visit) if visit else "",
        inside=brackets(
            t,
            *evidence(t, led, stands, 2, t(f"words.outcomes.{led.row.method}")),
            t("words.n", n=format_row.patients(t, result, led.row)),
        ),
    )
    # Made for larger arms: of a few patients its interval would promise too much.
    few = win is not None and format_row.note_number(win, "small_arm")
    also = (
        t(
            "words.response.win",
            value=format_number.number(win.estimate),
            ci=format_row.ci(t, win),
        )
        if win is not None and win.ci_low is not None and not few
        else ""
    )
    return join(t, (text, also, role(t, stands), judged_at(result, t, stands)))


def cutpoints(cuts: CutPoints, t: Translator) -> str:
    """Cuts at which the interval of the difference lies above 0; exploratory."""
    unit = f"words.response.cut_{cuts.kind}"
    runs = [
        t("words.response.cut_one", cut=t(unit, n=first))
        if first == last
        else t("words.response.cut_run", first=t(unit, n=first), last=t(unit, n=last))
        for first, last in cuts.above_zero
    ]
    whole = len(runs) == 1 and cuts.above_zero[0][0] < cuts.above_zero[0][1]
    key = "cuts" if whole else "some_cuts" if runs else "no_cut"
    sentence = t(f"words.response.{key}", runs=listing(t, map(bold, runs)))
    return join(t, (sentence, t("words.response.cuts_exploratory")))


def ungraded(result: Response, t: Translator) -> str:
    """Reason why nobody has a grade."""
    recorded = result.rule == RECORDED
    return t("words.response.no_recorded" if recorded else "words.response.no_grades")
