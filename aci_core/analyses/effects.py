"""Rows that compare two proportions, of a response or a harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from aci_core.analyses.describe import by_arm, count_row
from aci_core.analyses.result import Row, row_of
from aci_core.domain.notes import Note, join_notes, note
from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.estimate import not_computed
from aci_core.stats.fisher import fisher_2x2
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson
from aci_core.stats.risk_difference import nnt, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from aci_core.summaries import Arms

NONE = Arms(0, 0)
NEITHER = Arms(False, False)
ALL = (
    "risk_difference", "risk_difference_mn", "nnt", "risk_ratio", "risk_ratio_koopman",
    "odds_ratio", "pearson_chi2", "yates_chi2", "n1_chi2", "fisher_exact",
)  # fmt: skip


def rates(
    analysis: str,
    variable: str,
    arms: Arms[str],
    events: Arms[int],
    n: Arms[int],
    conf_level: float,
    *,
    visit: str | None = None,
    label: str | None = None,
    notes: tuple[Note, ...] = (),
    missing: Arms[int] = NONE,
    waits: Arms[bool] = NEITHER,
) -> Iterator[Row]:
    """Count, Wilson and Clopper-Pearson of each arm, and the count overall.

    `missing` are patients of each arm who are in no denominator: the counts say so. Of an arm
    that `waits` for an answer the count stands alone, without a rate.
    """
    open_question = note("blank_unanswered")

    def counted(arm: str | None, x: int, of: int, absent: int, *, waiting: bool) -> Row:
        absence = (note("missing", absent),) if absent else ()
        noted = join_notes((*notes, *absence, *((open_question,) if waiting else ())))
        row = count_row(analysis, variable, x, of, visit=visit, arm=arm, level=label, note=noted)
        return replace(row, pct=None) if waiting else row

    for arm, x, of, absent, waiting in zip(arms, events, n, missing, waits, strict=True):
        yield counted(arm, x, of, absent, waiting=waiting)
        for method, function in (("wilson", wilson), ("clopper_pearson", clopper_pearson)):
            estimate = function(x, of, conf_level)
            bound = _bound(x, of, conf_level) if method == "clopper_pearson" else ()
            if waiting:
                estimate, bound = not_computed(open_question), ()
            yield row_of(
                analysis,
                variable,
                method,
                estimate,
                of,
                visit=visit,
                arm=arm,
                level=label,
                notes=bound,
            )
    yield counted(None, sum(events), sum(n), sum(missing), waiting=any(waits))


def _bound(events: int, n: int, conf_level: float) -> tuple[Note, ...]:
    """One-sided upper bound where no event was seen, as a note of the exact interval."""
    upper = one_sided_upper(events, n, conf_level).high if events == 0 else None
    return () if upper is None else (note("upper_one_sided", upper),)


def differences(
    analysis: str,
    variable: str,
    arms: Arms[str],
    events: Arms[int],
    n: Arms[int],
    conf_level: float,
    *,
    visit: str | None = None,
    label: str | None = None,
    methods: tuple[str, ...] = ALL,
    notes: tuple[Note, ...] = (),
    waits: bool = False,
) -> Iterator[Row]:
    """Compare two proportions by every method, or by some; not where a rate `waits`."""
    four = (events[0], n[0], events[1], n[1])
    table = np.array([[events[0], n[0] - events[0]], [events[1], n[1] - events[1]]], dtype=np.int64)
    make = {
        "risk_difference": lambda: risk_difference(*four, conf_level),
        "risk_difference_mn": lambda: risk_difference_mn(*four, conf_level),
        "nnt": lambda: nnt(risk_difference(*four, conf_level)),
        "risk_ratio": lambda: risk_ratio(*four, conf_level),
        "risk_ratio_koopman": lambda: risk_ratio_koopman(*four, conf_level),
        "odds_ratio": lambda: odds_ratio(*four, conf_level),
        "pearson_chi2": lambda: pearson_chi2(table),
        "yates_chi2": lambda: yates_chi2(table),
        "n1_chi2": lambda: n1_chi2(table),
        "fisher_exact": lambda: fisher_2x2(table, conf_level),
    }
    patients = by_arm(arms, n)
    for method in methods:
        estimate = not_computed(note("blank_unanswered")) if waits else make[method]()
        yield row_of(
            analysis, variable, method, estimate, patients, visit=visit, level=label, notes=notes
        )


def unknown(
    analysis: str,
    variable: str,
    arms: Arms[str],
    notes: tuple[Note, ...],
    *,
    visit: str | None = None,
    label: str | None = None,
    methods: tuple[str, ...] = ALL,
) -> Iterator[Row]:
    """Rows of `rates` and `differences` of a Data without counts: the reason alone."""
    by_arm = [(arm, of) for arm in arms for of in ("count", "wilson", "clopper_pearson")]
    for arm, method in (*by_arm, *((None, of) for of in ("count", *methods))):
        estimate = not_computed(*notes)
        yield row_of(analysis, variable, method, estimate, None, visit=visit, arm=arm, level=label)
