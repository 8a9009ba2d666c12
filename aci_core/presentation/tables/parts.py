"""Shared pieces of tables: footnotes, column heads, cells, lines of a method, standard notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from aci_core.presentation.comparisons import Comparison, visits_differ
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import LETTERS
from aci_core.presentation.tables.model import Head, Row, line

if TYPE_CHECKING:
    from aci_core.analyses.result import Result
    from aci_core.analyses.result import Row as ResultRow

# Stated elsewhere in the table: missing patients have a line, the family a note of its own.
_STATED_ELSEWHERE = frozenset({"missing", "family", "family_untested", "upper_one_sided", "df2"})


class Footnotes:
    """Footnotes of a table: the notes that its rows carry, each printed once under the table."""

    def __init__(self, t: Translator) -> None:
        self.t = t
        self._marks: dict[str, str] = {}

    def _mark(self, text: str) -> str:
        if text not in self._marks:
            index = len(self._marks)
            turns, place = divmod(index, len(LETTERS))
            self._marks[text] = LETTERS[place] * (turns + 1)
        return self._marks[text]

    def mark(self, *rows: ResultRow | None) -> str:
        """The marks of these rows' notes, in the order of the notes."""
        codes = [(code, row.method) for row in rows if row is not None for code in row.notes]
        noted = [
            (code, of) for code, of in codes if code.partition(":")[0] not in _STATED_ELSEWHERE
        ]
        texts = dict.fromkeys(format_row.note(self.t, code, of) for code, of in noted)
        return "".join(self._mark(text) for text in texts)

    def cell(self, text: str, *rows: ResultRow | None) -> str:
        """The text with the marks of these rows."""
        return text + self.mark(*rows)

    def estimate(
        self, row: ResultRow | None, digits: int = 2, *, scale: float = 1.0, apart: str = " "
    ) -> str:
        """Estimate and limits with the marks of the row; `apart` stands between them."""
        return self.cell(format_row.estimate(self.t, row, digits, scale=scale, apart=apart), row)

    def value(self, row: ResultRow | None, digits: int = 2) -> str:
        """Estimate alone with the marks of the row, where its limits stand beside."""
        if row is None or row.estimate is None:
            return self.estimate(row, digits)
        return self.cell(format_row.about(row) + format_number.number(row.estimate, digits), row)

    def with_note(self, text: str, note: str) -> str:
        """The text with a mark of a note of the table's own; an empty note has none."""
        return text + self._mark(note) if note else text

    def lines(self) -> tuple[str, ...]:
        """The footnotes with their marks, in order."""
        return tuple(
            self.t("table.footnote", mark=mark, text=text) for text, mark in self._marks.items()
        )


def arm_head(t: Translator, label: str, n: int | None, spanner: str = "") -> Head:
    """The head of an arm's column, with its n."""
    name = labels.arm(t, label)
    text = name if n is None else t("table.arm_head", arm=name, n=format_number.whole(n))
    return Head(text, "right", spanner)


def arm_heads(t: Translator, arms: Iterable[str]) -> list[Head]:
    """The heads of the arms' columns, without n."""
    return [arm_head(t, arm, None) for arm in arms]


def heads(t: Translator, *keys: str, first: str = "") -> tuple[Head, ...]:
    """Column heads by their catalogue keys; the first names the rows."""
    return (
        Head(t(f"table.{first}") if first else "", "left"),
        *(Head(t(f"table.{k}")) for k in keys),
    )


def compared_title(t: Translator, key: str, compared: Sequence[Comparison]) -> str:
    """Title of a table of outcomes: with their visit, where they have one in common."""
    if visits_differ(compared):
        return t(f"table.{key}_title_own")
    at = labels.in_visit(t, compared[0].visit) if compared else t("table.after")
    return t(f"table.{key}_title", visit=at)


def compared_label(t: Translator, one: Comparison, *, differ: bool) -> str:
    """Name of an outcome: with its visit where the visits differ, the primary one marked."""
    label = labels.with_unit(t, one.variable)
    if differ:
        label = labels.outcome_at(t, label, one.visit)
    return t("table.primary_mark", name=label) if one.primary else label


def ci_head(result: Result, t: Translator) -> str:
    """``95% CI`` of the result's level."""
    return format_row.ci_head(t, result.settings.level)


def notes(*lines: str | Iterable[str]) -> tuple[str, ...]:
    """Notes in their order, without empty and repeated ones."""
    flat: list[str] = []
    for entry in lines:
        flat.extend([entry] if isinstance(entry, str) else entry)
    return tuple(dict.fromkeys(text for text in flat if text))


def direction(result: Result, t: Translator) -> str:
    """Note on the direction of differences: which arm is subtracted from which."""
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    return t("table.note_direction", treatment=treatment, control=control)


def ratio_direction(result: Result, t: Translator, event: str) -> str:
    """Note on the direction of ratios: the event and the reference arm."""
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    return t("table.note_ratio", event=event, treatment=treatment, control=control)


def n_by_arm(t: Translator, result: Result, row: ResultRow | None) -> str:
    """``78 + 78``: treatment and control."""
    if row is None or not isinstance(row.n, Mapping):
        return n_of(t, result, row)
    return " + ".join(format_row.known(t, row.n.get(arm, 0), result.step) for arm in result.arms)


def of(row: ResultRow | None) -> str:
    """``67/78 (85.9%)``; the count alone where the rate waits for an answer."""
    if row is None or row.estimate is None:
        return format_number.DASH
    if format_row.waits(row):
        return format_row.count(row)
    return f"{format_row.fraction(row)} ({format_row.rate(row)})"


def n_of(t: Translator, result: Result, row: ResultRow | None) -> str:
    """Patients used, over the arms."""
    return format_row.patients(t, result, row) if row else format_number.DASH


def test_cell(t: Translator, row: ResultRow | None) -> str:
    """``*t* = −4.16 (151.8)``: statistic with its degrees of freedom."""
    if row is None:
        return format_number.DASH
    text = format_row.statistic(t, row)
    if not text:
        return format_number.DASH
    return text if row.df is None else f"{text} ({format_row.degrees(t, row)})"


def better(result: Result, t: Translator) -> str:
    """Note on which measures are better low, and which high."""
    join = t("words.list").join
    parts = []
    for way in ("lower", "higher"):
        names = [labels.measure(t, m) for m in result.variables if result.better(m) == way]
        if names:
            parts.append(t(f"table.note_{way}_better", names=join(names)))
    return t("written.space").join(parts)


def covariates(result: Result, t: Translator) -> str:
    """Note on what the adjusted difference is adjusted for."""
    chosen = result.settings.covariates
    if not chosen:
        return t("table.note_ancova")
    names = t("words.list").join(labels.in_column(t, c) for c in chosen)
    filled = any(
        format_row.note_number(row, "covariate_imputed")
        for method in ("ancova", "ancova_log")
        for row in result.where(method)
    )
    return t(f"table.note_ancova_{'imputed' if filled else 'with'}", names=names)


def method_heads(result: Result, t: Translator) -> tuple[Head, ...]:
    """Column heads of a table with one method a line."""
    return (
        Head(t("table.method"), "left"),
        Head(t("table.estimate")),
        Head(ci_head(result, t)),
        Head(t("table.statistic")),
        Head(t("table.df")),
        Head(t("table.p")),
        Head(t("table.n_both")),
    )


def method_line(
    result: Result,
    t: Translator,
    row: ResultRow,
    marks: Footnotes,
    *,
    digits: int = 2,
    scale: float = 1.0,
    bold: bool = False,
    label: str = "",
) -> Row:
    """One method: estimate, interval, statistic, df, P and n; a number needed is NNTB or NNTH."""
    if row.method == "nnt":
        return _nnt_line(result, t, row, marks)
    if row.method == "fragility_index":
        return _fragility_line(result, t, row, marks)
    value = (
        format_number.DASH
        if row.estimate is None
        else format_number.number(row.estimate * scale, digits)
    )
    # A test without an estimate carries its notes at P.
    at_p = row.estimate is None and row.p is not None
    return line(
        label or labels.method(t, row.method),
        value if at_p else marks.cell(value, row),
        format_row.limits(t, row, digits, scale=scale),
        format_row.statistic(t, row) or format_number.DASH,
        format_row.degrees(t, row),
        marks.cell(format_number.p_value(row.p), row) if at_p else format_number.p_value(row.p),
        n_by_arm(t, result, row),
        bold=bold,
    )


def _nnt_line(result: Result, t: Translator, row: ResultRow, marks: Footnotes) -> Row:
    # Its interval may run through infinity: value and limits are written as one.
    dash = format_number.DASH
    value = limits = dash
    if row.estimate is not None or "no_difference" in row.notes:
        value = format_number.nnt(row.estimate)
        limits = format_number.nnt_interval(row.ci_low, row.ci_high, t.lang)
    cells = (marks.cell(value, row), limits, dash, dash, dash, n_by_arm(t, result, row))
    return line(labels.method(t, row.method), *cells)


def _fragility_line(result: Result, t: Translator, row: ResultRow, marks: Footnotes) -> Row:
    # A count; below zero it is the reverse index. Its P is of other counts: a sentence says which.
    dash = format_number.DASH
    reverse = row.estimate is not None and row.estimate < 0
    name = t("table.fragility_reverse") if reverse else labels.method(t, row.method)
    value = format_number.whole(None if row.estimate is None else abs(row.estimate))
    return line(name, marks.cell(value, row), dash, dash, dash, dash, n_by_arm(t, result, row))


def multiplicity(result: Result, t: Translator) -> str:
    """Note on the P values of several outcomes: of the plan, adjusted by Holm, or exploratory."""
    if not result.settings.judged.primary:
        return t("table.note_exploratory")
    holm = next(result.where("holm"), None)
    n = format_row.note_number(holm, "family") if holm is not None else 0
    keys = {"gate_closed": "note_gate_closed", "gate_unknown": "note_gate_unknown"}
    key = "note_primary" if holm is None else "note_holm"
    key = next((keys[code] for code in (holm.notes if holm else ()) if code in keys), key)
    if n == 1:
        key = f"{key}_one"
    text = t(f"table.{key}", n=n, alpha=format_number.number(result.settings.alpha))
    untested = format_row.note_number(holm, "family_untested") if holm is not None else 0
    said = t("table.note_holm_untested", k=untested, n=n) if untested and key == "note_holm" else ""
    return t("written.space").join(filter(None, (text, said)))
