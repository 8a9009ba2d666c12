"""Sentences on missing scores: whether the verdict tips, who is missing, what is not assumed."""

from __future__ import annotations

from aci_core.analyses.sensitivity import BEST, TIPPING, WORST, Sensitivity
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sensitivity_names import digits
from aci_core.presentation.sentences.parts import amount, arms, join, reasons
from aci_core.presentation.sentences.parts import measure as named


def finding(result: Sensitivity, t: Translator) -> str:
    """How wrong the missing scores would have to be; or why that is not asked."""
    outcome, basis = result.outcome, result.basis
    if result.reason is not None or outcome is None or basis is None:
        name = named(t, outcome.variable) if outcome else ""
        return t(f"sensitivity.not_made_{result.reason or 'graded'}", measure=name)
    at = labels.at_visit(t, labels.in_measure(t, outcome.variable), outcome.visit)
    facts = {**arms(result, t), "measure": literal(at)}
    if not sum(basis.absent):
        return join(t, (t("sensitivity.nobody", **facts), _basis(result, t)))
    tip = result.row(TIPPING)
    if tip is None:
        return join(t, (_ends(result, t), _basis(result, t)))
    facts["alpha"] = format_number.alpha(result.settings.alpha)
    if tip.estimate is None and "not_reached" in tip.notes:
        size = amount(t, result.span, outcome.variable, 0)
        said = t("sensitivity.not_reached", size=bold(size), **facts)
    elif tip.estimate is None:
        said = t("sensitivity.not_computed", reason=reasons(t, tip), **facts)
    elif not tip.estimate:
        said = t("sensitivity.already", **facts)
    else:
        size = amount(t, tip.estimate, outcome.variable, 1)
        said = t("sensitivity.tips_at", size=bold(size), **facts)
    return join(t, (said, _basis(result, t)))


def _basis(result: Sensitivity, t: Translator) -> str:
    """Who lacks the score."""
    basis = result.basis
    if basis is None:
        return ""
    count = format_number.whole
    facts = {
        **arms(result, t),
        "kt": count(basis.absent.treatment),
        "kc": count(basis.absent.control),
        "nt": count(basis.n.treatment),
        "nc": count(basis.n.control),
    }
    dead, out = sum(basis.dead), sum(basis.out)
    return join(
        t,
        (
            t("sensitivity.absent", **facts) if sum(basis.absent) else "",
            t("sensitivity.dead_one" if dead == 1 else "sensitivity.dead", n=count(dead))
            if dead
            else "",
            t("sensitivity.out", n=count(out)) if out else "",
        ),
    )


def _ends(result: Sensitivity, t: Translator) -> str:
    """The two ends of an ordinal outcome."""
    lead = result.lead
    if lead is None:
        return ""
    best, worst = (result.row(lead.method, level) for level in (BEST, WORST))
    values = {
        key: format_row.estimate(t, row, digits(result))
        for key, row in (("seen", lead), ("best", best), ("worst", worst))
    }
    return t("sensitivity.ends", **arms(result, t), **values)


def caption(result: Sensitivity, t: Translator, *, printed: bool = False) -> str:
    """How to read the figure of the estimates; `printed` in a report, which draws nothing later."""
    key = "caption_grades" if result.row(TIPPING) is None else "caption"
    drawn = result.resampled or key == "caption_grades"
    more = "" if drawn else t(f"sensitivity.caption_not_{'printed' if printed else 'drawn'}")
    return join(t, (t(f"sensitivity.{key}", **arms(result, t)), more))


def map_caption(result: Sensitivity, t: Translator) -> str:
    """How to read the tipping map."""
    return t("sensitivity.caption_map", **arms(result, t))
