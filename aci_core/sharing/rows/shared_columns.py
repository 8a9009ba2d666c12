"""Which columns leave with a shared cohort: of the plan, those the schema knows, none that names.

What identifies people is removed as a file is read (`aci_core.ingest.subjects.privacy`); here the
columns are asked once more by their cells, whatever the owner's mapping calls them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, PRE, Column, Kind, Role
from aci_core.domain.schema.aliases import words
from aci_core.domain.schema.identifying_headers import (
    cities,
    identifier_in_header,
    is_kind_of_place,
    names_age,
    names_place,
    provinces,
)
from aci_core.domain.study.plan import fitted
from aci_core.domain.study.settings import Settings
from aci_core.ingest.columns.headers.header_meaning import canonical, meaning
from aci_core.ingest.subjects.privacy.personal_identifiers import (
    are_codes,
    are_days,
    are_years_of_birth,
    embedded_identifier,
    identifier_kind,
)
from aci_core.ingest.subjects.privacy.personal_names import (
    are_staff_names,
    is_sure_name,
    may_be_names,
)
from aci_core.ingest.values import dates
from aci_core.sharing.rows.telling_cells import (
    are_ages,
    are_ages_in_texts,
    are_batch_codes,
    are_coarse_dates,
    are_years_or_months,
    name_somebody,
)

AGE, CENTRE = "age", "centre"
Leaves = Literal["patient", "arm", "plan", "table_1", "study", "ticked"]
# Held back unless the owner ticks it; and what no tick lets go.
Held = Literal["place", "stopped", "text", "name", "unknown"]
Never = Literal["person", "unique", "remark", "date"]
Form = Literal["as_is", "numbered", "top_coded", "province", "merged"]
# Named and worded by the file.
_OF_THE_FILE = (Role.COVARIATE, Role.ENDPOINT)
_TICKED: Collection[str] = ("place", "stopped", "text", "name", "unknown")
_CODES = 5  # levels of a category that are no nearly unique texts
_SERIAL = 100_000  # counted to the unit: no characteristic is
_FEWEST = 5
_AGE_CELL = re.compile(r"[0-9]\s*(?:周?岁|years? old|y/?o\b)", re.IGNORECASE)
_PLACE_CELL = re.compile(
    r".{2}(?:市|县|乡|镇|街道|自治州|自治县)$|.(?:省|市).+[区县]$|.{2}(?:医院|卫生院|卫生室|院区)$"
    r"|.附?[一二三四]院$|.{2}(?:公司|银行|分行|集团|工厂|大学|中学|学校|研究所|派出所)$"
    r"|.[路街巷弄]$|(?i:hospital|klinik|krankenhaus|\bclinic\b|h[oô]pital|ospedale)|병원$"
    # A district, and no part of the brain: 姑苏区, 基底节区.
    r"|^[^脑叶节顶颞枕额干池水血皮层射卵圆侧病左右城郊社小]{2,3}区$"
)
_MOSTLY = 0.6
_RARE = 2  # patients of a level that is none


@dataclass(frozen=True, slots=True)
class SharedColumn:
    """What becomes of a column as its cohort is shared.

    Parameters
    ----------
    column : Column
    leaves : bool
    why : str
        One of `Leaves`, else of `Held` or `Never`.
    form : str
        How it leaves: ``as_is``, ``numbered``, ``top_coded``, ``province``, or ``merged`` where
        levels of few patients are one.
    """

    column: Column
    leaves: bool
    why: Leaves | Held | Never
    form: Form = "as_is"

    @property
    def may_be_ticked(self) -> bool:
        """Whether the owner may let it leave."""
        return self.why in _TICKED


def shared_columns(
    cohort: Cohort, settings: Settings | None = None, more: Collection[str] = ()
) -> tuple[SharedColumn, ...]:
    """What becomes of each column.

    Parameters
    ----------
    cohort : Cohort
    settings : Settings, optional
        Whose plan and filters name columns; without them, as for results alone, every column
        stays but those that identify people.
    more : collection of str
        Names of columns that the owner ticked.
    """
    planned = None if settings is None else named_columns(cohort, settings)
    conditions = () if settings is None else (*settings.population, *settings.filters)
    # A condition on two rare levels would choose other patients, were they one.
    whole = {one.column for one in conditions}
    # Asked of all at once, for nearly always none holds one: each question costs milliseconds.
    any_named = _is_named(cohort.columns)
    return tuple(
        _decide(cohort, column, planned, more, whole, any_named=any_named)
        for column in cohort.columns
    )


def refuse_unshareable(cohort: Cohort, settings: Settings) -> None:
    """Refuse a plan or a filter on a column that never leaves: its readers would lack it.

    Raises
    ------
    AciError
        ``share_column``.
    """
    named = named_columns(cohort, settings)
    for one in shared_columns(cohort, settings):
        if not one.leaves and one.column.name in named:
            raise AciError("share_column", column=one.column.header or one.column.name)


def named_columns(cohort: Cohort, settings: Settings) -> frozenset[str]:
    """The columns that the plan and the filters name."""
    plan = fitted(cohort, settings).settings
    conditions = (*plan.population, *plan.filters)
    outcomes = plan.judged.named
    centre = (plan.centre,) if plan.centre else ()
    return frozenset(
        (*plan.covariates, *plan.subgroups, *centre, *outcomes, *(one.column for one in conditions))
    )


def is_age(column: Column) -> bool:
    """Whether a column is an age, whatever its name."""
    if AGE in (column.stem, column.name, meaning(column.header).name):
        return True
    unknown = column.role in _OF_THE_FILE and column.recognised in ("covariate", "mapping")
    return unknown and (names_age(column.header) or names_age(column.name))


def holds_ages(column: Column, texts: Collection[str]) -> bool:
    """Whether a column is an age by its header or by its cells: 92岁."""
    if is_age(column):
        return True
    found = sum(_AGE_CELL.search(text) is not None for text in texts)
    return bool(found) and 2 * found >= len(texts)


@cache
def _known_covariates() -> frozenset[str]:
    table = words()
    names = {name for name in table.columns.values() if canonical(name) is not None}
    covariates = {name for name in names if canonical(name).role is Role.COVARIATE}  # type: ignore[union-attr]
    return frozenset(covariates | table.numbers | table.yes_no)


def is_known(cohort: Cohort, column: Column) -> bool:
    """Whether the schema knows what a column means; no free header and no word of a mapping."""
    if column.role is Role.ENDPOINT:
        return False
    if column.role is Role.COVARIATE:
        return column.name in _known_covariates() or is_age(column)
    if column.role is Role.MEASURE:
        stems = (*MEASURES, *cohort.measures, *words().numbers)
        return column.stem in stems
    return True


def rare_levels(cohort: Cohort, column: Column) -> tuple[str, ...]:
    """Levels of fewer than three patients, which could tell who somebody is: 市长."""
    if column.role not in _OF_THE_FILE or column.kind is Kind.NUMBER:
        return ()
    counts = cohort.table[column.name].value_counts()
    texts = texts_of(cohort, column)
    if column.name == "sex" or set(texts) <= {"yes", "no"}:
        return ()
    return tuple(text for text in texts if int(counts.get(text, 0)) <= _RARE)


def is_place(column: Column, texts: Collection[str]) -> bool:
    """Whether a column says where somebody lives or is treated."""
    if column.role not in _OF_THE_FILE or is_age(column):
        return False
    if texts and all(map(is_kind_of_place, texts)):
        return False
    if column.name == CENTRE or names_place(column.header) or names_place(column.name):
        return True
    found = sum(_PLACE_CELL.search(text) is not None or text.startswith(cities()) for text in texts)
    return found > 1 and found >= _MOSTLY * len(texts)


def province_of(text: str) -> str | None:
    """The province that a place's name begins with."""
    return next((one for one in provinces() if text.startswith(one)), None)


def texts_of(cohort: Cohort, column: Column) -> tuple[str, ...]:
    """The distinct texts of a column; empty of numbers."""
    if column.kind is Kind.NUMBER:
        return ()
    series = cohort.table[column.name]
    if isinstance(series.dtype, pd.CategoricalDtype):
        # Nobody's level travels too, in the list of levels.
        return tuple(str(level) for level in series.cat.categories)
    return tuple(str(text) for text in series.dropna().unique() if str(text).strip())


def _decide(
    cohort: Cohort,
    column: Column,
    planned: Collection[str] | None,
    more: Collection[str],
    whole: Collection[str],
    *,
    any_named: bool,
) -> SharedColumn:
    if column.role in (Role.ID, Role.ARM):
        why: Leaves = "patient" if column.role is Role.ID else "arm"
        return SharedColumn(column, True, why, "numbered" if why == "patient" else "as_is")
    texts = texts_of(cohort, column)
    if never := next(_never(cohort, column, texts, any_named=any_named), None):
        return SharedColumn(column, False, never)
    form: Form = "top_coded" if _is_top_coded(cohort, column, texts) else "as_is"
    if planned is None:
        return SharedColumn(column, True, "study", form)
    named, ticked = column.name in planned, column.name in more
    leaves: Leaves = "plan" if named else "ticked" if ticked else _study(column)
    if is_place(column, texts):
        if texts and sum(province_of(t) is not None for t in texts) >= 0.9 * len(texts):
            return SharedColumn(column, True, leaves, "province")
        if not (named or ticked):
            return SharedColumn(column, False, "place")
        return SharedColumn(column, True, leaves, "numbered")
    if not (named or ticked):
        if column.kind is Kind.TEXT:
            return SharedColumn(column, False, "text")
        if column.stopped and column.role in _OF_THE_FILE:
            return SharedColumn(column, False, "stopped")
        if column.role in _OF_THE_FILE and _may_name(cohort, column, texts):
            return SharedColumn(column, False, "name")
        if not is_known(cohort, column):
            return SharedColumn(column, False, "unknown")
    if form == "as_is" and column.name not in whole and rare_levels(cohort, column):
        form = "merged"
    return SharedColumn(column, True, leaves, form)


def _is_top_coded(cohort: Cohort, column: Column, texts: tuple[str, ...]) -> bool:
    if holds_ages(column, texts):
        return True
    if column.role not in _OF_THE_FILE or is_known(cohort, column):
        return False
    if column.kind is Kind.NUMBER:
        return are_ages(_numbers(cohort, column))
    return bool(texts) and are_ages_in_texts(texts)


def _may_name(cohort: Cohort, column: Column, texts: tuple[str, ...]) -> bool:
    """Whether levels may be names: all by their surnames, or a rare one by both its parts."""
    if not texts or may_be_names(texts):
        return bool(texts)
    counts = cohort.table[column.name].value_counts()
    return any(
        not t.isascii() and is_sure_name(t) and int(counts.get(t, 0)) <= _RARE for t in texts
    )


def _study(column: Column) -> Leaves:
    first = column.role is Role.MEASURE and column.visit == PRE
    return "table_1" if first or column.role is Role.COVARIATE else "study"


def _is_named(columns: Iterable[Column]) -> bool:
    """Whether what any of the columns is called holds an identifier of somebody."""
    names = [name for one in columns for name in (one.header, one.name, one.label)]
    return embedded_identifier(pa.array(names, pa.string()), names=True) is not None


def _never(
    cohort: Cohort, column: Column, texts: tuple[str, ...], *, any_named: bool
) -> Iterator[Never]:
    """Why a column never leaves."""
    if column.role is Role.LOST_REASON or _tells_in_own_words(column, texts):
        yield "remark"
    if (any_named and _is_named((column,))) or is_sure_name_of_a_person(column.stem):
        yield "person"
    if _named_by_header(column, texts, cohort):
        yield "person"
    if column.kind is Kind.NUMBER:
        yield from _never_number(cohort, column)
    elif texts:
        yield from _never_texts(cohort, column, texts)


def _tells_in_own_words(column: Column, texts: tuple[str, ...]) -> bool:
    """Whether an attribute of an event is written in words of the file's own."""
    if column.role is not Role.EVENT_DETAIL:
        return False
    table = words().values
    known = {word for name in ("severity", "relation", "yes_no") for word in table[name].values()}
    return column.kind is Kind.TEXT or not set(texts) <= known


def _named_by_header(column: Column, texts: tuple[str, ...], cohort: Cohort) -> bool:
    """Whether its header identifies people, though the mapping gave it a name."""
    if column.role not in _OF_THE_FILE or not identifier_in_header(column.header):
        return False
    if column.kind is Kind.NUMBER:
        return not set(_numbers(cohort, column)) <= {0.0, 1.0}
    return not set(texts) <= {"yes", "no"}


def _never_number(cohort: Cohort, column: Column) -> Iterator[Never]:
    declared = column.role is Role.MEASURE and column.stem in cohort.measures
    if declared or column.name in words().numbers or is_age(column):
        return
    values = _numbers(cohort, column)
    distinct = np.unique(values)
    if column.role is Role.COVARIATE and are_years_or_months(distinct):
        yield "date"
    months = np.round(distinct % 1 * 100)
    year = (distinct >= 1900) & (distinct < 2100) & (months >= 1) & (months <= 12)
    if distinct.size >= _FEWEST and (year & np.isclose(distinct % 1 * 100, months)).all():
        yield "date"  # 1950.03
    if distinct.size < _FEWEST or (distinct != np.floor(distinct)).any():
        return
    texts = [f"{value:.0f}" for value in distinct]
    if are_years_of_birth(texts) or are_days(texts):
        yield "date"
    # Numbered one after the other, or with the many digits of a record: no characteristic.
    once = distinct.size >= 0.9 * values.size
    in_a_row = distinct[-1] - distinct[0] + 1 <= 1.2 * distinct.size
    to_the_unit = np.median(distinct) >= _SERIAL and np.mean(distinct % 10 != 0) > 0.5
    if once and values.size >= _FEWEST and (in_a_row or to_the_unit):
        yield "unique"


def _never_texts(cohort: Cohort, column: Column, texts: tuple[str, ...]) -> Iterator[Never]:
    if column.role is Role.GRADE:
        return
    if identifier_kind(texts) or embedded_identifier(pa.array(texts, pa.string()), names=True):
        yield "person"
    if are_staff_names(texts) or any(map(is_sure_name_of_a_person, texts)) or name_somebody(texts):
        yield "person"
    if are_coarse_dates(texts):
        yield "date"
    if are_batch_codes(texts):
        yield "unique"
    if dates.holds_dates("", texts) or are_days(texts):
        yield "date"
    filled = int(cohort.table[column.name].notna().sum())
    known = column.name in words().yes_no or column.name == "sex"
    if not known and len(texts) > max(_CODES, filled / 2):
        yield "unique"
    if not known and (column.kind is Kind.TEXT or filled >= 3) and len(texts) >= 0.9 * filled:
        yield "unique"
    if are_codes(texts) and len(texts) > filled / 2:
        yield "unique"


def is_sure_name_of_a_person(text: str) -> bool:
    """Whether one text alone is a Chinese name beyond doubt: 王小明, 李主任."""
    return len(text) >= 3 and not text.isascii() and is_sure_name(text)


def _numbers(cohort: Cohort, column: Column) -> npt.NDArray[np.float64]:
    values: npt.NDArray[np.float64] = cohort.table[column.name].to_numpy(np.float64)
    known: npt.NDArray[np.float64] = values[~np.isnan(values)]
    return known
