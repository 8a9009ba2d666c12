"""Table of the golden numbers: inputs in words, the app's value, the source's, the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from aci_core.methods import REFERENCES, CaseResult, GoldenCase
from aci_core.methods.golden import UNBOUNDED, R, printed_tolerance
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Cell, Head, Row, Table

Inputs = Mapping[str, Any]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# A list longer than this shows its beginning and says how many there are.
_LONGEST = 13
_SHOWN = 6
# Digits of the app's value beyond the printed ones: to see that it is not a copy.
_MORE = 2
# Significant digits that a double holds for certain.
_HOLDS = 15


def golden(results: Sequence[CaseResult], t: Translator, *, named: bool = False) -> Table:
    """Golden cases, grouped by their inputs.

    Parameters
    ----------
    results : sequence of CaseResult
        Cases of the same inputs stand together, as in the file.
    t : Translator
    named : bool
        Name the method of each group: for a table of several methods.
    """
    rows: list[Row] = []
    for (name, *_), group in groupby(results, _group):
        cases = list(group)
        text = described(cases[0].case, t)
        if named:
            text = t("methods_table.head", method=labels.method(t, name), inputs=text)
        rows.append(Row((Cell(text, bold=True),)))
        rows.extend(_line(result, t) for result in cases)
    return Table(
        t("methods.all") if named else t("methods.cases"),
        (
            Head(t("methods_table.number"), "left"),
            Head(t("methods_table.agrees"), "left"),
            Head(t("methods_table.app")),
            Head(t("methods_table.expected")),
            Head(t("methods_table.source"), "left"),
        ),
        tuple(rows),
        (t("methods.rule"),),
    )


def _group(result: CaseResult) -> tuple[str, str, str]:
    return result.case.method, result.case.inputs, result.case.note


def _line(result: CaseResult, t: Translator) -> Row:
    case = result.case
    verdict = t("methods_table.yes" if result.agrees else "methods_table.no")
    return Row(
        (
            Cell(t(f"method_field.{case.field}"), indent=1),
            # Second, so that a phone shows it without scrolling.
            Cell(verdict, bold=not result.agrees, tone="good" if result.agrees else "bad"),
            Cell(_ours(result, t)),
            Cell(_theirs(case, t)),
            Cell(source(case)),
        )
    )


def source(case: GoldenCase) -> str:
    """Short name of the source: ``R``, ``Newcombe 1998``."""
    return R if case.source == R else REFERENCES[case.source].short


def described(case: GoldenCase, t: Translator) -> str:
    """The inputs of a case in words, with its note."""
    words = _words(case.data, t)
    if not case.note:
        return words
    return t("methods_table.noted", inputs=words, note=t(f"method_case_note.{case.note}"))


# ------------------------------------------------------------------------------------ numbers


def written(value: float, places: int, exponent: int, t: Translator) -> str:
    """A number with fixed decimals, by a power of ten where its source writes one."""
    if not exponent:
        return format_number.number(value, places)
    mantissa = format_number.number(value / 10.0**exponent, places)
    power = str(exponent).translate(_SUPERSCRIPTS)
    return t("methods_table.power", mantissa=mantissa, exponent=power)


def _ours(result: CaseResult, t: Translator) -> str:
    if result.value is None:
        key = "unbounded" if result.case.expected == UNBOUNDED else "none"
        return t(f"methods_table.{key}")
    places, exponent = result.case.printed
    more = _MORE if places or not result.value.is_integer() else 0
    size = math.floor(math.log10(abs(result.value))) - exponent if result.value else 0
    most = max(places, _HOLDS - 1 - size)
    return written(result.value, min(places + more, most), exponent, t)


def _theirs(case: GoldenCase, t: Translator) -> str:
    if case.expected == UNBOUNDED:
        return t("methods_table.unbounded")
    places, exponent = case.printed
    text = written(float(case.expected), places, exponent, t)
    if case.tolerance <= printed_tolerance(case.expected):
        return text
    return t("methods_table.within", value=text, tolerance=_tolerance(case.tolerance))


def _tolerance(value: float) -> str:
    """``10⁻¹²``, ``5 × 10⁻⁷``, ``0.001``."""
    mantissa, _, exponent = f"{value:g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa} × {power}"


# ------------------------------------------------------------------------------------- inputs


def _plain(value: float | str) -> str:
    """A number, or a word as the file has it: ``<220``."""
    text = value if isinstance(value, str) else f"{value:.12g}"
    return text.replace("-", format_number.MINUS)


def _list(
    values: Sequence[float | str | None], t: Translator, times: Sequence[int] | None = None
) -> str:
    texts = [t("methods_table.missing") if v is None else _plain(v) for v in values]
    if times:
        texts = [
            t("methods_table.times", value=text, n=n) for text, n in zip(texts, times, strict=True)
        ]
    if len(texts) <= _LONGEST:
        return t("methods_table.list").join(texts)
    shown = t("methods_table.list").join(texts[:_SHOWN])
    return t("methods_table.more", shown=shown, n=len(texts))


def _against(treatment: str, control: str, t: Translator) -> str:
    return t("methods_table.against", treatment=treatment, control=control)


def _of(x: int, n: int, t: Translator) -> str:
    return t("methods_table.of", x=format_number.whole(x), n=format_number.whole(n))


def _rates(d: Inputs, t: Translator) -> str:
    events_treatment, n_treatment, events_control, n_control = d["rates"]
    return _against(_of(events_treatment, n_treatment, t), _of(events_control, n_control, t), t)


def _mean(arm: Sequence[float], t: Translator) -> str:
    n, mean, sd = (_plain(v) for v in arm)
    return t("methods_table.mean", n=n, mean=mean, sd=sd)


def _rate(d: Inputs, t: Translator) -> str:
    x, n = d["rate"]
    return _of(x, n, t)


def _difference(d: Inputs, t: Translator) -> str:
    value, low, high = (format_number.points(x) for x in d["difference"])
    return t("methods_table.difference", value=value, low=low, high=high)


def _grades(d: Inputs, t: Translator) -> str:
    treatment, control = d["best_first"]
    return _against(_list(treatment, t), _list(control, t), t)


def _means(d: Inputs, t: Translator) -> str:
    treatment, control = d["means"]
    return _against(_mean(treatment, t), _mean(control, t), t)


def _pairs(arm: Inputs, t: Translator) -> str:
    return t("methods_table.pairs", pre=_list(arm["pre"], t), post=_list(arm["post"], t))


def _both_pairs(name: str, d: Inputs, t: Translator) -> str:
    return _against(_pairs(d[f"{name}_treatment"], t), _pairs(d[f"{name}_control"], t), t)


def _given(d: Inputs, t: Translator) -> str:
    """Grades and covariate by arm, and which grades are the event."""
    treatment, control = (
        t("methods_table.given", **{k: _list(d[arm][k], t) for k in ("grade", "covariate")})
        for arm in ("given_treatment", "given_control")
    )
    text = _against(treatment, control, t)
    return t("methods_table.event", inputs=text, grade=d["event"]) if "event" in d else text


def _strata(d: Inputs, t: Translator) -> str:
    """Rates of each stratum."""
    rates = (_rates({"rates": stratum}, t) for stratum in d["strata"])
    return t("methods_table.between").join(rates)


def _levels(d: Inputs, t: Translator) -> str:
    """Values by level, and which level is asked for."""
    arms = (_against(_list(one, t), _list(two, t), t) for one, two in d["by_level"])
    text = t("methods_table.between").join(arms)
    return t("methods_table.level", inputs=text, at=d["at"]) if "at" in d else text


def _visits(d: Inputs, t: Translator) -> str:
    """Values before treatment and at each visit by arm, and which visit is asked for."""
    text = _against(_course(d["visits_treatment"], t), _course(d["visits_control"], t), t)
    text = t("methods_table.visit", inputs=text, at=d["visit"])
    return t("methods_table.delta", inputs=text, delta=d["delta"]) if "delta" in d else text


def _course(arm: Inputs, t: Translator) -> str:
    after = t("methods_table.next_visit").join(_list(visit, t) for visit in arm["scores"])
    return t("methods_table.pairs", pre=_list(arm["pre"], t), post=after)


_WORDS: Mapping[str, Callable[[Inputs, Translator], str]] = {
    "rates": _rates,
    "rate": _rate,
    "difference": _difference,
    "best_first": _grades,
    "means": _means,
    "treatment": lambda d, t: _against(_list(d["treatment"], t), _list(d["control"], t), t),
    "differences": lambda d, t: t("methods_table.differences", values=_list(d["differences"], t)),
    "sample": lambda d, t: _list(d["sample"], t, d.get("times")),
    "pairs_treatment": partial(_both_pairs, "pairs"),
    "limits_treatment": partial(_both_pairs, "limits"),
    "given_treatment": _given,
    "visits_treatment": _visits,
    "strata": _strata,
    "by_level": _levels,
    "x": lambda d, t: t("methods_table.xy", x=_list(d["x"], t), y=_list(d["y"], t)),
    "d": lambda d, t: t("methods_table.d", d=_plain(d["d"]), n=_list(d["n"], t), k=d["levels"]),
    "r": lambda d, t: t("methods_table.r", r=_plain(d["r"]), n=d["n"]),
    "p": lambda d, t: t("methods_table.p", at=d["at"], values=_list(d["p"], t)),
}


def _words(data: Inputs, t: Translator) -> str:
    return _WORDS[next(iter(data))](data, t)
