"""Sentences on the baseline: how many characteristics differ, and the largest difference."""

from __future__ import annotations

from aci_core.analyses.result import Result, Row
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import arms, brackets, join

NOTABLE = 0.1


def finding(result: Result, t: Translator) -> str:
    """Number of characteristics that differ by more than 0.1 SD, and the largest difference."""
    rows = [row for row in result.where("smd") if row.estimate is not None]
    n = lookup.patients(result)
    if not rows:
        return t("words.baseline.nothing")
    largest = max(rows, key=_size)
    above = [row for row in rows if _size(row) > NOTABLE]
    facts = {
        **arms(result, t),
        "nt": format_number.whole(n.get(result.arms.treatment)),
        "nc": format_number.whole(n.get(result.arms.control)),
        "every": len(rows),
        "above": bold(format_number.whole(len(above))),
        "name": literal(labels.column(t, largest.variable)),
        "largest": bold(format_number.number(largest.estimate)),
        "inside": brackets(t, format_row.ci(t, largest)),
    }
    key = "single" if len(rows) == 1 else "above" if above else "none_above"
    sentence = t(f"words.baseline.{key}", **facts)
    design = result.settings.design
    return join(t, (sentence, t(f"words.baseline.{design}")))


def _size(row: Row) -> float:
    return abs(row.estimate or 0.0)
