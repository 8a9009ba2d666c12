"""Sentences on the methods: agreement with golden numbers, symbols of the formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aci_core.methods import CaseResult, Method
from aci_core.methods.golden import R
from aci_core.presentation.i18n import Translator, format_number, labels

# Patterns of symbols in a LaTeX formula, by the catalogue key that explains them.
_SYMBOLS = {
    "arms": r"\bT\b|_[TC]\b|\bM\b|\bad\b",
    "n": r"\bn\b|\bn_[TC]",
    "both": r"\bN\b",
    "pairs": r"\bM\b",
    "cells": r"\bad\b|\{n_T\}\{a\}",
    "quantile": r"(?<!\|)\bz\b",
    "normal": r"\|z\|",
    "ties": r"t\^3",
    "df": r"\{df\}",
}


def symbols(method: Method, t: Translator) -> str:
    """Meaning of the symbols in a method's formula."""
    names = [name for name, of in _SYMBOLS.items() if re.search(of, method.formula)]
    texts = (t(f"methods.symbols_{name}") for name in names)
    return t("methods.symbols", list=t("words.semicolon").join(texts)) if names else ""


def finding(results: Sequence[CaseResult], t: Translator) -> str:
    """Number of golden numbers that agree, and the methods of those that do not."""
    n = len(results)
    differ = [result for result in results if not result.agrees]
    if differ:
        names = dict.fromkeys(labels.method(t, result.case.method) for result in differ)
        return t(
            "methods.finding_some",
            agree=format_number.whole(n - len(differ)),
            n=format_number.whole(n),
            names=t("methods_table.list").join(names),
        )
    by_r = sum(result.case.source == R for result in results)
    return t(
        "methods.finding",
        n=format_number.whole(n),
        r=format_number.whole(by_r),
        published=format_number.whole(n - by_r),
    )
