"""The page of methods in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.i18n import Translator, labels, numbers
from aci_core.methods import CaseResult
from aci_core.methods.golden import R


def finding(results: Sequence[CaseResult], t: Translator) -> str:
    """How many golden numbers agree; where some do not, of which methods."""
    n = len(results)
    differ = [result for result in results if not result.agrees]
    if differ:
        names = dict.fromkeys(labels.method(t, result.case.method) for result in differ)
        return t(
            "methods.finding_some",
            agree=numbers.whole(n - len(differ)),
            n=numbers.whole(n),
            names=t("methods_table.list").join(names),
        )
    by_r = sum(result.case.source == R for result in results)
    return t(
        "methods.finding",
        n=numbers.whole(n),
        r=numbers.whole(by_r),
        published=numbers.whole(n - by_r),
    )
