"""No text of a column that identifies people survives, whatever the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from aci_core.domain.cohort import Cohort
from aci_core.ingest import build, read
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers

MARK = "q7Zx"
SECRET = st.text("abcxyz张王李赵0189 -", min_size=1, max_size=12).map(lambda t: f"{MARK}{t}{MARK}")
PHONE = st.integers(0, 99_999_999).map(lambda n: f"138{n:08d}")
EMAIL = st.integers(0, 10**6).map(lambda n: f"{MARK}{n}@{MARK}.com")
DATE = st.dates().map(
    lambda d: f"{d:%Y}年{d.month}月{d.day}日" if d.year > 1899 else "1950年1月2日"
)
COLUMNS = {
    "姓名": SECRET,
    "住院号": SECRET,
    "Home address": SECRET,
    "身份证号": SECRET,
    "MRN": SECRET,
    "x1": PHONE,
    "x2": EMAIL,
    "出生日期": DATE,
    "入院日期": DATE,
    "发病时间": DATE,
    "y": DATE,
}


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, set[str]]:
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True))
    n = draw(st.integers(1, 6))
    message = {name: [draw(COLUMNS[name]) for _ in range(n)] for name in names}
    table: dict[str, list[str]] = {
        **message,
        "组别": [("观察组", "对照组")[i % 2] for i in range(n)],
        "治疗前NIHSS评分": [str(draw(st.integers(-2, 45))) for _ in range(n)],
    }
    order = draw(st.permutations(sorted(table)))
    out = io.StringIO()
    csv.writer(out).writerows([order, *zip(*(table[name] for name in order), strict=True)])
    return out.getvalue().encode(), {cell.strip() for cells in message.values() for cell in cells}


def texts_of_raw(raw: RawTable) -> Iterator[str]:
    for i in range(len(raw.headers)):
        yield from (str(cell) for cell in raw.frame[i] if cell is not None)
    yield from raw.headers
    yield repr(raw.issues)


def texts_of(cohort: Cohort) -> Iterator[str]:
    for name in cohort.table:
        yield from (str(cell) for cell in cohort.table[name])
    yield repr(cohort.columns)
    yield repr(cohort.issues)
    yield repr(cohort.left_out)


@given(files())
def test_nothing_that_identifies_survives(file: tuple[bytes, set[str]]) -> None:
    data, secrets = file
    raw = remove_identifiers(read(data, "trial.csv"))
    kept = [*texts_of_raw(raw), *texts_of(build(raw))]
    for text in kept:
        assert MARK not in text
        for secret in secrets:
            assert secret not in text


@given(files())
def test_scrubbing_is_done_once(file: tuple[bytes, set[str]]) -> None:
    once = remove_identifiers(read(file[0], "trial.csv"))
    assert remove_identifiers(once) is once
    # The same patients stay in the same order, and so do their scores.
    before = read(file[0], "trial.csv")
    score = before.headers.index("治疗前NIHSS评分")
    now = once.headers.index("治疗前NIHSS评分")
    assert before.frame[score].tolist() == once.frame[now].tolist()
