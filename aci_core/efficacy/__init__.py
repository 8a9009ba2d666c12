"""NIHSS scores and a grading rule in, a grade of efficacy for each patient out."""

from aci_core.efficacy.deaths import died_before
from aci_core.efficacy.grade import REASONS, Grades, grade, graded_visit
from aci_core.efficacy.rules import PRESETS, RECORDED, Rule, rule_named

__all__ = [
    "PRESETS",
    "REASONS",
    "RECORDED",
    "Grades",
    "Rule",
    "died_before",
    "grade",
    "graded_visit",
    "rule_named",
]
