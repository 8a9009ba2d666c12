"""Sentences on the baseline: how many characteristics differ, and the largest difference."""

from __future__ import annotations

from aci_core.analyses.baseline import Imbalance, imbalance
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import arms, brackets, join


def finding(result: Result, t: Translator) -> str:
    """Number of characteristics that differ by more than 0.1 SD, and the largest difference.

    Beside the number stands how many chance alone gives, and the largest is so by its
    percentile under chance.
    """
    chance = imbalance(result)
    largest, n = chance.largest, lookup.patients(result)
    if largest is None:
        return t("words.baseline.nothing")
    above, known = chance.beyond, chance.expected is not None
    facts = {
        **arms(result, t),
        "nt": format_number.whole(n.get(result.arms.treatment)),
        "nc": format_number.whole(n.get(result.arms.control)),
        "every": len(chance.compared),
        "above": bold(format_number.whole(len(above))),
        "name": literal(labels.column(t, largest.variable)),
        "largest": bold(format_number.number(largest.estimate)),
        "inside": brackets(t, format_row.ci(t, largest), *_chance(chance, t)),
        "expected": t("words.baseline.expected", n=_expected(chance)) if known else "",
        "by_chance": t("words.baseline.by_chance") if known else "",
    }
    key = "single" if len(chance.compared) == 1 else "above" if above else "none_above"
    sentence = t(f"words.baseline.{key}", **facts)
    settings = result.settings
    design: str = settings.design
    if settings.baseline_tests and settings.randomised is not False:
        design = f"{design}_tested"
    return join(t, (sentence, t(f"words.baseline.{design}")))


def _expected(chance: Imbalance) -> str:
    return format_number.number(chance.expected, 1)


def _chance(chance: Imbalance, t: Translator) -> tuple[str, ...]:
    """``percentile 96.4 under chance``, and how often the largest of so many reaches it."""
    if chance.percentile is None:
        return ()
    percentile = t("words.baseline.percentile", p=format_number.percentile(chance.percentile))
    k = len(chance.compared)
    if chance.reached is None or k == 1:
        return (percentile,)
    reached = format_number.chance(chance.reached)
    return percentile, t("words.baseline.reached", k=k, share=reached)
