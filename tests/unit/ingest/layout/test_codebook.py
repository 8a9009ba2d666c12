"""Meanings of codes and labels of columns that stand on another sheet."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, Reading, load
from tests import files

Rows = list[list[object]]

DATA: Rows = [
    ["编号", "组别", "性别", "吸烟", "分型", "治疗前NIHSS", "治疗后NIHSS", "死亡"],
    *(
        [i + 1, 1 + i % 2, 1 + i // 2 % 2, i // 3 % 2, 1 + i % 4, 8 + i % 9, 3 + i % 5, int(i == 3)]
        for i in range(24)
    ),
]
SUBTYPES = ("大动脉粥样硬化", "心源性栓塞", "小动脉闭塞", "其他")
NAMES = {
    "组别": {"1": "治疗组", "2": "对照组"},
    "性别": {"1": "男", "2": "女"},
    "吸烟": {"0": "否", "1": "是"},
    "分型": {str(i + 1): word for i, word in enumerate(SUBTYPES)},
    "死亡": {"0": "存活", "1": "死亡"},
}


def listed(between: str, equals: str = "=") -> Rows:
    texts = (between.join(f"{c}{equals}{w}" for c, w in of.items()) for of in NAMES.values())
    return [[name, "", text] for name, text in zip(NAMES, texts, strict=True)]


def a_row_a_code(*, again: bool) -> Rows:
    return [
        [name if again or code == next(iter(of)) else "", float(code), word]
        for name, of in NAMES.items()
        for code, word in of.items()
    ]


SHEETS: dict[str, Rows] = {
    "编码说明": [["变量", "编码", "含义"], *a_row_a_code(again=False)],
    "legend": [
        ["Meaning", "Code", "No.", "Variable"],
        *([word, code, i, name] for i, (name, code, word) in enumerate(a_row_a_code(again=True))),
    ],
    "数据字典": [["变量名", "备注", "取值"], *listed("；")],
    "codebook": [["Field", "", "Choices"], *listed(" | ", ", ")],
    "说明": [["数据说明"], *([f"{name}：{text}"] for name, _, text in listed("，"))],
    "备注": [[f"{name}（{text}）"] for name, _, text in listed(",")],
    "编码": [[name, *(f"{c}={w}" for c, w in of.items())] for name, of in NAMES.items()],
}


def read(book: dict[str, Rows], **reading: str) -> Cohort:
    return load(files.xlsx(book), "a.xlsx", reading=Reading(**reading) if reading else None)  # type: ignore[arg-type]


def told(cohort: Cohort, code: str) -> dict[str | None, str]:
    """Header to the codes that were told of it."""
    return {i.column: str(dict(i.facts)["codes"]) for i in cohort.issues if i.code == code}


def spelled(row: list[object]) -> list[object]:
    """A row with words in place of its codes."""
    return [NAMES.get(str(h), {}).get(str(c), c) for h, c in zip(DATA[0], row, strict=True)]


PLAIN = read({"a": [DATA[0], *map(spelled, DATA[1:])]})


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("name", SHEETS)
def test_codes_are_read_as_the_words_of_the_other_sheet(name: str, first: bool) -> None:
    book = {name: SHEETS[name], "数据": DATA} if first else {"数据": DATA, name: SHEETS[name]}
    cohort = read(book)
    assert (cohort.arms, cohort.settled) == (("治疗组", "对照组"), True)
    for column in ("sex", "smoking", "died", "nihss_pre"):
        assert cohort.table[column].tolist() == PLAIN.table[column].tolist()
    subtype = cohort.column("分型")
    assert subtype is not None
    assert subtype.levels == SUBTYPES
    assert told(cohort, "codebook_used")["性别"] == "1 = 男, 2 = 女"
    assert not {"codes_untold", "coded_one_two"} & {i.code for i in cohort.issues}


def test_labels_name_columns_that_their_headers_do_not() -> None:
    head = ["id", "grp", "v1", "sx", "v2", "v3"]
    data = [[i, 1 + i % 2, 50 + i * 7 % 30, 1 + i // 2 % 2, 9, 5] for i in range(24)]
    says = [
        ["Variable", "Label", "Values"],
        ["grp", "Treatment group", "1 = Active, 2 = Control"],
        ["v1", "Age, years", ""],
        ["sx", "Sex", "1=Male; 2=Female"],
        ["v2", "NIHSS at baseline", "0-42"],
        ["v3", "NIHSS at 3 months", "0-42"],
    ]
    cohort = read({"Data": [head, *data], "Codebook": says})
    assert {"age", "sex", "nihss_pre", "nihss_m3"} <= {c.name for c in cohort.columns}
    assert cohort.table["sex"].value_counts().to_dict() == {"male": 12, "female": 12}
    assert set(cohort.arms) == {"Active", "Control"}


def test_what_cannot_be_right_is_left_and_told() -> None:
    says: Rows = [
        ["variable", "code", "meaning"],
        *([("性别", 1, "男"), ("性别", 1, "女"), ("性别", 2, "女")]),
        *([("分型", 1, "大动脉"), ("分型", 2, "心源性")]),  # of four
        *([("吸烟", 0, "否"), ("吸烟", 1, "是")]),
        *([("治疗前NIHSS", 0, "无"), ("治疗前NIHSS", 42, "最重")]),  # a score stays a number
        ("体重", 1, "轻"),  # in no column
    ]  # type: ignore[list-item]
    cohort = read({"数据": DATA, "编码": says})
    assert set(told(cohort, "codebook_used")) == {"吸烟"}
    assert told(cohort, "codebook_contradicts") == {"性别": "1 = 女 / 男, 2 = 女"}
    assert set(told(cohort, "codebook_unfit")) == {"分型"}
    assert cohort.table["nihss_pre"].tolist() == PLAIN.table["nihss_pre"].tolist()
    assert cohort.arms == ("1", "2")


def test_a_usual_code_for_a_missing_value_needs_no_meaning() -> None:
    data = [[*row[:2], 9, *row[3:]] if i in (1, 2) else row for i, row in enumerate(DATA)]
    cohort = read({"数据": data, "编码说明": SHEETS["编码说明"]})
    assert "性别" in told(cohort, "codebook_used")
    assert cohort.table["sex"].isna().sum() == 2


def mapped(**parts: object) -> Cohort:
    book = {"数据": DATA, "编码说明": SHEETS["编码说明"]}
    return load(files.xlsx(book), "a.xlsx", ColumnMapping.from_json(parts))


@pytest.mark.parametrize(
    "said", [{"1": "F", "2": "M"}, {"男": "F", "女": "M"}, {"1": "F", "女": "M"}]
)
def test_the_users_word_for_a_code_goes_before_the_sheets(said: dict[str, str]) -> None:
    cohort = mapped(values={"sex": said})
    other = {"male": "female", "female": "male"}
    assert cohort.table["sex"].tolist() == [other[sex] for sex in PLAIN.table["sex"]]
    assert set(told(cohort, "codebook_overruled")) == {"性别"}
    assert "性别" not in told(cohort, "codebook_used")


def test_a_code_of_which_the_user_says_nothing_keeps_the_sheets_word() -> None:
    cohort = mapped(values={"分型": {"1": "LAA", "3": None}})
    levels = cohort.table["分型"]
    words_of = dict(zip(PLAIN.table["分型"], levels, strict=True))
    assert words_of[SUBTYPES[0]] == "LAA"
    assert words_of[SUBTYPES[1]] == SUBTYPES[1]
    assert levels.isna().sum() == (PLAIN.table["分型"] == SUBTYPES[2]).sum() > 0


@pytest.mark.parametrize(
    "parts",
    [
        {"values": {"arm": {"1": "Cells", "2": "Usual"}}, "reference": "Usual"},
        {"arms": ["1", "2"], "reference": "2", "arm_names": {"1": "Cells", "2": "Usual"}},
        {"arms": ["治疗组", "对照组"], "arm_names": {"治疗组": "Cells", "对照组": "Usual"}},
    ],
)
def test_the_users_arms_may_be_named_by_their_codes(parts: dict[str, object]) -> None:
    cohort = mapped(**parts)
    names = [cohort.arm_names.get(arm, arm) for arm in cohort.arms]
    assert (names, cohort.settled) == (["Cells", "Usual"], True)


@pytest.mark.parametrize("reference", ["2", "对照组", "对照", "1", "治疗组"])
def test_the_reference_by_its_code_or_its_label(reference: str) -> None:
    book = {"数据": DATA, "编码说明": SHEETS["编码说明"]}
    cohort = load(files.xlsx(book), "a.xlsx", None, reference)
    assert cohort.reference == ("治疗组" if reference in ("1", "治疗组") else "对照组")


def test_who_reads_the_sheet_as_it_stands_keeps_the_codes() -> None:
    cohort = read({"数据": DATA, "编码说明": SHEETS["编码说明"]}, sheet="数据", arrangement="as_is")
    assert cohort.arms == ("1", "2")
    assert told(cohort, "codebook_used") == {}


def test_a_list_of_values_is_no_codebook() -> None:
    values: Rows = [["编号", "指标", "值"], *([i, "性别", 1 + i % 2] for i in range(1, 25))]
    cohort = read({"数据": DATA, "化验": values})
    assert not {"codebook_used", "codebook_unfit"} & {i.code for i in cohort.issues}
