"""Whatever the file and its headers: the bytes of a cohort's link hold no value that names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of
from tests.shares import body_of, holds
from tests.unit.sharing.rows.test_safe_harbor import LINES, N

# Headers that say nothing, or something else.
ODD = (
    "甲",
    "x",
    "项目3",
    "分类",
    "Var_12",
    "其他",
    "type",
    "状态2",
    "来自",
    "col",
    "结局说明",
    "层",
)
BY_CELLS = [line for line in LINES if line.by_cells]


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, set[str], ColumnMapping]:
    lines = draw(st.lists(st.sampled_from(BY_CELLS), min_size=1, max_size=3, unique=True))
    odd = draw(st.permutations(ODD))
    n = draw(st.integers(12, N))
    table: dict[str, list[str]] = {
        "编号": [f"P{i:03d}" for i in range(n)],
        "组别": [("观察组", "对照组")[i % 2] for i in range(n)],
        "治疗前NIHSS评分": [str(draw(st.integers(0, 30))) for _ in range(n)],
        "治疗后NIHSS评分": [str(draw(st.integers(0, 30))) for _ in range(n)],
    }
    secrets: set[str] = set()
    columns: dict[str, str] = {}
    for line, header in zip(lines, odd, strict=False):
        cells = draw(st.permutations(line.cells))[:n]
        gaps = draw(st.sets(st.integers(0, n - 1), max_size=n // 4))
        table[header] = ["" if i in gaps else f'"{cell}"' for i, cell in enumerate(cells)]
        secrets |= {cell for i, cell in enumerate(cells) if i not in gaps}
        if draw(st.booleans()):
            columns[header] = f"thing_{header}"
    order = draw(st.permutations(sorted(table)))
    mapping = ColumnMapping(columns=columns)
    return csv_of({name: table[name] for name in order}), secrets, mapping


@given(files(), st.booleans())
def test_no_value_that_identifies_leaves_with_a_cohort(
    file: tuple[bytes, set[str], ColumnMapping], ticked: bool
) -> None:
    data, secrets, mapping = file
    try:
        cohort = load(data, "trial.csv", mapping)
    except AciError:
        return  # no arm is left, or none is known
    more = tuple(c.name for c in cohort.columns) if ticked else ()
    body = body_of(cohort, Settings(), mapping, more)
    assert not {secret for secret in secrets if holds(body, secret)}
