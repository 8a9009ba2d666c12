"""What holds for every file."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES
from aci_core.domain.schema.aliases import words
from aci_core.ingest import ColumnMapping, load
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.examples import examples

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")
HEADERS = ("patient_id", "arm", "nihss_pre", "nihss_post", "bi_pre", "vegf_pre", "sex", "note")
CELLS = st.one_of(
    st.just(""),
    st.integers(-5, 110).map(str),
    st.floats(-10, 500, allow_nan=False).map(lambda x: f"{x:.2f}"),
    st.sampled_from(
        ["男", "女", "是", "否", "NA", "未查", "对照组", "观察组", "1e3", "−3", "１２"]
    ),
    st.text(
        st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=6
    ),
)


def written(rows: list[list[str]], delimiter: str, end: str, header: list[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerows([header, *rows])
    return out.getvalue()


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    columns = draw(st.lists(st.sampled_from(HEADERS), min_size=2, max_size=7, unique=True))
    columns = [*columns, *({"arm"} - set(columns))]
    n = draw(st.integers(1, 12))
    rows = [[draw(CELLS) for _ in columns] for _ in range(n)]
    place = columns.index("arm")
    for i, row in enumerate(rows):
        row[place] = ("观察组", "对照组")[i % 2]
    return columns, rows


@given(
    tables(),
    st.sampled_from(ENCODINGS),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_one_digest_under_encoding_delimiter_and_line_end(
    table: tuple[list[str], list[list[str]]], encoding: str, delimiter: str, end: str
) -> None:
    header, rows = table
    plain = load(written(rows, ",", "\n", header).encode(), "a.csv")
    other = load(written(rows, delimiter, end, header).encode(encoding), "b.csv")
    assert other.digest == plain.digest
    assert other.issues == plain.issues
    assert other.table.equals(plain.table)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(
    table: tuple[list[str], list[list[str]]], random: object
) -> None:
    header, rows = table
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = [[row[i] for i in order] for row in rows]
    one = load(written(rows, ",", "\n", header).encode(), "a")
    two = load(written(moved, ",", "\n", [header[i] for i in order]).encode(), "a")
    assert one.digest == two.digest


def check(cohort: Cohort) -> None:
    """What every cohort keeps, and that each issue can be told."""
    assert [c.name for c in cohort.columns] == list(cohort.table.columns)
    assert set(cohort.table["arm"].cat.categories) == set(cohort.arms)
    assert not cohort.table["arm"].isna().any()
    assert len(set(cohort.table.columns)) == len(cohort.columns)
    for issue in cohort.issues:
        facts = {"column": issue.column, "value": issue.value, **dict(issue.facts)}
        for lang in LANGUAGES:
            t = translator(lang)
            assert t(f"issue.{issue.code}", **facts)
            assert t(f"proposal.{issue.code}", **facts)


def usable(data: bytes) -> None:
    try:
        cohort = load(data, "x.csv")
    except AciError as error:
        translator("zh").error(error)  # has its sentence, and fills it in
    else:
        check(cohort)


@given(tables())
def test_every_table_is_a_cohort_whose_issues_can_be_told(
    table: tuple[list[str], list[list[str]]],
) -> None:
    header, rows = table
    check(load(written(rows, ",", "\n", header).encode(), "a.csv"))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_cohort_or_an_error(data: bytes) -> None:
    usable(data)


TOKENS = [b"arm", b"nihss_pre", b",", b";", b"\t", b"\n", b"\r", b'"', b"1", b"a", b" ", b"=", b"-"]


@given(st.lists(st.sampled_from([*TOKENS, "组别".encode(), "对照组".encode("gbk")]), max_size=40))
@settings(max_examples=examples(300))
def test_any_scramble_of_a_file_is_a_cohort_or_an_error(parts: list[bytes]) -> None:
    usable(b"".join(parts))


@given(st.binary(max_size=30), st.integers(0, 200), st.integers(0, 20))
def test_any_damage_to_a_file_is_a_cohort_or_an_error(junk: bytes, place: int, cut: int) -> None:
    good = "编号,组别,治疗前NIHSS评分,治疗后NIHSS评分\n".encode() + (
        "1,观察组,9,3\n2,对照组,8,7\n3,观察组,12,\n4,对照组,3,3\n".encode()
    )
    usable(good[:place] + junk + good[place + cut :])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "columns",
        "values",
        "arms",
        "reference",
        "grade",
        "kinds",
        "measures",
        "units",
        "ignore",
        "numbered_within",
    ]
)


@given(st.dictionaries(KEYS, JSON, max_size=3) | JSON)
def test_any_mapping_is_read_or_refused(document: object) -> None:
    try:
        mapping = ColumnMapping.from_json(document)
    except AciError as error:
        translator("en").error(error)
    else:
        assert ColumnMapping.from_json(mapping.to_json()) == mapping


STEMS = st.sampled_from(sorted(words().measures.items()))
TIMES = st.sampled_from(sorted((w, v) for w, v in words().visits.items() if not w.isdigit()))
FORMS = st.sampled_from(["{m} {t}", "{t} {m}", "{m}({t})", "{m}（{t}）", "{m}_{t}", "{m}评分-{t}"])


@given(STEMS, TIMES, FORMS)
def test_every_spelling_of_a_measure_with_every_spelling_of_a_time(
    stem: tuple[str, str], time: tuple[str, str], form: str
) -> None:
    result = meaning(form.format(m=stem[0], t=time[0]))
    assert (result.stem, result.visit) == (stem[1], time[1])


def test_every_spelling_of_a_column() -> None:
    spellings = words().columns.items()
    # A duration of the illness is the time from onset where its unit says so.
    asked = {word: f"{word}(h)" if word == "病程" else word for word, _ in spellings}
    other = {word: asked[word] for word, name in spellings if meaning(asked[word]).name != name}
    assert other == {}


@given(st.sampled_from(sorted(MEASURES)), st.integers(1, 36), st.sampled_from("dwmy"))
def test_canonical_names_are_themselves(stem: str, n: int, unit: str) -> None:
    name = f"{stem}_{unit}{n}"
    assert meaning(name).name == name
    assert meaning(name.upper()).name == name


@given(st.text(max_size=40))
def test_any_header_has_one_meaning(header: str) -> None:
    result = meaning(header)
    assert result.name
    assert len(result.name) <= 80 + 8
    assert meaning(header) == result
