"""Work out a published table from its text: results and consistency checks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from aci_core.analyses.result import Result, Row
from aci_core.domain.errors import AciError
from aci_core.domain.notes import join_notes, note
from aci_core.domain.study.settings import Settings
from aci_core.published import (
    Finding,
    Group,
    Printed,
    PrintedP,
    check_ancova,
    check_grim,
    check_grimmer,
    check_p,
    check_p_of_counts,
    check_rate,
    check_sd,
    check_t,
    counts_giving,
    whole,
)
from aci_core.published.results import published
from aci_core.published.typed_data import BOTH, Typed
from aci_core.summaries import GRADE

TableKind = Literal["counts", "grades", "means", "correlation", "rate"]
KINDS: tuple[TableKind, ...] = get_args(TableKind)
# Of a rate that many counts give only the nearest is worked out.
_MOST_COUNTS = 5
_ARMS = ("treatment", "control")
# How many values each kind takes.
_SIZES = {"counts": (2,), "grades": (2,), "means": (2, 4), "correlation": (2,), "rate": (2,)}


@dataclass(frozen=True, slots=True)
class Reported:
    """Statistics that the paper reports of its table, to be checked; empty where it does not.

    Parameters
    ----------
    rates : tuple of str
        Of both arms, treatment first; empty where one is not printed.
    p, t, adjusted : str
        P, t of the means, the difference adjusted for baseline.
    step : int or None
        Of the scale where it has whole steps: 1 of NIHSS, 5 of the Barthel index.
    low, high : int or None
        Ends of the scale.
    """

    rates: tuple[str, ...] = ()
    p: str = ""
    t: str = ""
    adjusted: str = ""
    step: int | None = None
    low: int | None = None
    high: int | None = None


NOTHING_REPORTED = Reported()


@dataclass(frozen=True)
class FromTable:
    """A published table worked out.

    Parameters
    ----------
    kind : str
    values : tuple of str
        As typed.
    result : Result
    findings : tuple of Finding
    """

    kind: TableKind
    values: tuple[str, ...]
    result: Result
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, object]:
        """The document that ``from-table --json`` prints."""
        return {
            "table": {"kind": self.kind, "values": list(self.values)},
            "settings": self.result.settings.to_json(),
            "results": [row.to_json() for row in self.result.rows],
            "checks": [finding.to_json() for finding in self.findings],
        }


def from_table(
    kind: TableKind,
    values: Sequence[str],
    settings: Settings,
    reported: Reported = NOTHING_REPORTED,
) -> FromTable:
    """Read the numbers, run every method they allow, and check them.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    values : sequence of str
        ``counts``: ``67/78`` of each arm, treatment first. ``grades``: ``20,25,22,11`` of
        each arm, best first. ``means``: ``n,mean,SD`` of each arm, or four of them, before
        treatment first. ``correlation``: r and n. ``rate``: percent and n.
    settings : Settings
    reported : Reported

    Raises
    ------
    AciError
        ``published_size``, ``published_beside`` or what a value is refused for.
    """
    if len(values) not in _SIZES[kind]:
        sizes = "/".join(map(str, _SIZES[kind]))
        raise AciError("published_size", kind=kind, size=sizes, got=len(values))
    _refuse_unfitting(kind, len(values), reported)
    make = {
        "counts": _counts,
        "grades": _grades,
        "means": _means,
        "correlation": _correlation,
        "rate": _rate,
    }
    result, findings = make[kind](values, settings, reported)
    return FromTable(kind, tuple(values), result, tuple(findings))


def _refuse_unfitting(kind: TableKind, size: int, reported: Reported) -> None:
    """Refuse statistics that the table cannot check: a check not made must not seem made."""
    allowed = {
        "counts": {"rates", "p"},
        "grades": {"p"},
        "means": {"p", "t", "step", "low", "high", *(("adjusted",) if size == 4 else ())},
        "correlation": {"p"},
        "rate": set[str](),
    }[kind]
    for name in ("rates", "p", "t", "adjusted", "step", "low", "high"):
        if getattr(reported, name) not in ((), "", None) and name not in allowed:
            raise AciError("published_beside", name=name, kind=kind)
    if (reported.low is None) != (reported.high is None) or (
        reported.low is not None and reported.high is not None and reported.low >= reported.high
    ):
        raise AciError("published_range")
    if reported.step is not None and reported.step < 1:
        raise AciError("published_whole", text=str(reported.step))


def fraction(text: str) -> tuple[int, int]:
    """Events and patients of ``67/78``; AciError ``published_fraction`` for anything else."""
    parts = unicodedata.normalize("NFKC", text).split("/")
    if len(parts) != 2:
        raise AciError("published_fraction", text=text[:40])
    return whole(parts[0]), whole(parts[1])


def grades(text: str) -> list[int]:
    """Patients in each grade of ``20,25,22,11``."""
    return [whole(part) for part in unicodedata.normalize("NFKC", text).split(",")]


WorkedOut = tuple[Result, list[Finding]]


def _counts(values: Sequence[str], settings: Settings, reported: Reported) -> WorkedOut:
    pairs = [fraction(text) for text in values]
    data = Typed.events(pairs[0], pairs[1])
    findings = [
        check_rate(Printed.read(rate), n, about)
        for rate, (_, n), about in zip(reported.rates, pairs, _ARMS, strict=False)
        if rate
    ]
    findings += _p_of(data, reported)
    return published(data, settings), findings


def _grades(values: Sequence[str], settings: Settings, reported: Reported) -> WorkedOut:
    data = Typed.grades(grades(values[0]), grades(values[1]))
    return published(data, settings), _p_of(data, reported)


def _p_of(data: Typed, reported: Reported) -> list[Finding]:
    if not reported.p:
        return []
    table: list[list[int]] = data.levels(GRADE).tolist()
    return [check_p_of_counts(table, PrintedP.read(reported.p))]


def _means(values: Sequence[str], settings: Settings, reported: Reported) -> WorkedOut:
    groups = [Group.read(text) for text in values]
    treatment, control = groups[-2:]
    before = (groups[0].triple, groups[1].triple) if len(groups) == 4 else None
    data = Typed.means(treatment.triple, control.triple, before)
    names = ("pre_treatment", "pre_control", "treatment", "control")[-len(groups) :]
    findings: list[Finding] = []
    for group, about in zip(groups, names, strict=True):
        if reported.step is not None:
            findings.append(check_grim(group, reported.step, about))
            ends = (reported.low, reported.high)
            findings.append(check_grimmer(group, reported.step, ends, about))
        if reported.low is not None and reported.high is not None:
            findings.append(check_sd(group, reported.low, reported.high, about))
    t = Printed.read(reported.t) if reported.t else None
    p = PrintedP.read(reported.p) if reported.p else None
    if t or p:
        findings.append(check_t(treatment, control, t, p))
    if t and p:
        # Student's degrees of freedom, which a paper that prints none means.
        df = Printed.read(str(max(treatment.n + control.n - 2, 1)))
        findings.append(check_p("t", t, p, df))
    if before is not None:
        adjusted = Printed.read(reported.adjusted) if reported.adjusted else None
        findings.append(check_ancova(data, adjusted, settings.level))
    return published(data, settings), findings


def _correlation(values: Sequence[str], settings: Settings, reported: Reported) -> WorkedOut:
    r, n = Printed.read(values[0]), whole(values[1])
    data = Typed.correlation(r.number, n)
    findings = []
    if reported.p:
        df = Printed.read(str(n - 2))
        findings.append(check_p("r", r, PrintedP.read(reported.p), df))
    return published(data, settings), findings


def _rate(values: Sequence[str], settings: Settings, reported: Reported) -> WorkedOut:  # noqa: ARG001 - as every kind
    rate, n = Printed.read(values[0]), whole(values[1])
    counts = counts_giving(rate, n)
    rows: list[Row] = []
    fitting = list(counts) if len(counts) <= _MOST_COUNTS else [round(rate.value * n / 100)]
    for events in fitting:
        computed = published(Typed.rate(events, n), settings).rows
        level = str(events) if len(fitting) > 1 else None
        notes = (note("counts_fit", len(counts)),) if len(counts) > 1 else ()
        rows += [replace(r, level=level, note=join_notes((*r.notes, *notes))) for r in computed]
    result = Result("published", BOTH, settings, tuple(rows))
    return result, [check_rate(rate, n)]
