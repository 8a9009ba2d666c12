"""What is measured after treatment is never in Table 1, whatever its name."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from aci_core.analyses.baseline import baseline
from aci_core.domain.schema import PRE, Role
from aci_core.domain.study.settings import Settings
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.timed_headers import is_no_time
from aci_core.summaries import PatientData
from tests.build import cohort_of

N = 12
BEFORE = (
    "{n} pre",
    "{n}_baseline",
    "{n}治疗前",
    "{n} d0",
    "baseline {n}",
    "{n} (before treatment)",
)
LATER = ("{n} 3m", "{n}_m6", "{n}治疗后", "{n} d14", "{n}.12w", "3个月{n}", "{n} after treatment")
# Without the letters of a unit of time: "day 3m" may be anything.
NAMES = st.text("abcefgkqxzABCGK握力评分认知", min_size=2, max_size=8)


def numbers(k: int) -> list[int]:
    return [20 + 7 * i % 13 + k for i in range(N)]


@given(
    NAMES,
    st.sampled_from(BEFORE),
    st.lists(st.sampled_from(LATER), min_size=1, max_size=3, unique=True),
)
@example("fma", "{n} pre", ["{n} 3m", "{n}_m6"])
@example("MMSE", "{n}治疗前", ["{n} 3m"])
@example("HAMD", "{n} d0", ["{n}.12w", "{n} d14"])
@example("6MWT", "{n}_baseline", ["{n}_m6"])
def test_a_name_at_two_visits_is_never_in_table_1_but_before_treatment(
    name: str, before: str, later: list[str]
) -> None:
    headers = [form.format(n=name) for form in (before, *later)]
    assume(meaning(name).recognised == "covariate" and not meaning(name).unclear)
    assume(not is_no_time(name.lower(), "d0"))
    cohort = cohort_of(**{h: numbers(k) for k, h in enumerate(headers)})
    assume(len(cohort.columns) == len(headers) + 2)
    after = {c.name for c in cohort.columns if c.header in headers[1:]}
    table_1 = {row.variable for row in baseline(PatientData(cohort, None), Settings()).rows}
    assert not after & table_1, (headers, after & table_1)
    for column in cohort.columns_with(Role.MEASURE):
        assert (column.visit == PRE) == (column.header == headers[0])


@given(NAMES, st.sampled_from(LATER), st.booleans())
def test_nor_are_words_or_yes_and_no_after_treatment(name: str, form: str, flags: bool) -> None:
    assume(meaning(name).recognised == "covariate" and not meaning(name).unclear)
    header = form.format(n=name)
    assume(form != "{n} d14")  # a letter and a number may be anything without another visit
    cells: list[object] = [0, 1] * 6 if flags else ["better", "same", "worse"] * 4
    cohort = cohort_of(**{header: cells, "age": numbers(0)})
    table_1 = {row.variable for row in baseline(PatientData(cohort, None), Settings()).rows}
    assert table_1 <= {"age"}
