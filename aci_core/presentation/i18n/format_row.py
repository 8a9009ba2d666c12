"""Formatting of a Row: estimate, interval, test, counts and notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from aci_core.domain.no_difference import no_difference
from aci_core.domain.notes import Code
from aci_core.presentation.i18n import format_number
from aci_core.presentation.i18n.catalogue import Translator

if TYPE_CHECKING:
    from aci_core.analyses.result import Result, Row

_ABOUT = "\N{ALMOST EQUAL TO}"
# Their statistic is a sum of ranks or a count of pairs.
_RANKS = frozenset({"mann_whitney", "hodges_lehmann", "wilcoxon_signed_rank"})


def ci_head(t: Translator, conf_level: float | None) -> str:
    """``95% CI``."""
    return t("written.ci", level=format_number.level(conf_level))


def limits(t: Translator, row: Row, digits: int = 2, *, scale: float = 1.0) -> str:
    """Limits only: ``3.5 to 29.2``; a dash where there is no interval."""
    if row.estimate is None and row.ci_low is None and row.ci_high is None:
        return format_number.DASH
    low = row.ci_low is not None or "unbounded_low" in row.notes
    high = row.ci_high is not None or "unbounded_high" in row.notes
    # One limit may be infinite and says so; a missing one is no interval at all.
    if not (low and high):
        return format_number.DASH
    # An interaction is a difference of differences or a ratio of ratios: its method tells not.
    nulls = (0.0, 1.0) if row.method == "interaction" else (no_difference(row.method),)
    first, last = (_digits_of_limit(end, nulls, digits, scale) for end in (row.ci_low, row.ci_high))
    interval = format_number.interval(
        row.ci_low, row.ci_high, (first, last), scale=scale, lang=t.lang
    )
    return about(row) + interval


def _digits_of_limit(end: float | None, nulls: Sequence[float], digits: int, scale: float) -> int:
    """Digits with which a limit does not round onto "no difference" unless it lies there."""
    if end is None or end in nulls:
        return digits
    there = {null * scale for null in nulls}
    enough = (more for more in range(digits, digits + 3) if round(end * scale, more) not in there)
    return next(enough, digits)


def ci(t: Translator, row: Row, digits: int = 2, *, scale: float = 1.0) -> str:
    """The interval with its level: ``95% CI 3.5 to 29.2``; empty where there is none."""
    interval = limits(t, row, digits, scale=scale)
    if interval == format_number.DASH:
        return ""
    return t("written.ci_of", head=ci_head(t, row.ci_level), limits=interval)


def about(row: Row | None) -> str:
    """``≈`` where a share of results alone has it made of rounded counts; else nothing."""
    return _ABOUT if row is not None and "approximate" in row.notes else ""


def estimate(
    t: Translator, row: Row | None, digits: int = 2, *, scale: float = 1.0, apart: str = " "
) -> str:
    """Estimate and limits: ``16.7 (3.5 to 29.2)``; a dash where it is not computed."""
    if row is None or row.estimate is None:
        return format_number.DASH
    value = about(row) + format_number.number(row.estimate * scale, digits)
    interval = limits(t, row, digits, scale=scale)
    return value if interval == format_number.DASH else f"{value}{apart}({interval})"


def number_needed(
    t: Translator,
    row: Row | None,
    *,
    total: bool,
    randomised: bool | None = None,
    mark: Callable[[str], str] = str,
    form: Literal["sentence", "card"] = "sentence",
) -> str:
    """The number needed to treat as a physician reads it, with its interval as a path.

    Parameters
    ----------
    t : Translator
    row : Row or None
        Of `nnt`: 1/RD with the limits 1/RD_high and 1/RD_low (Altman 1998).
    total : bool
        Whether the rate is that of the grades, as in `Response.total`.
    randomised : bool, optional
        `Settings.randomised`. "For every one treated" tells a cause, so it stands only where
        chance allotted the patients; else the number is one over the difference.
    mark : callable
        Emphasises the number needed.
    form : {"sentence", "card"}
        The card's is what stands under the number.

    Returns
    -------
    str
        Empty where it is not computed.
    """
    if row is None or (row.estimate is None and "no_difference" not in row.notes):
        return ""
    if randomised is not True:
        return _reciprocal(t, row, mark, form)
    kind = "total" if total else "responders"
    at = f"words.number_needed_{form}"
    say = partial(
        t,
        responds=t(f"words.number_needed_sentence.{kind}"),
        responder=t(f"words.number_needed_sentence.{kind}_one"),
    )
    estimate = row.estimate or 0.0
    sign = "none" if not estimate else "more" if estimate > 0 else "fewer"
    head = say(f"{at}.{sign}", n=mark(format_number.number(abs(estimate), 1)))
    ends = {
        "more": next((x for x in (row.ci_low, row.ci_high) if x is not None and x > 0), None),
        "fewer": next((x for x in (row.ci_low, row.ci_high) if x is not None and x < 0), None),
    }
    n = {key: format_number.number(abs(x), 1) for key, x in ends.items() if x is not None}
    ci = ci_head(t, row.ci_level)
    if len(n) == len(ends):
        first = "fewer" if sign == "fewer" else "more"
        return say(f"{at}.through_{first}", head=head, ci=ci, **n)
    if not n or sign == "none":
        return say(f"{at}.alone", head=head)
    if row.ci_low is None or row.ci_high is None:
        return say(f"{at}.open_{next(iter(n))}", head=head, ci=ci, **n)
    limits = format_number.nnt_interval(row.ci_low, row.ci_high, t.lang)
    return say(f"{at}.closed", head=head, ci=t("written.ci_of", head=ci, limits=limits))


def _reciprocal(
    t: Translator, row: Row, mark: Callable[[str], str], form: Literal["sentence", "card"]
) -> str:
    """One over the difference of the rates, in words that tell no cause."""
    at = f"words.reciprocal_{form}"
    known = row.estimate is not None
    n = mark(format_number.number(row.estimate, 1))
    head = t(f"{at}.{'value' if known else 'none'}", n=n)
    ends = [end for end in (row.ci_low, row.ci_high) if end is not None]
    if not known or not ends:
        return t(f"{at}.alone", head=head)
    # The limits of a reciprocal lie on both sides of 0 where the difference may be 0.
    if len(ends) == 1 or min(ends) < 0 < max(ends):
        return t(f"{at}.holds_zero", head=head, ci=ci_head(t, row.ci_level))
    low, high = sorted(ends)
    limits = format_number.interval(low, high, (1, 1), lang=t.lang)
    ci = t("written.ci_of", head=ci_head(t, row.ci_level), limits=limits)
    return t(f"{at}.closed", head=head, ci=ci)


def degrees(t: Translator, row: Row) -> str:
    """Degrees of freedom; those of F are two."""
    if row.df is None:
        return format_number.DASH
    text = format_number.degrees(row.df)
    if of_residual := note_number(row, "df2"):
        return t("written.df_of_two", df=text, df2=of_residual)
    return t("written.df_of_f", df=text) if row.method == "ancova_slopes" else text


def p(t: Translator, value: float | None) -> str:
    """``*P* = 0.013``; empty where there is no P."""
    return "" if value is None else t("written.p", p=format_number.p_equals(value, t.lang))


def p_value(row: Row | None) -> str:
    """P of a row for a table's cell; a dash where there is none."""
    p = row.p if row else None
    return format_number.p_value(p) if p is None else about(row) + format_number.p_value(p)


def statistic(t: Translator, row: Row) -> str:
    """``χ² = 6.23``; empty where there is none."""
    # Of a difference of means the interaction is tested by F, else by a likelihood ratio.
    code = "interaction_f" if note_number(row, "df2") else row.method
    if row.statistic is None or not t.has(f"statistic.{code}"):
        return ""
    return t(
        "written.equals",
        name=t(f"statistic.{code}"),
        value=format_number.statistic(row.statistic, ranks=row.method in _RANKS),
    )


def test(t: Translator, row: Row) -> str:
    """``χ² = 6.23, df = 1, *P* = 0.013``, as much of it as there is."""
    parts = [statistic(t, row)]
    if row.df is not None and row.statistic is not None:
        parts.append(t("written.df", df=degrees(t, row)))
    parts.append(p(t, row.p))
    return t("written.comma").join(part for part in parts if part)


def count(row: Row | None) -> str:
    """A count: ``67``, or ``≈67`` where a share of results alone has it rounded."""
    if row is None or row.estimate is None:
        return format_number.DASH
    return about(row) + format_number.whole(row.estimate)


def rate(row: Row | None) -> str:
    """The percentage of a count: ``85.9%``, or with no decimal that is not there ``86%``."""
    if row is None or row.pct is None:
        return format_number.DASH
    coarse = "approximate" in row.notes and row.pct == round(row.pct)
    return format_number.percent(row.share, 0 if coarse else 1)


def patients(t: Translator, result: Result, row: Row | None) -> str:
    """Patients used: ``120``, or ``112 to 120`` where how many have no value is told in steps.

    A dash where the row does not tell: nobody was not used.
    """
    if row is None:
        return format_number.whole(0)
    if row.n is None:
        return format_number.DASH
    n_arms = len(row.n) if isinstance(row.n, Mapping) else 1 if row.arm else len(result.arms)
    return known(t, row.total, result.step, n_arms)


def known(t: Translator, n: int, step: int, n_arms: int = 1) -> str:
    """Patients with a value in so many arms: ``60``, or ``56 to 60`` where told in steps."""
    return format_number.whole_of_steps(n, n_arms * (step - 1) + 1, t.lang)


def share(row: Row | None) -> str:
    """A count with its percentage: ``67 (85.9%)``."""
    if row is None or row.estimate is None:
        return format_number.DASH
    return count(row) if row.pct is None else f"{count(row)} ({rate(row)})"


def fraction(row: Row | None) -> str:
    """A count of its patients: ``67/78``; the count alone where the rate waits for an answer."""
    if row is None or row.estimate is None:
        return format_number.DASH
    if waits(row):
        return count(row)
    return f"{count(row)}/{format_number.whole(row.total)}"


def waits(row: Row) -> bool:
    """Whether a rate waits for the answer what a blank cell means."""
    return "blank_unanswered" in row.notes


def mean_sd(t: Translator, row: Row | None, digits: int) -> str:
    """``8.2 ± 3.1``; the mean alone where one patient has no SD."""
    if row is None or row.estimate is None:
        return format_number.DASH
    mean = format_number.number(row.estimate, digits)
    if row.sd is None:
        return mean
    return t("written.mean_sd", mean=mean, sd=format_number.number(row.sd, digits))


def median(t: Translator, row: Row | None, digits: int) -> str:
    """``8.0 (6.0, 10.0)``."""
    if row is None or row.estimate is None:
        return format_number.DASH
    middle, q1, q3 = (format_number.number(x, digits) for x in (row.estimate, row.q1, row.q3))
    return t("written.median", median=middle, q1=q1, q3=q3)


# Methods whose notes have a text of their own: on two variables, or on both arms.
_NOTE_SECTIONS = {
    **dict.fromkeys(("ancova", "ancova_hc3", "ancova_log", "ancova_slopes"), "adjusted"),
    **dict.fromkeys(
        ("pearson", "spearman", "partial_pearson", "slope_difference", "benjamini_hochberg"),
        "together",
    ),
    **dict.fromkeys(("welch_t", "student_t", "hedges_g"), "means"),
    "paired_t": "change",
}


def note(t: Translator, code: str, method: str = "") -> str:
    """Text of a note, ``code`` or ``code:number``, in a row of a method."""
    name, _, value = code.partition(":")
    key = f"note_{_NOTE_SECTIONS.get(method)}.{name}"
    if not t.has(key):
        key = f"note.{name}"
    return t(key, n=value) if t.has(key) else name


def counted_codes(t: Translator, row: Row | None) -> str:
    """How many values may be codes for a missing one in what was computed; empty without any."""
    n = note_number(row, "code_counted") if row else 0
    return t("words.codes_inside", n=format_number.whole(n)) if n else ""


def note_number(row: Row, name: Code) -> int:
    """The number that a note carries, 0 where the row has no such note."""
    for code in row.notes:
        head, _, value = code.partition(":")
        if head == name and value.isdigit():
            return int(value)
    return 0


def note_value(row: Row | None, name: Code) -> float | None:
    """The measured number that a note carries, None where the row has no such note."""
    for code in row.notes if row else ():
        head, _, value = code.partition(":")
        if head == name:
            return float(value)
    return None
