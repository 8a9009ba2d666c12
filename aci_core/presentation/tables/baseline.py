"""Table 1: baseline characteristics by arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from aci_core.analyses.baseline import imbalance
from aci_core.analyses.leading import rate_test
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import Footnotes, arm_head, ci_head, direction, notes

Show = Literal["both", "mean", "median"]
_TESTS = ("welch_t", "pearson_chi2")
_YES_NO = frozenset({"yes", "no"})


def baseline(result: Result, t: Translator, *, show: Show = "both") -> Table:
    """Characteristics by arm and overall, with standardised differences.

    Parameters
    ----------
    result : Result
        Of `analyses.baseline`.
    t : Translator
    show : {"both", "mean", "median"}
        How a number is described. Both by default: nothing looks at the data to choose.
    """
    marks = Footnotes(t)
    tested = any(row.method in _TESTS for row in result.rows)
    n = lookup.patients(result)
    heads = [
        Head(t("table.characteristic"), "left"),
        *(arm_head(t, arm, n.get(arm)) for arm in result.arms),
        Head(t("table.overall_head", n=format_number.whole(sum(n.values())))),
        Head(t("table.smd_head", ci=ci_head(result, t))),
    ]
    if tested:
        heads.append(Head(t("table.p")))
    body: list[Row] = []
    for name in result.variables:
        body.extend(_variable(result, t, name, show, marks, tested))
    return Table(
        t("table.baseline_title"),
        tuple(heads),
        tuple(body),
        notes(
            t(f"table.note_described_{show}"),
            t("table.note_smd"),
            _chance(result, t),
            direction(result, t),
            t(f"table.note_baseline_{_why(result, tested)}"),
            marks.lines(),
        ),
    )


def _chance(result: Result, t: Translator) -> str:
    """The number beyond 0.1 beside the number by chance; empty where that is not known."""
    chance = imbalance(result)
    if chance.largest is None or chance.expected is None:
        return ""
    text = t(
        "table.note_chance",
        beyond=len(chance.beyond),
        n=len(chance.compared),
        expected=format_number.number(chance.expected, 1),
        name=literal(labels.column(t, chance.largest.variable)),
        p=format_number.percentile(chance.percentile),
    )
    k = len(chance.compared)
    if chance.reached is None or k == 1:
        return text
    reached = t("table.note_reached", k=k, share=format_number.chance(chance.reached))
    return t("written.space").join((text, reached))


def _variable(
    result: Result, t: Translator, name: str, show: Show, marks: Footnotes, tested: bool
) -> Iterator[Row]:
    levels = result.levels(name)
    compared = _compared(result, name, marks, tested)
    label = labels.column(t, name)
    groups = (*result.arms, None)
    if set(levels) == _YES_NO:
        # Yes and no say the same: one line.
        shares = (format_row.share(result.get("count", name, arm=a, level="yes")) for a in groups)
        yield line(t("table.n_pct_of", name=label), *shares, *compared)
    elif levels:
        blank = [""] * len(groups)
        yield line(t("table.n_pct_of", name=label), *blank, *compared, bold=True)
        for level in levels:
            rows = [result.get("count", name, arm=a, level=level) for a in groups]
            yield line(labels.level(t, level), *map(format_row.share, rows), indent=1)
    else:
        yield from _numbers(result, t, name, show, marks, label, compared)
    yield from _missing(result, t, name, levels)


def _numbers(
    result: Result,
    t: Translator,
    name: str,
    show: Show,
    marks: Footnotes,
    label: str,
    compared: list[str],
) -> Iterator[Row]:
    groups = (*result.arms, None)
    means = [result.get("mean_sd", name, arm=a) for a in groups]
    medians = [result.get("median_iqr", name, arm=a) for a in groups]
    digits = format_number.digits(lookup.largest_sd(result, name))
    as_means = [marks.cell(format_row.mean_sd(t, row, digits), row) for row in means]
    as_medians = [format_row.median(t, row, digits) for row in medians]
    if show != "both":
        yield line(label, *(as_means if show == "mean" else as_medians), *compared)
        return
    yield line(label, *[""] * len(groups), *compared, bold=True)
    yield line(t("method.mean_sd"), *as_means, indent=1)
    yield line(t("method.median_iqr"), *as_medians, indent=1)


def _why(result: Result, tested: bool) -> str:
    """Key of the reason for baseline *P*, or for none."""
    if tested:
        return "p"
    return "no_p_unsaid" if result.settings.randomised is None else "no_p"


def _compared(result: Result, name: str, marks: Footnotes, tested: bool) -> list[str]:
    """SMD with its interval; P where the study is not randomised."""
    smd = result.get("smd", name)
    cells = [marks.estimate(smd)]
    if tested:
        row = result.get("welch_t", name) or rate_test(result, name)
        shown = marks.cell(format_row.p_value(row), row)
        of_few = row is not None and row.method == "fisher_exact"
        cells.append(marks.with_note(shown, marks.t("table.baseline_fisher") if of_few else ""))
    return cells


def _missing(result: Result, t: Translator, name: str, levels: tuple[str, ...]) -> Iterator[Row]:
    """A line for patients without a value, who are in no denominator."""
    method, level = ("count", levels[0]) if levels else ("mean_sd", None)
    rows = [result.get(method, name, arm=a, level=level) for a in (*result.arms, None)]
    counts = [format_row.note_number(row, "missing") if row else 0 for row in rows]
    if any(counts):
        yield line(t("table.missing"), *map(format_number.whole, counts), indent=1, muted=True)
