"""Table 1: baseline characteristics by arm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from aci_core.analyses.baseline import imbalance
from aci_core.analyses.leading import rate_test
from aci_core.analyses.result import Result
from aci_core.domain.schema import by_median
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_head,
    ci_head,
    direction,
    notes,
    test_cell,
)

Show = Literal["declared", "both", "mean", "median"]
_TESTS = ("welch_t", "pearson_chi2")
Groups = tuple[str | None, ...]  # arms, and None for all patients
_YES_NO = frozenset({"yes", "no"})


def baseline(result: Result, t: Translator, *, show: Show = "both", brief: bool = False) -> Table:
    """Characteristics by arm and overall, with standardised differences.

    Parameters
    ----------
    result : Result
        Of `analyses.baseline`.
    t : Translator
    show : {"declared", "both", "mean", "median"}
        How a number is described. Declared: by the mean or the median as its kind has it
        (`domain.schema.by_median`), and missing values in a note, so that it fits a page.
        Nothing looks at the data to choose.
    brief : bool
        Beside the figure of the differences: without their intervals and the column of all
        patients; missing values stand in a note.
    """
    marks = Footnotes(t)
    groups = tuple(result.arms) if brief else (*result.arms, None)
    tested = any(row.method in _TESTS for row in result.rows)
    n = lookup.patients(result)
    heads = [
        Head(t("table.characteristic"), "left"),
        *(arm_head(t, arm, n.get(arm)) for arm in result.arms),
        *([] if brief else [_overall_head(result, t, n)]),
        Head(t("table.smd_short") if brief else t("table.smd_head", ci=ci_head(result, t))),
    ]
    if tested and not brief and result.settings.baseline_tests:
        heads.append(Head(t("table.test")))
    if tested:
        heads.append(Head(t("table.p")))
    missing_below = not brief and show != "declared"
    body: list[Row] = []
    for name in result.variables:
        body.extend(_variable(result, t, name, groups, show, marks, tested=tested, brief=brief))
        if missing_below:
            body.extend(_missing(result, t, name))
    return Table(
        t("table.baseline_title"),
        tuple(heads),
        tuple(body),
        notes(
            t(f"table.note_described_{'mean_alone' if brief else show}"),
            "" if missing_below else _without_value(result, t),
            t("table.note_smd"),
            _chance(result, t),
            direction(result, t),
            t(f"table.note_baseline_{_why(result, tested)}"),
            marks.lines(),
        ),
    )


def _overall_head(result: Result, t: Translator, n: Mapping[str, int]) -> Head:
    known = sum(n.values()) if len(n) == len(result.arms) else None
    return Head(t("table.overall_head", n=format_number.whole(known)))


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
    result: Result,
    t: Translator,
    name: str,
    groups: Groups,
    show: Show,
    marks: Footnotes,
    *,
    tested: bool,
    brief: bool,
) -> Iterator[Row]:
    levels = result.levels(name)
    compared = _compared(result, name, marks, tested=tested, brief=brief)
    label = labels.column(t, name)
    if _is_withheld(result, name):
        yield line(label, *[t("table.withheld_cell")] * len(groups), *compared)
        return
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
        yield from _numbers(result, t, name, groups, show, marks, label, compared)


def _is_withheld(result: Result, name: str) -> bool:
    """Whether everything of a characteristic is withheld: also whether it is a number."""
    rows = [row for row in result.rows if row.variable == name]
    return all("withheld" in row.notes for row in rows)


def _numbers(
    result: Result,
    t: Translator,
    name: str,
    groups: Groups,
    show: Show,
    marks: Footnotes,
    label: str,
    compared: list[str],
) -> Iterator[Row]:
    digits = format_number.digits(lookup.largest_sd(result, name))

    def means() -> list[str]:
        rows = [result.get("mean_sd", name, arm=a) for a in groups]
        return [marks.cell(format_row.mean_sd(t, row, digits), row) for row in rows]

    def medians() -> list[str]:
        rows = [result.get("median_iqr", name, arm=a) for a in groups]
        return [format_row.median(t, row, digits) for row in rows]

    if show == "both":
        yield line(label, *[""] * len(groups), *compared, bold=True)
        yield line(t("method.mean_sd"), *means(), indent=1)
        yield line(t("method.median_iqr"), *medians(), indent=1)
        return
    middle = show == "median"
    if show == "declared":
        middle = by_median(name, result.measures.get(name.rpartition("_")[0]))
        label = t("table.median_of" if middle else "table.mean_of", name=label)
    yield line(label, *(medians() if middle else means()), *compared)


def _why(result: Result, tested: bool) -> str:
    """Key of the reason for baseline *P*, or for none."""
    if tested:
        return "p_unasked" if result.settings.randomised else "p"
    return "no_p_unsaid" if result.settings.randomised is None else "no_p"


def _compared(
    result: Result, name: str, marks: Footnotes, *, tested: bool, brief: bool
) -> list[str]:
    """SMD with its interval; P where the study is not randomised."""
    smd = result.get("smd", name)
    cells = [marks.value(smd) if brief else marks.estimate(smd)]
    if tested:
        row = result.get("welch_t", name) or rate_test(result, name)
        if not brief and result.settings.baseline_tests:
            cells.append(test_cell(marks.t, row))
        shown = marks.cell(format_row.p_value(row), row)
        of_few = row is not None and row.method == "fisher_exact"
        cells.append(marks.with_note(shown, marks.t("table.baseline_fisher") if of_few else ""))
    return cells


def _n_missing(result: Result, name: str) -> list[int] | None:
    """Patients without a value by arm and overall; None where these are withheld."""
    levels = result.levels(name)
    method, level = ("count", levels[0]) if levels else ("mean_sd", None)
    rows = [result.get(method, name, arm=a, level=level) for a in (*result.arms, None)]
    if any(row is not None and "missing" in row.notes for row in rows):
        return None
    return [format_row.note_number(row, "missing") if row else 0 for row in rows]


def _missing(result: Result, t: Translator, name: str) -> Iterator[Row]:
    """A line for patients without a value, who are in no denominator."""
    if _is_withheld(result, name):
        return
    counts = _n_missing(result, name)
    if counts is None:
        dashes = [format_number.DASH] * (len(result.arms) + 1)  # few: withheld of every arm
        yield line(t("table.missing"), *dashes, indent=1, muted=True)
    elif any(counts):
        yield line(t("table.missing"), *map(format_number.whole, counts), indent=1, muted=True)


def _without_value(result: Result, t: Translator) -> str:
    """The patients without a value, by characteristic, as a note."""
    parts = []
    for name in result.variables:
        counts = None if _is_withheld(result, name) else _n_missing(result, name)
        if counts and any(counts):
            label = labels.in_column(t, name)
            parts.append(t("table.missing_of", name=label, n=format_number.whole(counts[-1])))
    return t("table.note_missing_of", list=t("words.list").join(parts)) if parts else ""
