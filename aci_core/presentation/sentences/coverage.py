"""Sentences on the coverage of an interval."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.methods.coverage import PROMISED, Coverage
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.sentences.parts import join


def finding(coverages: Sequence[Coverage], t: Translator) -> str:
    """Settings in which the interval fails or is conservative.

    Parameters
    ----------
    coverages : sequence of Coverage
        Of one method, at least one.
    t : Translator

    Returns
    -------
    str
        Markdown.
    """
    m = sum(c.settings for c in coverages)
    below, above = sum(c.below for c in coverages), sum(c.above for c in coverages)
    low = min(coverages, key=lambda c: c.lowest)
    high = max(coverages, key=lambda c: c.highest)
    worst = {"x": format_number.percent(low.lowest), "setting": setting(low.lowest_setting, t)}
    most = {"x": format_number.percent(high.highest), "setting": setting(high.highest_setting, t)}
    sentences = []
    if below:
        sentences.append(t("coverage.below", k=below, m=m, n=low.n, **worst))
    if above:
        key = "always" if low.lowest >= PROMISED else "above"
        sentences.append(t(f"coverage.{key}", k=above, m=m, n=high.n, **most))
    if not sentences:
        ends = {
            "low": format_number.percent(low.lowest),
            "high": format_number.percent(high.highest),
        }
        sentences.append(t("coverage.fine", m=m, **ends))
    return join(t, sentences)


def how(coverages: Sequence[Coverage], t: Translator) -> str:
    """Whether the coverage is exact or simulated."""
    cohorts = coverages[0].cohorts
    if cohorts is None:
        return t("coverage.how_exact")
    return t("coverage.how_simulated", n=format_number.whole(cohorts))


def setting(code: str, t: Translator) -> str:
    """True values of a setting: words, or the rates in percent."""
    if t.has(f"coverage_setting.{code}"):
        return t(f"coverage_setting.{code}")
    rates = [format_number.percent(float(part)) for part in code.split(" v ")]
    if len(rates) == 1:
        return t("coverage.rate", one=rates[0])
    return t("coverage.both", one=rates[0], other=rates[1])
