"""Check of the report's main numbers in base R: script, data and expected numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Final

import pandas as pd

from aci_core.analyses.centre_effects import NAME as CENTRES
from aci_core.analyses.centres import centre_column
from aci_core.analyses.leading import lead
from aci_core.analyses.responders import FRAGILITY, RESPONDER
from aci_core.analyses.result import KEY, Row
from aci_core.analyses.sensitivity import DELTA, REFERENCE
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.efficacy import died_before
from aci_core.presentation.tables.csv_text import guarded
from aci_core.report.model import Report
from aci_core.report.study import Study
from aci_core.summaries import Responder

_ANALYSES: Final = (
    "response", "outcomes", "course", "sensitivity", "factors", "subgroups", "centres", "safety",
)  # fmt: skip
# Our names of methods; check.R knows what to compare each with.
_METHODS: Final = (
    "wilson",
    "risk_difference",
    "pearson_chi2",
    "fisher_exact",
    "fragility_index",
    "welch_t",
    "mann_whitney",
    "ancova",
    "ancova_log",
    "tobit_ratio",
    "mmrm",
    "paired_t",
    "pearson",
    "proportional_odds",
    "cmh",
    "mantel_haenszel_or",
    "interaction",
    DELTA,
    REFERENCE,
)
_BY_GROUP: Final = frozenset({"cmh", "mantel_haenszel_or", "interaction"})
_FIELDS: Final = ("estimate", "ci_low", "ci_high", "ci_level", "statistic", "df", "p")
# All numbers of a row but n and the confidence level.
_NUMBERS: Final = (
    "estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p",
)  # fmt: skip
# Their estimate is another one in R: conditional odds, U over M.
_TESTS: Final = frozenset({"fisher_exact", "mann_whitney", "pearson_chi2"})
_ADJUSTED: Final = ("ancova", "ancova_hc3", "ancova_log", "tobit_ratio")  # given covariates too
_OF_BASELINE: Final = ("ancova", "ancova_log", "tobit_ratio", "mmrm")  # given the value before
_FLAGS: Final = (Role.EVENT, Role.DIED, Role.LOST, Role.FOLLOWUP)
_SCORE: Final = "nihss"
_GROUP: Final = "group"  # in place of a visit: a column of centres or subgroups
_SUPPOSED: Final = (DELTA, REFERENCE)  # missing scores, of who did not die before the visit
_GIVEN: Final = (*_OF_BASELINE, "interaction", *_SUPPOSED)
_AMONG: Final = "among"  # in place of a measure: who is supposed to have a score at a visit


def write(report: Report) -> dict[str, bytes]:
    """Write ``check.R``, its data and the numbers that it should give.

    The rows hold an arm, scores and yes or no, and stand in the order of their values: neither
    an identifier nor the order of the file is in them. They are rows of patients all the same.
    """
    study = report.study
    data = _data(study)
    available = set(data.columns)
    expected = pd.DataFrame(list(_expected(study, available)))
    left_out = pd.DataFrame(_left_out(study, available), columns=["method", "numbers", "leads"])
    script = resources.files("aci_core.report.reproduce").joinpath("check.R").read_bytes()
    # ASCII and on one line: a comment of R, whatever a file's headers hold.
    settings = json.dumps(study.used.to_json(), separators=(",", ":"))
    return {
        "check.R": f"# Plan and settings of these numbers: {settings}\n".encode() + script,
        "check_data.csv": data.to_csv(index=False, lineterminator="\n").encode("utf-8"),
        "check_expected.csv": expected.to_csv(
            index=False, lineterminator="\n", float_format="%.15g"
        ).encode("utf-8"),
        "check_left_out.csv": left_out.to_csv(index=False, lineterminator="\n").encode("utf-8"),
    }


def _names(study: Study) -> dict[tuple[str, str | None], str]:
    """Neutral name of each measure or flag at a visit: no header of the file."""
    names: dict[tuple[str, str | None], str] = {("effective", None): "effective"}
    rules = study.response.levels(RESPONDER)
    names |= {(rule, None): f"responder_{n}" for n, rule in enumerate(rules, start=1)}
    columns = [c for c in study.cohort.columns if not c.stopped]
    flags = [c for c in columns if c.role in _FLAGS]
    measures = [c for c in columns if c.role is Role.MEASURE]
    for kind, these in (("flag", flags), ("score", measures)):
        for n, column in enumerate(these, start=1):
            names[column.stem, column.visit] = f"{kind}_{n}"
    outcome = study.sensitivity.outcome
    if outcome is not None and outcome.visit is not None:
        names[_AMONG, outcome.visit] = "among"
    groups = (*study.settings.subgroups, *_centre(study))
    for n, name in enumerate(dict.fromkeys(groups), start=1):
        group = study.cohort.column(name)
        if group is not None and not group.stopped and group.kind is not Kind.TEXT:
            names[name, _GROUP] = f"group_{n}"
    return names


def _centre(study: Study) -> tuple[str, ...]:
    column = centre_column(study.data, study.settings)
    return (column.name,) if column is not None else ()


def _data(study: Study) -> pd.DataFrame:
    cohort, grades = study.cohort, study.patients.grades
    table = cohort.table
    columns: dict[str, object] = {"treated": (table["arm"] == cohort.treatment).astype(int)}
    if grades is not None:
        columns["effective"] = grades.effective
    names = _names(study)
    for row in study.response.where("risk_difference", variable=RESPONDER):
        rule = row.level or ""
        columns[names[rule, None]] = study.patients.values(Responder(rule, row.visit or ""))
    outcome = study.sensitivity.outcome
    visit = None if outcome is None else outcome.visit
    if outcome is not None and visit is not None:
        absent = table[f"{outcome.variable}_{visit}"].isna().to_numpy()
        columns[names[_AMONG, visit]] = (~(died_before(cohort, visit) & absent)).astype(int)
    for column in cohort.columns:
        group = names.get((column.name, _GROUP))
        if group is not None:
            cells = table[column.name]
            number = column.kind is Kind.NUMBER
            codes = cells.astype(float) if number else cells.cat.codes.astype(float) + 1.0
            columns[group] = codes.where(cells.notna())
        name = names.get((column.stem, column.visit))
        if name is None or column.stopped:
            continue
        if column.role is Role.MEASURE:
            columns[name] = table[column.name].astype(float)
            censored = cohort.censored_in(column.name)
            if censored is not None:  # above the value where that is half of it, else the value
                columns[f"{name}_limit"] = censored.limits_of(cohort.n)
        elif column.role in _FLAGS:
            count = table[column.name].astype(float)
            columns[name] = (count >= 1).astype(float).where(count.notna())
    data = pd.DataFrame(columns)
    return data.sort_values(list(data.columns), ascending=False, ignore_index=True)


def _checked(
    study: Study, available: set[str], names: dict[tuple[str, str | None], str]
) -> Iterator[tuple[Row, str, str | None]]:
    """The rows that R makes again, each with its column and the one beside it."""
    for analysis in _ANALYSES:
        for row in study.results[analysis].rows:
            rule = row.level if row.variable == RESPONDER else None
            visit = None if rule or row.variable == "effective" else row.visit
            column = names.get((rule or row.variable, visit))
            second = _second_column(row, names)
            if (
                row.method in _METHODS
                and (row.level is None or rule is not None or row.method == DELTA)
                and column in available
                and (second is None or second in available)
                and (row.estimate is not None or row.p is not None)
                # R's test stops where changes do not differ.
                and not (row.method == "paired_t" and row.p is None)
                # It adjusts for the score before treatment alone.
                and not (row.method in _GIVEN and study.settings.covariates)
                # It searches an unstructured covariance.
                and "cov_cs" not in row.notes
                and not study.outcomes.ordinal(row.variable if row.method in _BY_GROUP else "")
                # Of others than the patients in the file of data.
                and "all_allocated" not in row.notes
            ):
                yield row, column, second


def _together(study: Study, row: Row, names: dict[tuple[str, str | None], str]) -> str | None:
    """Columns of all visits of a row's model; None of a row of one visit."""
    if row.method != "mmrm":
        return None
    return " ".join(names[row.variable, visit] for visit in study.course.bases[row.variable].visits)


def _fields(row: Row) -> dict[str, float | None]:
    """The fields of a row as R is asked for them."""
    facts = {name: getattr(row, name) for name in _FIELDS}
    if row.method in _TESTS:
        facts |= {"estimate": None, "ci_low": None, "ci_high": None}
    if row.method == "mmrm":  # without Kenward and Roger's errors and df
        facts |= dict.fromkeys(_FIELDS[1:])
    return facts


def _expected(study: Study, available: set[str]) -> Iterator[dict[str, object]]:
    sides = dict(zip(study.cohort.two_arms(), ("treatment", "control"), strict=True))
    names = _names(study)
    for row, column, second in _checked(study, available, names):
        what = " ".join(part for part in (row.analysis, _named(row), row.visit) if part)
        supposed = row.method in _SUPPOSED
        yield {
            "what": guarded(what),
            "column": column,
            "method": row.method,
            "side": sides.get(row.arm or ""),
            "beside": second,
            "together": _together(study, row, names),
            "given": _given(row, names),
            "group": _kind_of(study, row),
            "stratum": _stratum(row, names),
            "alpha": study.settings.alpha if row.method == FRAGILITY else None,
            "among": names[_AMONG, row.visit] if supposed else None,
            "shift": _shift(study, row),
            **_fields(row),
        }


def _named(row: Row) -> str:
    """What a row is of: a rule of response by itself, a supposed delta beside its variable."""
    if row.variable == RESPONDER:
        return row.level or ""
    return f"{row.variable} delta {row.level}" if row.method == DELTA else row.variable


def _left_out(study: Study, available: set[str]) -> list[tuple[str, int, int]]:
    """Numbers of the results that R is not asked for, by method, and whether one of them leads."""
    asked = {_key(row): _fields(row) for row, _, _ in _checked(study, available, _names(study))}
    leading = set(_leading(study))
    numbers: Counter[str] = Counter()
    leads: set[str] = set()
    for result in study.results.values():
        for row in result.rows:
            made = asked.get(_key(row), {})
            absent = [
                name
                for name in _NUMBERS
                if getattr(row, name) is not None and made.get(name) is None
            ]
            adjusted = row.method in _ADJUSTED and row.level is None
            given = " given covariates" if adjusted and study.settings.covariates else ""
            numbers[row.method + given] += len(absent)
            if absent and _key(row) in leading:
                leads.add(row.method + given)
    return sorted(
        ((method, n, int(method in leads)) for method, n in numbers.items() if n),
        key=lambda one: (-one[2], -one[1], one[0]),
    )


def _leading(study: Study) -> Iterator[tuple[object, ...]]:
    """Names of the rows that lead an outcome at a visit."""
    for analysis in ("response", "outcomes"):
        result = study.results[analysis]
        for variable, visit in dict.fromkeys((row.variable, row.visit) for row in result.rows):
            # Neither before treatment nor the change since then leads.
            after = visit is None or (visit != PRE and "-" not in visit)
            led = lead(result, variable, visit) if after else None
            if led is not None:
                yield from (_key(led.row), _key(led.test))


def _key(row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in KEY)


def _given(row: Row, names: dict[tuple[str, str | None], str]) -> str | None:
    """The value before treatment of the model of an interaction, once."""
    own = f"{row.variable}_{PRE}"
    if row.method != "interaction" or row.versus == own:
        return None
    return names.get((row.variable, PRE))


def _shift(study: Study, row: Row) -> float | None:
    """What is added to the missing scores of treatment: worse on the scale's own direction."""
    if row.method != DELTA:
        return None
    worse = -1.0 if study.outcomes.better(row.variable) == "higher" else 1.0
    return worse * float(row.level or 0)


def _kind_of(study: Study, row: Row) -> str | None:
    """Whether a group is of levels or continuous."""
    column = study.cohort.column(row.versus or "") if row.method in _BY_GROUP else None
    if column is None:
        return None
    return "levels" if column.kind is Kind.CATEGORY else "range"


def _stratum(row: Row, names: dict[tuple[str, str | None], str]) -> str | None:
    """The centre, given which the arms are compared."""
    given = row.analysis == CENTRES and row.method == "ancova"
    return names[row.versus or "", _GROUP] if given else None


def _second_column(row: Row, names: dict[tuple[str, str | None], str]) -> str | None:
    if row.method in _BY_GROUP:
        return names.get((row.versus or "", _GROUP), "")
    if row.method in (*_OF_BASELINE, *_SUPPOSED, "paired_t"):
        return names.get((row.variable, PRE))
    return names.get((_SCORE, row.visit)) if row.method == "pearson" else None
