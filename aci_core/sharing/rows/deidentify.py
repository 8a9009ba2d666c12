"""De-identification of a cohort that is shared: only the study's columns, and no person's cell."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.analyses.fields import names_of
from aci_core.domain.cohort import ID, Cohort, Issue
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.schema.aliases import canonical_value
from aci_core.domain.schema.identifying_headers import ages_in_a_year
from aci_core.domain.steps import (
    OmitHidden,
    OmitRow,
    OmitWhere,
    ReplaceText,
    ScaleWhere,
    SetCell,
    Step,
)
from aci_core.domain.study.filters import GRADE, Among, Filter, Patients, sets_from_json
from aci_core.domain.study.question import (
    CHARTS,
    Question,
    questions_from_json,
    questions_to_json,
)
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.ingest.digest import digest
from aci_core.ingest.subjects.privacy.privacy import OLDEST, top_code_ages
from aci_core.ingest.values.codes.missing_codes import CODES
from aci_core.sharing.rows.shared_columns import (
    SharedColumn,
    province_of,
    rare_levels,
    shared_columns,
    texts_of,
)

AGE_BANDS = (0, 5, 10)  # years; 0 for ages as they are
_HIDDEN = "…"
_SETS = "sets"  # of the view: conditions by the name that a user gave them
_ASKED = ("x", "y", "by", "chart")  # of the view: what is explored
_NOTHING = "none"
_PINS = "pins"  # of the view: exploratory questions that the report holds
_OTHER = "other"  # levels of too few patients
_OLDEST_GROUP = f"{OLDEST}+"
# Facts of an issue that are words of the app, or headers and labels of the cohort; not cells.
_PUBLIC_FACTS = frozenset({"arm", "arms", "kind", "name", "other", "part", "unit"})
_SYNTHETIC = re.compile(r"SYN-[A-Z]?[0-9]+")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?")
_MORE_THAN = re.compile(r"^\s*(?:[>＞]|大于|超过|over|above|more than)\s*[0-9]", re.IGNORECASE)
_OLD_IN_WORDS = re.compile(r"九十|九旬|百岁|nineties|ninety|centenarian", re.IGNORECASE)
_PLAIN = re.compile(r"[<>=≥≤≈~±+\-\s0-9.,，。/%～×^]{1,20}[A-Za-z%/]{0,8}")
_CODE = re.compile(r"[A-Za-z]?[0-9]{0,3}")


@dataclass(frozen=True)
class Deidentified:
    """A cohort as it leaves, and what became of its columns.

    Parameters
    ----------
    cohort : Cohort
    columns : tuple of SharedColumn
        All of the original.
    renamed : dict of str to dict of str to str
        By column: levels of the original, and what stands for them.
    original : str
        Digest of the original, which must not leave: guesses could be tested against it.
    """

    cohort: Cohort
    columns: tuple[SharedColumn, ...]
    renamed: Mapping[str, Mapping[str, str]]
    original: str = ""

    def settings(self, settings: Settings) -> Settings:
        """The settings with the levels, and the patients' file, as they leave."""
        kept = settings.locked is not None and not settings.changed_since_lock
        made = replace(
            settings,
            filters=tuple(map(self._filter, settings.filters)),
            population=tuple(map(self._filter, settings.population)),
            deviations=tuple(
                replace(one, before=self.text(one.before), after=self.text(one.after))
                for one in settings.deviations
            ),
            explored=tuple(one for one in settings.explored if self._answers(one)),
        )
        if kept and made.locked is not None:
            made = replace(made, locked=replace(made.locked, digest=made.plan_digest))
        return made

    def text(self, text: str) -> str:
        """A text of JSON with the levels, and the patients' file, as they leave."""
        if old_file := Patients.from_ordinals((1,), self.original).of:
            file = Patients.from_ordinals((1,), self.cohort.digest).of
            text = text.replace(json.dumps(old_file), json.dumps(file))
        for levels in self.renamed.values():
            for old, new in levels.items():
                for ascii_only in (True, False):
                    quoted = json.dumps(old, ensure_ascii=ascii_only)
                    text = text.replace(quoted, json.dumps(new, ensure_ascii=ascii_only))
        return text

    def view(self, view: Mapping[str, str], *, rows: bool) -> dict[str, str]:
        """The choices of the page as they leave; with rows also sets, and questions, of them."""
        apart = (_SETS, _PINS, *_ASKED)
        kept = {key: self.text(text) for key, text in view.items() if key not in apart}
        names = {column.name for column in self.cohort.columns}
        known = names_of(self.cohort.columns) | {_NOTHING, *CHARTS}
        if rows:
            asked = {key: view[key] for key in _ASKED if key in view}
            kept |= {key: text for key, text in asked.items() if text in known}
        if rows and view.get(_PINS):
            questions = questions_from_json(json.loads(view[_PINS]))
            pins = questions_to_json([one for one in questions if self._answers(one)])
            kept[_PINS] = json.dumps(pins, ensure_ascii=False, separators=(",", ":"))
        if rows and view.get(_SETS):
            sets = {
                name: [one.to_json() for one in conditions]
                for name, conditions in sets_from_json(json.loads(view[_SETS])).items()
                if all(c.column in names or c.column in ("", GRADE) for c in conditions)
            }
            kept[_SETS] = self.text(json.dumps(sets, ensure_ascii=False, separators=(",", ":")))
        return kept

    def _answers(self, question: Question) -> bool:
        """Whether what leaves can answer a question: else it would name what does not."""
        return set(question.asked) <= names_of(self.cohort.columns)

    def example(self, name: str) -> str:
        """The first value of a column as it leaves; empty where it has none."""
        return first_value(self.cohort, name)

    def _filter(self, condition: Filter) -> Filter:
        if isinstance(condition, Patients):
            known = condition.of and self.original.startswith(condition.of)
            named = Patients.from_ordinals(condition.ordinals, self.cohort.digest)
            return msgspec.structs.replace(condition, of=named.of) if known else condition
        levels = self.renamed.get(condition.column)
        if levels is None or not isinstance(condition, Among):
            return condition
        names = dict.fromkeys(levels.get(level, level) for level in condition.levels)
        return msgspec.structs.replace(condition, levels=tuple(names))


def first_value(cohort: Cohort, name: str) -> str:
    """The first value of a column; empty where it has none."""
    series = cohort.table[name].dropna()
    if not len(series):
        return ""
    first = series.iloc[0]
    return f"{first:g}" if isinstance(first, float) else str(first)


def deidentify(cohort: Cohort, name: str = "") -> Cohort:
    """The cohort as `deidentified` for results alone: every column but those of persons."""
    return deidentified(cohort, name).cohort


def deidentified(
    cohort: Cohort,
    name: str = "",
    settings: Settings | None = None,
    *,
    more: Collection[str] = (),
    age_years: int = 0,
) -> Deidentified:
    """Copy a cohort without what could identify a patient.

    Patients are numbered in their order; columns stay that the study needs, ages above 89
    become 90, places become numbers or provinces; remarks and cells quoted by issues are
    removed, the owner's label replaces the file's name. Synthetic patients keep their
    identifiers, which say that they are synthetic. The digest is of the copy: the old one could
    be tested against guesses of what was removed.

    Parameters
    ----------
    cohort : Cohort
    name : str
        Name of the copy.
    settings : Settings, optional
        Whose plan names columns; without them only columns that identify people are removed.
    more : collection of str
        Names of further columns, ticked by the owner.
    age_years : int
        One of `AGE_BANDS`: ages stand for the middle of so many years.
    """
    every = shared_columns(cohort, settings, more)
    kept = tuple(one for one in every if one.leaves)
    columns = tuple(one.column for one in kept)
    table = cohort.table[[c.name for c in columns]].copy(deep=False)
    if not (cohort.synthetic and table[ID].str.fullmatch(_SYNTHETIC).all()):
        table[ID] = pd.array(np.arange(1, cohort.n + 1).astype(str), dtype="str")
        columns = tuple(replace(c, header=ID) if c.name == ID else c for c in columns)
    renamed: dict[str, dict[str, str]] = {}
    changed: set[str] = set()
    for one in kept:
        column = one.column
        if column.kind is Kind.NUMBER and one.form == "top_coded":
            ages = table[column.name].to_numpy(np.float64)
            table[column.name] = _leaving_ages(ages, ages_in_a_year(column.header), age_years)
            changed.add(column.name)
        elif column.kind is Kind.NUMBER and one.form == "numbered":
            table[column.name] = _numbered(table[column.name].to_numpy(np.float64))
            changed.add(column.name)
        elif levels := _levels_that_leave(cohort, one):
            renamed[column.name] = levels
            columns = tuple(
                _recode(table, c, levels) if c.name == column.name else c for c in columns
            )
            changed.add(column.name)
    names = {column.name for column in columns}
    held = {one.column.header for one in every if not one.leaves}
    unread = tuple(replace(one, texts=()) for one in cohort.unread if one.column in names)
    censored = tuple(one for one in cohort.censored if one.column in names - changed)
    told = tuple(c for c in columns if c.name not in changed and c.kind is not Kind.TEXT)
    headers = {c.header: c for c in told}
    copy = replace(
        cohort,
        table=table,
        columns=columns,
        issues=tuple(_without_cell(i) for i in cohort.issues if i.column not in held),
        steps=tuple(step for step in cohort.steps if _is_shared(step, headers)),
        unread=unread,
        censored=censored,
        corrections=tuple(
            replace(one, cells=())
            for one in cohort.corrections
            if not one.header or one.header in headers
        ),
        name=cohort.name if cohort.synthetic and not name else name,
        digest=digest(
            table,
            columns,
            cohort.arms,
            settled=cohort.settled,
            grade_scale=cohort.grade_scale,
            measures=cohort.measures,
            unread=unread,
            censored=censored,
        ),
    )
    return Deidentified(copy, every, renamed, cohort.digest)


def mapping_for(mapping: ColumnMapping, shared: Deidentified) -> ColumnMapping:
    """The part of the mapping that is about the columns of the shared cohort."""
    headers = {c.header for c in shared.cohort.columns}
    names = {c.name for c in shared.cohort.columns}
    told = names - {ID} - set(shared.renamed)
    return replace(
        mapping,
        columns={h: name for h, name in mapping.columns.items() if h in headers},
        values={name: meanings for name, meanings in mapping.values.items() if name in told},
        kinds={key: kind for key, kind in mapping.kinds.items() if key in names | headers},
        units={name: unit for name, unit in mapping.units.items() if name in names},
        ignore=(),
    )


def _leaving_ages(
    ages: npt.NDArray[np.float64], a_year: float, band: int
) -> npt.NDArray[np.float64]:
    """Ages above 89 years as 90; with a band, the middle of it for those below."""
    coded = top_code_ages(ages / a_year) if a_year != 1.0 else top_code_ages(ages)
    if band:
        middle = np.floor(coded / band) * band + band // 2
        coded = np.where(coded >= OLDEST, coded, middle)
    changed = coded != ages / a_year
    return np.where(changed, coded * a_year, ages)


def _numbered(codes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Codes of places as 1, 2, 3, the most frequent first: 320500 is a city."""
    known, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    order = np.lexsort((known, -counts))
    number = np.empty(known.size)
    number[order] = np.arange(1, known.size + 1)
    numbers: npt.NDArray[np.float64] = np.where(np.isnan(codes), np.nan, number[place])
    return numbers


def _levels_that_leave(cohort: Cohort, one: SharedColumn) -> dict[str, str]:
    """Levels and what stands for them, where a column's words change."""
    texts = texts_of(cohort, one.column)
    match one.form:
        case "province":
            return {text: province_of(text) or _HIDDEN for text in texts}
        case "numbered" if one.column.role is not Role.ID:
            if all(_CODE.fullmatch(text) for text in texts):
                return {}  # codes already: A, 01
            counts = cohort.table[one.column.name].value_counts()
            by_size = sorted(texts, key=lambda text: (-int(counts[text]), text))
            return {text: str(place) for place, text in enumerate(by_size, 1)}
        case "merged":
            rare = rare_levels(cohort, one.column)
            return {text: _OTHER if text in rare else text for text in texts}
        case "top_coded":
            a_year = ages_in_a_year(one.column.header)
            old = {text for text in texts if _is_oldest_group(text, a_year)}
            return {text: _OLDEST_GROUP if text in old else text for text in texts} if old else {}
    return {}


def _is_oldest_group(text: str, a_year: float) -> bool:
    """Whether a group holds nobody of 89 years or less: 90-94, ≥95, >89, 92岁."""
    numbers = [float(found) for found in _NUMBER.findall(text)]
    if not numbers:
        return bool(_OLD_IN_WORDS.search(text))
    least = numbers[0] / a_year
    return least > OLDEST - 1 or (least >= OLDEST - 1 and bool(_MORE_THAN.match(text)))


def _recode(table: pd.DataFrame, column: Column, levels: Mapping[str, str]) -> Column:
    """Rename the levels of a column in the table."""
    series = table[column.name]
    order = [level for level in (column.levels or levels) if level in levels]
    new = tuple(dict.fromkeys(levels[level] for level in order))
    if set(new) <= {str(i) for i in range(1, len(new) + 1)}:
        new = tuple(sorted(new, key=int))
    texts = series.astype(object).map(levels)
    if column.kind is Kind.TEXT:
        table[column.name] = pd.array(texts.tolist(), dtype="str")
        return column
    dtype = pd.CategoricalDtype(
        pd.Index(new, dtype="str"), ordered=bool(getattr(series.dtype, "ordered", False))
    )
    table[column.name] = pd.Categorical(texts, dtype=dtype)
    return replace(column, levels=new)


def _is_shared(step: Step, told: Mapping[str, Column]) -> bool:
    """Whether a correction is about columns that are shared, and quotes no cell but of a level."""
    if isinstance(step, OmitRow | OmitHidden):
        return True
    column = told.get(getattr(step, "header", ""))
    if column is None:
        # A flag of who was randomised is no column of the cohort.
        return isinstance(step, OmitWhere) and canonical_value("yes_no", step.text) is not None
    match step:
        case SetCell(text=text):
            return _tells_nothing(text, column)
        case OmitWhere(text=text):
            return _tells_nothing(text, column)
        case ReplaceText(old=old, new=new):
            return _tells_nothing(old, column) and _tells_nothing(new, column)
        case ScaleWhere(where=where, text=text):
            return where in told and _tells_nothing(text, told[where])
    return True


def _tells_nothing(text: str | None, column: Column) -> bool:
    """Whether a text is a number or a level of the column, as its reader sees anyway."""
    if not text or _PLAIN.fullmatch(text) or text in column.levels:
        return True
    return any(canonical_value(of, text) for of in ("yes_no", "sex", "arm", "grade"))


def _without_cell(issue: Issue) -> Issue:
    """Copy an issue without the cell that it quotes; a usual code such as 999 is nobody's."""
    public = _PUBLIC_FACTS | {"number"} if issue.code in CODES else _PUBLIC_FACTS
    facts: tuple[tuple[str, Any], ...] = tuple(
        (key, _HIDDEN if isinstance(fact, str) and key not in public else fact)
        for key, fact in issue.facts
    )
    hidden = None if issue.value is None else _HIDDEN
    return replace(issue, value=issue.value if issue.code in CODES else hidden, facts=facts)
