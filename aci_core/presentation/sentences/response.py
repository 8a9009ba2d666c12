"""Sentences on the response: rates, difference, ordinal analysis, cut-points."""

from __future__ import annotations

from aci_core.analyses.cutpoints import CutPoints
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row
from aci_core.efficacy import PRESETS, RECORDED
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import (
    arms,
    brackets,
    higher_or_lower,
    join,
    listing,
    multiplicity,
    points,
    reasons,
    shares,
    verdict,
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
    if not all(row is not None and row.total for row in counts):
        return _no_patients(result, t, counts)
    rd = result.first("risk_difference", EFFECTIVE, **at)
    chi2 = result.first("pearson_chi2", EFFECTIVE, **at)
    facts = {
        **arms(result, t),
        "rate": rate_name(result, t),
        **shares(*counts),
    }
    return join(
        t,
        (
            t("words.response.rates", **facts) + _difference(t, rd, chi2),
            _number_needed(result, t),
            _rare(result, t, chi2),
            _absent(result, t),
            _standing(result, t),
        ),
    )


def rate_name(result: Response, t: Translator) -> str:
    """Name of the rate: "total effective" belongs to the Chinese grades alone."""
    return t("words.response.total_effective" if result.total else "words.response.responders")


def _difference(t: Translator, rd: Row, chi2: Row) -> str:
    if rd.estimate is None:
        return t("words.response.not_compared", reason=reasons(t, rd))
    inside = brackets(t, format_row.ci(t, rd, 1, scale=100), format_row.test(t, chi2))
    verdict_key = verdict(rd, chi2.p)
    key = verdict_key if verdict_key != "clear" else f"clear_{higher_or_lower(rd.estimate)}"
    return t(
        f"words.response.{key}",
        **points(t, rd.estimate),
        ci=format_row.ci(t, rd, 1, scale=100),
        test=format_row.test(t, chi2) or reasons(t, chi2),
        inside=inside,
    )


def _number_needed(result: Response, t: Translator) -> str:
    row = result.get("nnt", EFFECTIVE, visit=result.visit)
    return format_row.number_needed(t, row, total=result.total, mark=bold)


def _rare(result: Response, t: Translator, chi2: Row) -> str:
    """Expected counts, not observed ones, send the reader to Fisher's test."""
    fisher = result.get("fisher_exact", EFFECTIVE, visit=result.visit)
    if "min_expected_below_5" not in chi2.notes or fisher is None:
        return ""
    return t("words.response.rare", p=format_row.p(t, fisher.p))


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
        size=t("words.points", n=format_number.points(rd.estimate)),
        ci=format_row.ci(t, rd, 1, scale=100),
    )


def _standing(result: Response, t: Translator) -> str:
    """Standing of the result: typed cuts, primary, adjusted."""
    typed = result.rule not in PRESETS and result.rule != RECORDED
    sentences = [t("words.response.typed")] if typed else []
    if result.settings.primary or _adjusted(result):
        sentences.append(multiplicity(result, t, EFFECTIVE, result.visit))
    return join(t, sentences)


def _adjusted(result: Response) -> bool:
    holm = result.get("holm", EFFECTIVE, visit=result.visit)
    return holm is not None and format_row.note_number(holm, "family") > 1


def _no_patients(result: Response, t: Translator, counts: list[Row | None]) -> str:
    without = [
        arm
        for arm, row in zip(arms(result, t).values(), counts, strict=True)
        if row is None or not row.total
    ]
    return t("words.response.no_gradable", arms=listing(t, without))


def ordered(result: Response, t: Translator) -> str:
    """The grades as an ordered outcome: win odds and the common odds ratio."""
    win = result.get("win_odds", GRADE, visit=result.visit)
    common = result.get("proportional_odds", GRADE, visit=result.visit)
    if win is None:
        return ungraded(result, t)
    if win.estimate is None or win.p is None:
        return t("words.response.ordered_none", reason=reasons(t, win))
    verdict_key = verdict(win, win.p, 1.0)
    key = "unclear" if verdict_key == "unclear" else ("better" if win.estimate > 1 else "worse")
    if few := format_row.note_number(win, "small_arm"):
        # Made for larger arms, its interval and P would be a verdict that the data do not bear.
        return t("words.response.ordered_few", n=few, win=bold(format_number.number(win.estimate)))
    text = t(
        f"words.response.ordered_{key}",
        **arms(result, t),
        win=bold(format_number.number(win.estimate)),
        inside=brackets(t, format_row.ci(t, win), format_row.test(t, win)),
    )
    if common is None or common.estimate is None:
        return text
    also = t(
        "words.response.common",
        value=format_number.number(common.estimate),
        ci=format_row.ci(t, common),
    )
    return join(t, (text, also))


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
