"""NIHSS scores and a grading rule in, a grade of efficacy for each patient out."""

from aci_core.efficacy.deaths import DEATH_DAY, MRS_DEAD, death_dated, died_before, has_score_from
from aci_core.efficacy.grade import REASONS, Grades, grade, graded_visit
from aci_core.efficacy.responders import RESPONDER_RULES, ResponderRule, responders
from aci_core.efficacy.rules import PRESETS, RECORDED, Rule, rule_named

__all__ = [
    "DEATH_DAY",
    "MRS_DEAD",
    "PRESETS",
    "REASONS",
    "RECORDED",
    "RESPONDER_RULES",
    "Grades",
    "ResponderRule",
    "Rule",
    "death_dated",
    "died_before",
    "grade",
    "graded_visit",
    "has_score_from",
    "responders",
    "rule_named",
]
