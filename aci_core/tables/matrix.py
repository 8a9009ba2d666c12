"""Every pair of measures of a visit: r with its interval, n, P and P adjusted for so many."""

from __future__ import annotations

from aci_core.analyses.matrix import Matrix
from aci_core.i18n import Translator, labels, numbers, written
from aci_core.tables.model import Head, Table
from aci_core.tables.parts import line, notes


def pairs(result: Matrix, t: Translator) -> Table:
    """The strongest first."""
    order = sorted(result.pairs, key=lambda pair: -abs(pair.estimate.value or 0.0))
    rows = []
    for pair in order:
        e = pair.estimate
        why = t("words.semicolon").join(written.note(t, code) for code in e.notes)
        limits = numbers.interval(e.low, e.high, 3, lang=t.lang) if e.low is not None else why
        rows.append(
            line(
                t(
                    "matrix.names",
                    one=labels.measure(t, pair.one),
                    two=labels.measure(t, pair.two),
                ),
                numbers.number(e.value, 3),
                limits,
                numbers.whole(pair.n),
                numbers.p_value(e.p),
                numbers.p_value(pair.adjusted),
            )
        )
    heads = (
        Head("", "left"),
        Head("*r*"),
        Head(written.ci_head(t, result.level)),
        Head("n"),
        Head("*P*"),
        Head(t("matrix.adjusted")),
    )
    note = t("matrix.note", n=result.tested, method=labels.method(t, result.method))
    given = t("matrix.note_given") if result.method == "partial_pearson" else ""
    return Table(t("matrix.title"), heads, tuple(rows), notes(note, given))
