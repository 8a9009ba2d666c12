"""Text of the findings of consistency checks on printed numbers."""

from __future__ import annotations

from aci_core.presentation.i18n import format_number
from aci_core.presentation.i18n.catalogue import Translator
from aci_core.published import Finding


def check(finding: Finding, t: Translator) -> str:
    """The sentence of a check: ``85.0% of 78 is not possible: ...``."""
    facts = {name: _fact(name, value, t) for name, value in finding.facts}
    for name in [name for name in facts if name.endswith("p_low")]:
        # Two that are written alike are one: "<0.001", not "<0.001 to <0.001".
        ends = facts[name], facts[f"{name.removesuffix('low')}high"]
        span = ends[0] if ends[0] == ends[1] else t("published.span", low=ends[0], high=ends[1])
        facts[f"{name.removesuffix('_low')}_span"] = span
    return t(f"consistency.{finding.code}", **facts)


def about(finding: Finding, t: Translator) -> str:
    """Name of the check and the arm: ``GRIM: treatment, before``."""
    name = t(f"consistency_name.{finding.check}")
    return f"{name} · {t(f'consistency_group.{finding.about}')}" if finding.about else name


def limits(finding: Finding, t: Translator) -> str:
    """Limits of the check."""
    return t(f"consistency_limits.{finding.check}")


def verdict(finding: Finding, t: Translator) -> str:
    """Verdict: ``possible``, ``impossible``, ``cannot tell``."""
    return t(f"verdict.{finding.verdict.value}")


def _fact(name: str, value: str | int | float, t: Translator) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if name.endswith(("p_low", "p_high")):
            return format_number.p_value(value)
        return format_number.number(value, 3 if name == "largest" else 2)
    if name == "methods":
        return t("published.join").join(t(f"method.{m}") for m in value.split())
    if name == "kind":
        return t(f"consistency_statistic.{value}")
    if name == "clear":  # ranges of correlations, none below 0
        return value.replace("-", "\N{EN DASH}")
    return value.replace("-", format_number.MINUS)


def grade(name: str, t: Translator) -> str:
    """A typed grade and those above it: ``Grade 2 or better`` of ``grade_2``."""
    place = name.rpartition("_")[2]
    best = t("published.grade", n=place)
    return best if place == "1" else t("table.or_better", grade=best)
