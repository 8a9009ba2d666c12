"""A correction reads anew only what it touches, and gives what reading the whole gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.steps import (
    ConfirmCell,
    FillBlank,
    FillDown,
    OmitRow,
    OmitWhere,
    ReplaceText,
    ScaleColumn,
    SetCell,
    Step,
)
from aci_core.ingest import build, read
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.subjects.privacy import privacy
from tests.build import ROOT, csv_of
from tests.examples import examples

N = 24


def _visits() -> bytes:
    """A row a visit, deaths and losses in the cells, a measure that nobody knows."""
    rows = [(patient, visit) for patient in range(N) for visit in range(3)]
    return csv_of(
        {
            "编号": [f"P{patient}" for patient, _ in rows],
            "组别": [("观察组", "对照组")[patient % 2] for patient, _ in rows],
            "访视": [("基线", "1个月", "3个月")[visit] for _, visit in rows],
            "NIHSS": [
                "失访" if (p, v) == (3, 2) else "60" if (p, v) == (5, 1) else 9 + p % 7 - 2 * v
                for p, v in rows
            ],
            "年龄": [50 + patient for patient, _ in rows],
        }
    )


def _wide() -> bytes:
    """Scores of unknown names, an index in ones, a recorded grade, a copy of a row, few blanks."""
    columns: dict[str, list[object]] = {
        "编号": [f"P{i}" for i in range(N)],
        "组别": [("干细胞组", "常规治疗组", "干细胞")[2 if i == 4 else i % 2] for i in range(N)],
        "性别": ["难" if i == 7 else ("男", "女")[i % 2] for i in range(N)],
        "XYZ评分(入院)": [20 + i % 9 for i in range(N)],
        "XYZ评分(3个月)": ["?" if i == 2 else 22 + i % 9 for i in range(N)],
        "Barthel指数(入院)": [("88" if i == 9 else 40 + 5 * (i % 9)) for i in range(N)],
        "Barthel指数(3个月)": [45 + 5 * (i % 9) for i in range(N)],
        "VEGF治疗前": [(">1000", "17。85", None, *range(150, 200))[i] for i in range(N)],
        "疗效": [("显效", "有效", "无效", "显著")[i % 4] for i in range(N)],
        "死亡": [int(i == 11) for i in range(N)],
        "发热": [None if i % 5 else "有" for i in range(N)],
    }
    return csv_of({name: [*cells, cells[0]] for name, cells in columns.items()})


FILES = {
    "visits": _visits,
    "wide": _wide,
    "bad": (ROOT / "sample_data" / "bad.csv").read_bytes,
}
TEXTS = [None, "5", "60", "未查", "女", "12分", "失访", "死亡", "x", "13800138000", "2020-01-05"]


@cache
def _raw(name: str) -> RawTable:
    return privacy.remove_identifiers(read(FILES[name](), f"{name}.csv"), ColumnMapping())


def _any_step(name: str) -> st.SearchStrategy[Step]:
    raw = _raw(name)
    headers = st.sampled_from(raw.headers)
    rows = st.sampled_from([*raw.row_numbers().tolist()[:12], 999])
    own = sorted({str(t) for p in range(len(raw.headers)) for t in raw.frame[p].dropna()})
    texts = st.sampled_from(TEXTS)
    word = st.sampled_from(own)
    return st.one_of(
        st.builds(SetCell, rows, headers, texts),
        st.builds(ConfirmCell, rows, headers),
        st.builds(ScaleColumn, headers, st.sampled_from([5.0, 0.001])),
        st.builds(OmitRow, rows),
        st.builds(OmitWhere, headers, word),
        st.builds(FillDown, headers),
        st.builds(FillBlank, headers, st.just("0")),
        st.builds(ReplaceText, headers, word, texts),
    )


def _whole(raw: RawTable, steps: Sequence[Step]) -> Cohort | AciError:
    try:
        return checked(build(raw, steps=steps), memory=raw.memory)
    except AciError as error:
        return error


def _assert_same(one: Cohort | AciError, other: Cohort | AciError) -> None:
    """Every field of a cohort, or the error with its facts."""
    if isinstance(one, AciError) or isinstance(other, AciError):
        assert isinstance(one, AciError)
        assert isinstance(other, AciError)
        assert (one.code, one.facts) == (other.code, other.facts)
        return
    pd.testing.assert_frame_equal(one.table, other.table)
    for field in fields(Cohort):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.name == "rows":
            assert mine.tolist() == theirs.tolist()
        elif field.name == "origins":
            assert mine.keys() == theirs.keys()
            for header, origin in mine.items():
                assert origin.rows.tolist() == theirs[header].rows.tolist()
        elif field.name != "table":
            assert mine == theirs, field.name


@pytest.mark.parametrize("name", FILES)
@given(st.data())
@settings(max_examples=examples(25))
def test_any_corrections_and_undoings_give_what_the_whole_gives(
    name: str, data: st.DataObject
) -> None:
    raw = _raw(name)
    remembering = replace(raw, memory=ColumnMemory(keeps=True))
    steps: list[Step] = []
    for _ in range(data.draw(st.integers(1, 4))):
        if steps and data.draw(st.booleans()):
            steps.pop(data.draw(st.integers(0, len(steps) - 1)))
        else:
            steps += data.draw(st.lists(_any_step(name), min_size=1, max_size=2))
        _assert_same(_whole(remembering, steps), _whole(raw, steps))
    _assert_same(_whole(remembering, []), _whole(raw, []))


def test_what_is_said_once_of_several_columns_is_said_of_another_when_the_first_has_changed() -> (
    None
):
    raw = _raw("wide")
    remembering = replace(raw, memory=ColumnMemory(keeps=True))
    emptied = [ReplaceText("XYZ评分(入院)", str(20 + i), "x") for i in range(9)]
    for steps in ([], emptied, []):
        _assert_same(_whole(remembering, steps), _whole(raw, steps))
    [before] = [i for i in build(raw).issues if i.code == "undeclared_measure"]
    [after] = [i for i in build(remembering, steps=emptied).issues if i.code == before.code]
    assert before.column != after.column


class Counting(ColumnMemory):
    """Counts what is made anew, by task."""

    def __init__(self) -> None:
        super().__init__(keeps=True)
        self.made: list[tuple[str, object]] = []

    def recall(self, task, name, column, facts, make):  # type: ignore[no-untyped-def]
        def counted() -> object:
            self.made.append((task, name))
            return make()

        return super().recall(task, name, column, facts, counted)


@pytest.mark.parametrize("name", FILES)
def test_a_correction_reads_its_own_column_alone_and_its_undoing_none(name: str) -> None:
    memory = Counting()
    raw = replace(_raw(name), memory=memory)
    header = next(h for h in raw.headers if "NIHSS" in h or "XYZ" in h)
    row = int(raw.row_numbers()[6])
    build(raw)
    n_whole = len(memory.made)
    memory.made.clear()
    build(raw, steps=(SetCell(row, header, "7"),))
    read_again = [which for task, which in memory.made if task == "column"]
    assert read_again
    assert all(str(which).startswith(header.split("(")[0]) for which in read_again)
    assert len(memory.made) < n_whole / 3
    memory.made.clear()
    build(raw)
    assert memory.made == []


def test_what_was_made_of_other_text_or_facts_is_not_taken() -> None:
    memory, texts = ColumnMemory(keeps=True), pa.chunked_array([["a", None]])
    assert memory.recall("t", "x", texts, 1, lambda: "first") == "first"
    assert memory.recall("t", "x", pa.chunked_array([["a"], [None]]), 1, lambda: "no") == "first"
    assert memory.recall("t", "x", texts, 2, lambda: "facts") == "facts"
    assert memory.recall("t", "x", pa.chunked_array([["a", ""]]), 1, lambda: "text") == "text"
    assert memory.recall("u", "x", texts, 1, lambda: "task") == "task"
    assert ColumnMemory().recall("t", "x", texts, 1, lambda: "made") == "made"
