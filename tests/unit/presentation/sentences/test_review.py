"""Sentences of a reviewer's objections: each with its numbers, in both languages."""

import re

import pytest

from aci_core.analyses.objection import CODES, Code, Number, Objection
from aci_core.analyses.response import Response
from aci_core.domain.study.settings import Settings
from aci_core.presentation import sentences
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.summaries import Arms

RESPONSE = Response("response", Arms("stem cells", "control"), Settings(), ())
SWING: dict[str, Number] = {
    "variable": "nihss", "visit": "m3", "p": 0.012, "changed": 0.083, "what": 17, "n": 3, "of": 91,
}  # fmt: skip
_AT: dict[str, Number] = {"variable": "bi", "visit": "m6"}
# The numbers of each code as the analysis gives them, and what the sentence must show.
CASES: list[tuple[Code, dict[str, Number], tuple[str, ...]]] = [
    ("randomisation_unstated", {"n": 121}, ("121",)),
    (
        "not_randomised",
        {"n": 121, "variables": 9, "over": 4, "variable": "age", "smd": 0.314},
        ("121", "9", "4", "0.31"),
    ),
    (
        "not_randomised",
        {
            "n": 121,
            "variables": 9,
            "over": 4,
            "expected": 3.21,
            "variable": "age",
            "smd": 0.314,
            "percentile": 96.44,
        },
        ("121", "9", "4", "3.2", "0.31", "96"),
    ),
    (
        "not_randomised",
        {"n": 121, "variables": 9, "over": 0, "expected": 3.21, "variable": "age", "smd": 0.08},
        ("121", "9", "3.2", "0.08"),
    ),
    (
        "not_randomised",
        {"n": 121, "variables": 0, "over": 0, "variable": None, "smd": None},
        ("121",),
    ),
    (
        "plan_changed",
        {"changes": 5, "after_results": 3, "unknown": 2, "keys": "rule covariates"},
        ("5", "3", "2"),
    ),
    ("plan_changed", {"changes": 4, "after_results": 4, "unknown": 0, "keys": "rule"}, ("4",)),
    (
        "plan_locked_after_results",
        {"locked": "2026-01-05T08:10:00Z", "comparisons": 13},
        ("2026-01-05 08:10", "13"),
    ),
    ("plan_changed", {"changes": 1, "after_results": 0, "unknown": 0, "keys": ""}, ()),
    ("plan_not_locked", {"comparisons": 13}, ("13",)),
    ("primary_unnamed", {"comparisons": 13}, ("13",)),
    (
        "primary_not_analysed",
        {**_AT, "reason": "stopped", "method": None, "cells": 9, "n": 0},
        ("9", "6"),
    ),
    (
        "primary_not_analysed",
        {**_AT, "reason": "stopped", "method": None, "cells": 0, "n": 0},
        ("6",),
    ),
    (
        "primary_not_analysed",
        {
            "variable": "pain_m9",
            "visit": None,
            "reason": "absent",
            "method": None,
            "cells": 0,
            "n": 0,
        },
        ("pain",),
    ),
    (
        "primary_not_analysed",
        {**_AT, "reason": "no_values", "method": None, "cells": 0, "n": 0},
        ("6",),
    ),
    (
        "primary_not_analysed",
        {**_AT, "reason": "nonpositive:4", "method": "ancova_log", "cells": 0, "n": 80},
        ("6", "0"),
    ),
    (
        "primary_not_analysed",
        {**_AT, "reason": "unknown", "method": None, "cells": 0, "n": 80},
        ("6", "*P*"),
    ),
    ("not_registered", {"locked": None, "comparisons": 13}, ("13",)),
    ("not_registered", {"locked": "2026-01-05", "comparisons": 13}, ("2026-01-05",)),
    ("visit_chosen", {"measure": "nihss", "visit": "m3", "visits": 4}, ("4", "3")),
    ("response_visit_changed", {"visit": "m3"}, ("3",)),
    ("rule_chosen", {"rule": "80,40", "changed": 0}, ("80 / 40",)),
    ("rule_chosen", {"rule": "80,40", "changed": 1}, ("80 / 40",)),
    ("chosen_after_allocation", {"n": 90, "of": 121, "conditions": 1}, ("90", "121")),
    ("one_subgroup", {"n": 61, "of": 121, "column": "sex", "declared": 0}, ("61", "121")),
    (
        "losses",
        {
            **_AT,
            "treatment": 3,
            "n_treatment": 60,
            "control": 8,
            "n_control": 61,
            "share": 0.0909,
        },
        ("3", "60", "8", "61", "9.1%"),
    ),
    ("completers_only", {**_AT, "n": 114, "of": 121}, ("114", "121")),
    ("completers_only", {**_AT, "n": 114, "of": 121, "imputed": 6}, ("114", "121", "6")),
    ("completers_only", {**_AT, "n": 109, "of": 121, "died": 3}, ("109", "121", "3")),
    ("cells_not_read", {"cells": 10, "columns": 7, "stopped": 0}, ("10", "7")),
    ("cells_not_read", {"cells": 1, "columns": 1, "stopped": 0}, ()),
    ("cells_not_read", {"cells": 3, "columns": 1, "stopped": 0}, ("3",)),
    ("cells_not_read", {"cells": 10, "columns": 7, "stopped": 2}, ("10", "7", "2")),
    ("cells_not_read", {"cells": 9, "columns": 1, "stopped": 1}, ("9",)),
    ("covariates_lose", {**_AT, "n": 112, "of": 117, "lost": 5}, ("117", "5")),
    (
        "followup_short",
        {"dose_week": 38, "followup_weeks": 25.714, "injections": 12},
        ("38", "25.7"),
    ),
    ("baseline_p", {"tests": 14, "below": 2, "expected": 0.7}, ("14", "2", "0.7")),
    ("ordinal_as_mean", {**_AT, "levels": 6}, ("6",)),
    ("small_expected", {"expected": 2.53}, ("2.5",)),
    ("hangs_on_missing", SWING, ("0.083", "17")),
    ("hangs_on_patient", SWING, ("0.083", "17", "3", "91")),
    ("hangs_on_centre", {**SWING, "what": "Wuxi"}, ("0.083", "Wuxi", "3", "91")),
    (
        "hangs_on_cut",
        {**SWING, "variable": "effective", "chosen": 18.0, "kind": "percent"},
        ("0.083", "17%", "18%"),
    ),
    ("harms_not_recorded", {"n": 60, "upper": 0.0487}, ("60",)),
    ("harms_none_seen", {"n": 60, "upper": 0.0487}, ("60", "4.9%")),
    ("harms_rare", {"n": 60, "upper": 0.0487, "terms": 3}, ("60", "4.9%")),
    ("harms_rare", {"n": 25, "of": 44, "upper": 0.113, "terms": 3}, ("25", "44", "11.3%")),
    ("harms_none_seen", {"n": 25, "of": 44, "upper": 0.113}, ("25", "44", "11.3%")),
    (
        "harms_blank",
        {"known_t": 25, "n_t": 44, "x_t": 17, "known_c": 22, "n_c": 46, "x_c": 13, "absent": 43},
        ("25", "44", "22", "46", "43", "17/44", "13/46"),
    ),
    (
        "limit_decides",
        {
            "variable": "vegf",
            "visit": "d14",
            "cells": 1,
            "value": 1.02,
            "changed_value": 1.1,
            "p": 0.883,
            "changed": 0.001,
            "method": "ancova_log",
        },
        ("1.02", "1.10", "0.001"),
    ),
    (
        "methods_disagree",
        {
            "variable": "vegf",
            "visit": "d14",
            "p": 0.883,
            "changed": 0.0004,
            "method": "ancova_log",
            "other": "ancova",
        },
        ("0.883", "<0.001"),
    ),
    ("control_dosed", {"n": 1, "of": 46, "column": "dose"}, ("1", "46", "dose")),
    (
        "mechanism",
        {"variable": "vegf", "visit": "post", "p": 0.01, "r": -0.2, "r_visit": "post", "n": 156},
        ("\N{MINUS SIGN}0.20", "156"),
    ),
    (
        "mechanism",
        {"variable": "vegf", "visit": "post", "p": 0.01, "r": -0.2, "r_visit": "pre", "n": 156},
        ("\N{MINUS SIGN}0.20", "156"),
    ),
    (
        "mechanism",
        {
            "variable": "vegf",
            "visit": "post",
            "p": 0.01,
            "r": -0.2,
            "r_visit": "pre",
            "r_method": "partial_pearson",
            "n": 156,
        },
        ("\N{MINUS SIGN}0.20", "156"),
    ),
    (
        "mechanism",
        {"variable": "vegf", "visit": "post", "p": 0.01, "r": None, "r_visit": None, "n": None},
        ("VEGF",),
    ),
    (
        "codes_counted",
        {
            "cells": 9,
            "columns": 3,
            "code": "999",
            "column": "CRP",
            "mean_with": 105.24,
            "mean_without": 5.93,
        },
        ("9", "3", "999", "CRP", "105.24", "5.93"),
    ),
    (
        "codes_counted",
        {
            "cells": 4,
            "columns": 1,
            "code": "999",
            "column": "CRP",
            "mean_with": 105.24,
            "mean_without": 5.93,
        },
        ("4", "999", "CRP", "105.24", "5.93"),
    ),
    (
        "codes_counted",
        {
            "cells": 4,
            "columns": 2,
            "code": "9",
            "column": "TOAST",
            "mean_with": None,
            "mean_without": None,
        },
        ("4", "2", "9", "TOAST"),
    ),
    (
        "fates_blank",
        {"event": "died", "x_t": 2, "x_c": 3, "absent": 115, "n": 120, "seen": 0, "visit": None},
        ("2", "3", "115", "120"),
    ),
    (
        "fates_blank",
        {"event": "lost", "x_t": 2, "x_c": 3, "absent": 115, "n": 120, "seen": 98, "visit": "m6"},
        ("2", "3", "115", "120", "98", "6"),
    ),
    ("not_examined", {"n": 31000, "what": "patient centre"}, ("31,000",)),
]


def test_every_code_is_among_them() -> None:
    assert {code for code, _, _ in CASES} == set(CODES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("code", "numbers", "shown"), CASES)
def test_the_sentence_shows_its_numbers(
    lang: str, code: Code, numbers: dict[str, Number], shown: tuple[str, ...]
) -> None:
    t = translator(lang)
    objection = Objection(code, "moderate", numbers, "plan")
    text = sentences.review.sentence(objection, RESPONSE, t)
    for number in shown:
        assert number in text
    assert "{" not in text
    assert "None" not in text
    assert text[-1] in ".。"
    assert text[:1] == text[:1].upper() or lang != "en"
    item = sentences.review.item(objection, RESPONSE, t)
    assert item.startswith("**")
    assert item.endswith(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("after", "unknown"), [(1, 0), (0, 1), (0, 0)])
def test_changes_of_which_there_are_none_are_not_counted(
    lang: str, after: int, unknown: int
) -> None:
    numbers: dict[str, Number] = {
        "changes": 1, "after_results": after, "unknown": unknown, "keys": "primary",
    }  # fmt: skip
    objection = Objection("plan_changed", "major", numbers, "plan")
    text = sentences.review.sentence(objection, RESPONSE, translator(lang))
    assert "0" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("cause", ["missing", "patient", "centre", "cut"])
def test_one_p_a_sentence(lang: str, cause: str) -> None:
    # Rule 1 of the plan's statistics: one P a sentence.
    numbers: dict[str, Number] = {**SWING, "chosen": 18.0, "kind": "percent"}
    code = next(code for code in CODES if code == f"hangs_on_{cause}")
    text = sentences.review.sentence(
        Objection(code, "moderate", numbers, "outcomes"), RESPONSE, translator(lang)
    )
    assert text.count("*P*") == 1
    assert "0.083" in text
    assert "0.012" not in text


LOST: dict[str, Number] = {
    **_AT, "treatment": 3, "n_treatment": 60, "control": 8, "n_control": 61, "share": 0.0909,
    "died_treatment": 0, "died_control": 0,
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("losses", LOST),
        ("losses", {**LOST, "treatment": 0}),
        ("losses", {**LOST, "control": 0}),
        ("not_randomised", {"n": 121, "variables": 9, "over": 0, "variable": "age", "smd": 0.08}),
        ("baseline_p", {"tests": 14, "below": 0, "expected": 0.7}),
        ("plan_changed", {"changes": 1, "after_results": 0, "unknown": 1, "keys": "rule"}),
        ("plan_changed", {"changes": 1, "after_results": 0, "unknown": 0, "keys": "rule"}),
    ],
)
def test_none_is_no_0(lang: str, code: Code, numbers: dict[str, Number]) -> None:
    text = sentences.review.sentence(
        Objection(code, "moderate", numbers, "plan"), RESPONSE, translator(lang)
    )
    assert not re.search(r"(?<![\d.])0(?![\d.])", text), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dead_are_said_apart_from_the_losses(lang: str) -> None:
    t = translator(lang)
    without = sentences.review.sentence(Objection("losses", "major", LOST, "plan"), RESPONSE, t)
    dead: dict[str, Number] = {**LOST, "died_treatment": 2, "died_control": 3}
    text = sentences.review.sentence(Objection("losses", "major", dead, "plan"), RESPONSE, t)
    assert text.startswith(without)
    assert "5" in text.removeprefix(without)


def test_a_declared_subgroup_is_called_so() -> None:
    numbers: dict[str, Number] = {"n": 61, "of": 121, "column": "sex", "declared": 1}
    said = [
        sentences.review.sentence(
            Objection("one_subgroup", severity, numbers, "subgroups"), RESPONSE, translator("en")
        )
        for severity in ("moderate", "minor")
    ]
    assert "not declared" in said[0]
    assert "a declared subgroup" in said[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_of_a_file_stays_text(lang: str) -> None:
    objection = Objection("hangs_on_centre", "moderate", {**SWING, "what": "*A* [b](c)"}, "plan")
    text = sentences.review.sentence(objection, RESPONSE, translator(lang))
    assert "\\*A\\*" in text


def test_one_column_that_is_stopped_is_no_plural() -> None:
    numbers: dict[str, Number] = {"cells": 9, "columns": 1, "stopped": 1}
    objection = Objection("cells_not_read", "moderate", numbers, "data")
    text = sentences.review.sentence(objection, RESPONSE, translator("en"))
    assert "9 cells in one column held" in text
    assert "the column, in which there were too many, is not analysed" in text
    assert "1 " not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_partial_correlation_is_named_as_one(lang: str) -> None:
    t = translator(lang)
    for method in ("pearson", "partial_pearson"):
        facts: dict[str, Number] = {
            "variable": "vegf", "visit": "post", "p": 0.01, "r": -0.2, "r_visit": "pre", "n": 9,
            "r_method": method,
        }  # fmt: skip
        one = Objection("mechanism", "minor", facts, "factors")
        said = sentences.review.sentence(one, RESPONSE, t)
        assert t(f"review.coefficient_{method}") in said
        assert (t("review.coefficient_partial_pearson") in said) == (method != "pearson")
