"""Tables of the correlation matrix: every pair of measures, and leave-one-out influence."""

from __future__ import annotations

from aci_core.analyses.influence import Influence
from aci_core.analyses.matrix import Matrix
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import notes

_LEADING = 10  # patients who move r most


def pairs(result: Matrix, t: Translator) -> Table:
    """Correlation of every pair with interval, n, P and adjusted P, the strongest first."""
    order = sorted(result.pairs, key=lambda pair: -abs(pair.estimate.value or 0.0))
    rows = []
    for pair in order:
        e = pair.estimate
        why = t("words.semicolon").join(format_row.note(t, code) for code in e.notes)
        limits = format_number.interval(e.low, e.high, 3, lang=t.lang) if e.low is not None else why
        rows.append(
            line(
                t(
                    "matrix.names",
                    one=labels.measure(t, pair.one),
                    two=labels.measure(t, pair.two),
                ),
                format_number.number(e.value, 3),
                limits,
                format_row.known(t, pair.n, result.step, 1 if result.arm else len(result.arms)),
                format_number.p_value(e.p),
                format_number.p_value(pair.adjusted),
            )
        )
    heads = (
        Head("", "left"),
        Head("*r*"),
        Head(format_row.ci_head(t, result.level)),
        Head("n"),
        Head("*P*"),
        Head(t("matrix.adjusted")),
    )
    note = t("matrix.note", n=result.tested, method=labels.method(t, result.method))
    given_arm = t("matrix.note_given") if result.method == "partial_pearson" else ""
    return Table(t("matrix.title"), heads, tuple(rows), notes(note, given_arm))


def influence(result: Influence, t: Translator) -> Table:
    """Leave-one-out influence: r of all patients, its range, and the patients who move it most."""
    all_of_them = format_number.number(result.r, 3)
    rows = [
        line(
            t("influence.all", n=format_number.whole(len(result.without))),
            all_of_them,
            format_number.interval(result.ci_low, result.ci_high, 3, lang=t.lang),
            bold=True,
        ),
        line(t("influence.least"), format_number.number(result.low, 3), ""),
        line(t("influence.largest"), format_number.number(result.high, 3), ""),
    ]
    for patient, without in result.leading(_LEADING):
        rows.append(
            line(
                t("influence.without", n=format_number.whole(patient)),
                format_number.number(without, 3),
                format_number.number(without - result.r, 3),
            )
        )
    heads = (Head("", "left"), Head("*r*"), Head(t("influence.limits_or_change")))
    title = t(
        "influence.title",
        factor=labels.factor(t, result.variable, result.measures),
        visit=labels.in_visit(t, result.visit),
    )
    return Table(title, heads, tuple(rows), notes(t("influence.note", n=_LEADING)))
