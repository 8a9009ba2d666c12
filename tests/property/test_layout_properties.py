"""However a table is laid out, it is the same cohort."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.domain.errors import AciError
from aci_core.ingest import build, load
from aci_core.ingest.files.sheet import Reading, Sheet
from aci_core.ingest.layout.tabulate import tabulate
from aci_core.presentation.i18n import translator
from tests.examples import examples

HEADER = ["编号", "组别", "性别", "治疗前NIHSS", "治疗后NIHSS", "治疗前BI", "治疗后BI"]
TITLES = st.lists(
    st.sampled_from(
        [
            "",
            "某某医院急性脑梗死患者资料表",
            "资料表,,2024-05-01",
            "科室：神经内科,,,日期",
            ",,,,,,",
            "Table 1. Data",
        ]
    ),
    max_size=4,
)
LINES = st.sampled_from(["", ",,,,,,", ",".join(HEADER)])
ENDS = st.lists(
    st.sampled_from(
        [
            "合计,,,12,30,1,2",
            "平均值,,,8.1,2.2,,",
            "x±s,,,8±1",
            "SD,,,1.2,,,",
            "",
            "注：见正文",
            "Total,,,1,1,1,1",
            "备注:a,b,c,d,e,f,g,h",
        ]
    ),
    max_size=4,
)


@st.composite
def cohorts(draw: st.DrawFn) -> list[list[str]]:
    n = draw(st.integers(2, 8))
    score = st.integers(0, 42).map(str)
    index = st.integers(0, 20).map(lambda k: str(5 * k))
    blank = st.just("")
    rows = []
    for i in range(n):
        sex = draw(st.sampled_from(["男", "女"]))
        cells = [draw(s | blank) for s in (score, score, index, index)]
        rows.append([f"P{i + 1}", ("观察组", "对照组")[i % 2], sex, *cells])
    return rows


def written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@given(cohorts(), TITLES, ENDS, st.data())
def test_titles_blank_rows_and_totals_change_nothing(
    rows: list[list[str]], titles: list[str], ends: list[str], data: st.DataObject
) -> None:
    bare = load(written([HEADER, *rows]).encode(), "a")
    lines = [*titles, ",".join(HEADER)]
    numbers = []
    for row in rows:
        lines += data.draw(st.lists(LINES, max_size=1))
        lines.append(",".join(row))
        numbers.append(len(lines))
    raw = tabulate(Sheet(("\n".join([*lines, *ends]) + "\n").encode()), "a", Reading())
    assert raw.row_numbers().tolist() == numbers
    assert build(raw).digest == bare.digest


@given(cohorts())
def test_two_header_rows_are_the_same_as_one(rows: list[list[str]]) -> None:
    body = written(rows)
    one = load(f"{','.join(HEADER)}\n{body}".encode(), "a")
    for upper, lower in (
        ("编号,组别,性别,治疗前,治疗后,治疗前,治疗后", ",,,NIHSS,NIHSS,BI,BI"),
        (",,,NIHSS,,BI,", "编号,组别,性别,治疗前,治疗后,治疗前,治疗后"),
        ("编号,组别,性别,NIHSS,,BI,", ",,,治疗前,治疗后,治疗前,治疗后"),
    ):
        # Without any number nothing tells a second row of names from a patient.
        if upper.startswith("编号") and not any(cell for row in rows for cell in row[3:]):
            continue
        two = load(f"{upper}\n{lower}\n{body}".encode(), "a")
        assert two.digest == one.digest


@given(cohorts(), st.randoms(use_true_random=False))
@settings(max_examples=examples(60))
def test_a_melted_cohort_is_the_same(rows: list[list[str]], random: object) -> None:
    measured = [any(row[i] for row in rows) for i in (3, 4, 5, 6)]
    if not all(measured):  # an empty column is a column in the wide file alone
        return
    wide = load(written([HEADER, *rows]).encode(), "a")
    melted = [
        [*row[:3], visit, row[3 + k], row[5 + k]]
        for row in rows
        for k, visit in enumerate(("治疗前", "治疗后"))
    ]
    # Patients are known by their order: their visits may stand in any.
    later = [row for row in melted if row[3] == "治疗后"]
    random.shuffle(later)  # type: ignore[attr-defined]
    first = [row for row in melted if row[3] == "治疗前"]
    header = ["编号", "组别", "性别", "访视", "NIHSS", "BI"]
    for order in (melted, first + later):
        assert load(written([header, *order]).encode(), "a").digest == wide.digest


WORDS = (
    "编号 组别 NIHSS 治疗前 治疗后 治疗前NIHSS 访视 V1 3个月 1 2 P1 9 观察组 对照组 合计 "
    "注：x 分 / SD 发热 是 否 疗效 有效 性别 男"
)
CELLS = st.sampled_from(["", *WORDS.split()])
RANGE = st.tuples(*[st.integers(0, 7)] * 4)
READINGS = st.builds(
    Reading,
    header_row=st.none() | st.integers(1, 9),
    header_rows=st.sampled_from([None, 1, 2]),
    delimiter=st.sampled_from([None, ",", ";"]),
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=9),
    READINGS,
    st.lists(RANGE, max_size=4),
)
@settings(max_examples=examples(150))
def test_any_sheet_is_a_cohort_or_an_error(
    rows: list[list[str]], reading: Reading, merged: list[tuple[int, int, int, int]]
) -> None:
    try:
        raw = tabulate(Sheet(written(rows).encode(), merged=tuple(merged)), "a", reading)
        made = build(raw)
    except AciError as error:
        translator("zh").error(error)
        return
    assert len(raw.row_numbers()) == len(raw.frame)
    assert made.n <= len(raw.frame) <= len(rows)
    for issue in made.issues:
        facts = {"column": issue.column, "value": issue.value, **dict(issue.facts)}
        assert translator("en")(f"issue.{issue.code}", **facts)
        assert translator("en")(f"proposal.{issue.code}", **facts)
    for _, code in made.left_out:
        assert translator("en").has(f"left_out.{code}")


@given(
    st.lists(st.tuples(*[CELLS] * 6), min_size=2, max_size=9),
    st.permutations(["编号", "组别", "访视", "NIHSS", "性别", "发热"]),
)
@settings(max_examples=examples(100))
def test_any_long_file_is_a_cohort_or_an_error(
    rows: list[tuple[str, ...]], header: list[str]
) -> None:
    try:
        made = load(written([header, *map(list, rows)]).encode(), "a")
    except AciError as error:
        translator("zh").error(error)
        return
    ids = made.table["patient_id"]
    if any(i.code == "long_file" for i in made.issues):
        assert ids.is_unique
    for issue in made.issues:
        facts = {"column": issue.column, "value": issue.value, **dict(issue.facts)}
        assert translator("zh")(f"issue.{issue.code}", **facts)
