"""HIPAA Safe Harbor's eighteen identifiers and PIPL's: each line of docs/security.md.

45 CFR 164.514(b)(2)(i)(A) to (R); Personal Information Protection Law of China, article 28.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from aci_core.sharing.rows.deidentify import deidentified
from tests.build import csv_of
from tests.shares import body_of, holds

N = 24
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰"
_PRIME = 7_919


def _numbered(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.format(10_000 + _PRIME * i % 89_999) for i in range(1, N + 1))


def _counted(pattern: str, first: int = 0) -> tuple[str, ...]:
    return tuple(pattern.format(first + i) for i in range(N))


def _cards() -> tuple[str, ...]:
    from stdnum import luhn

    bare = [f"62220212345{i:07d}" for i in range(1000, 1000 + N)]
    return tuple(text + luhn.calc_check_digit(text) for text in bare)


def _residents() -> tuple[str, ...]:
    from stdnum.cn import ric

    bare = [f"1101051949{1 + i % 12:02d}{1 + i:02d}{100 + i}" for i in range(N)]
    return tuple(text + ric.calc_check_digit(text + "0") for text in bare)


@dataclass(frozen=True)
class Line:
    """An identifier: headers that name it, and its cells."""

    name: str
    headers: tuple[str, ...]
    cells: tuple[str, ...]
    by_cells: bool = True
    at_the_door: bool = True


LINES = (
    Line("A names", ("姓名", "Patient name", "家属"), tuple(f"王小{c}" for c in GIVEN)),
    Line("A names of staff", ("签名", "责任护士", "主管医师"), ("李建国", "王丽", "张伟") * 8),
    Line("A names in Latin letters", ("Full name", "Nurse"), ("Mary Jones", "Wang Xiaoming") * 12),
    Line("B addresses", ("地址", "住址"), _counted("解放路{}号", 31)),
    Line("B township", ("乡镇", "街道", "Township"), ("周庄镇", "同里镇", "杨柳青镇") * 8),
    Line(
        "B city, hospital, ward",
        ("城市", "籍贯", "转诊医院", "病区", "City"),
        ("苏州市", "无锡市", "常熟市") * 8,
        at_the_door=False,
    ),
    Line("B postcode", ("邮编", "Postcode"), ("215001", "214002", "215500") * 8, by_cells=False),
    Line("C dates", ("入院日期", "采血日期"), _counted("2024-03-{:02d}", 1)),
    Line("C months", ("发病年月", "日期"), ("2024-03", "2024年11月", "2023-07") * 8),
    Line("C year of birth", ("出生年", "Year of birth"), _counted("{}", 1931)),
    Line("D telephones", ("电话", "Mobile"), _counted("138{}0011", 1000)),
    Line("E fax", ("Fax", "传真电话"), _counted("010-6552{}", 9900)),
    Line("F e-mail", ("邮箱", "E-mail"), _counted("a{}@hospital.cn")),
    Line("G identity numbers", ("身份证号", "SSN"), _residents()),
    Line("H medical record numbers", ("住院号", "MRN", "病历号"), _numbered("ZY22{}")),
    Line("H examinations", ("病理号", "影像号", "检查流水号", "Accession No."), _numbered("P{}")),
    Line("I health insurance", ("医保号", "社保卡号", "Insurance policy no"), _numbered("YB77{}")),
    Line("J accounts", ("银行卡号", "Bank account"), _cards()),
    Line("K certificates", ("驾驶证号", "Licence number", "军官证"), _numbered("LC-{}")),
    Line("L plates", ("车牌号", "License plate"), tuple(f"苏E{p}" for p in _numbered("{}"))),
    Line("M devices", ("设备序列号", "Device serial no"), _numbered("SN{}")),
    Line("N web addresses", ("网址", "URL"), _counted("https://h.cn/{}/q")),
    Line("O network addresses", ("IP", "Client IP"), _counted("10.20.30.{}", 100)),
    Line("P biometrics", ("指纹", "声纹文件"), _counted("fp_{}q.dcm")),
    Line("Q photographs", ("照片", "Photo"), _counted("IMG_{}q.jpg")),
    Line("R bed", ("床号", "Bed no."), _counted("{}床A", 11), by_cells=False),
    Line("R barcodes", ("样本条码", "Barcode"), _numbered("690123{}99")),
    Line("R remarks", ("备注", "Remarks"), tuple(f"{'患者家住河边，' * 4}{c}" for c in GIVEN)),
    Line("PIPL whereabouts", ("经纬度", "GPS"), _counted("31.{}q", 70), by_cells=False),
)  # fmt: skip
EACH = [pytest.param(line, id=line.name) for line in LINES]


def _load(header: str, cells: tuple[str, ...], mapping: ColumnMapping | None = None) -> Cohort:
    quoted = [f'"{cell}"' for cell in cells]
    columns = {
        "编号": [f"P{i:03d}" for i in range(N)],
        "组别": ["观察组", "对照组"] * (N // 2),
        "年龄": [50 + i for i in range(N)],
        "治疗前NIHSS评分": [5 + i % 12 for i in range(N)],
        "治疗后NIHSS评分": [3 + i % 9 for i in range(N)],
        header: quoted,
    }
    return load(csv_of(columns), "trial.csv", mapping or ColumnMapping())


def _leaks(
    cohort: Cohort, cells: tuple[str, ...], mapping: ColumnMapping | None = None
) -> set[str]:
    body = body_of(cohort, mapping=mapping)
    return {cell for cell in cells if holds(body, cell)}


@pytest.mark.parametrize("line", EACH)
def test_it_leaves_this_place_in_no_cohort_link(line: Line) -> None:
    for header in line.headers:
        cohort = _load(header, line.cells)
        if line.at_the_door:
            kept = {*cohort.table.astype(str).stack()}
            assert not kept & {*line.cells}, header
            assert header not in {c.header for c in cohort.columns}
        assert _leaks(cohort, line.cells) == set(), header


@pytest.mark.parametrize("line", [one for one in EACH if one.values[0].by_cells])  # type: ignore[union-attr]
def test_it_is_known_by_its_cells_under_any_header(line: Line) -> None:
    cohort = _load("甲", line.cells)
    if line.at_the_door:
        assert "甲" not in {c.header for c in cohort.columns}
    assert _leaks(cohort, line.cells) == set()


@pytest.mark.parametrize("line", EACH)
def test_neither_a_mapping_nor_a_tick_of_the_owner_lets_it_leave(line: Line) -> None:
    header = line.headers[0]
    every: tuple[dict[str, str], ...] = ({}, {"thing": "categorical"})
    for kinds in every:
        mapping = ColumnMapping(columns={header: "thing"}, kinds=kinds)
        cohort = _load(header, line.cells, mapping)
        for more in ((), ("thing",)):
            body = body_of(cohort, mapping=mapping, more=more)
            assert not {cell for cell in line.cells if holds(body, cell)}


AGES = ("88", "89", "90", "93", "101")
GROUPS = ("80-84", "85-89", "90-94", "≥95", "九十岁以上")


@pytest.mark.parametrize(
    "header", ["年龄", "岁数", "周岁", "虚岁", "Age (years)", "发病年龄", "patient's age", "AGE1"]
)
def test_ages_above_89_are_90_whatever_the_header(header: str) -> None:
    cohort = _load_ages(header, [str(78 + i) for i in range(N)])
    name = next(c.name for c in cohort.columns if c.header == header)
    left = deidentified(cohort, "").cohort.table[name]
    assert (left.min(), left.max(), (left == 90).sum()) == (78, 90, 12)


@pytest.mark.parametrize("header", ["年龄(月)", "月龄", "Age in months"])
def test_ages_in_months_are_90_years_too(header: str) -> None:
    months = [str(12 * (80 + i)) for i in range(N)]
    mapping = ColumnMapping(columns={header: "how_old"})
    cohort = _load_ages(header, months, mapping)
    left = deidentified(cohort, "").cohort.table["how_old"]
    assert left.max() == 12 * 90
    assert left.min() == 12 * 80


@pytest.mark.parametrize("header", ["年龄段", "年龄分组", "Age group", "甲"])
def test_groups_of_ages_above_89_are_one(header: str) -> None:
    cells = GROUPS if header != "甲" else tuple(f"{age}岁" for age in AGES)
    cohort = _load_ages(header, [cells[i % 5] for i in range(N)])
    body = body_of(cohort, more=(header,))
    for text in cells[2:]:
        assert not holds(body, text)
    assert holds(body, "90+")
    assert holds(body, cells[0])


def _load_ages(header: str, cells: list[str], mapping: ColumnMapping | None = None) -> Cohort:
    columns = {
        "编号": [f"P{i:03d}" for i in range(N)],
        "组别": ["观察组", "对照组"] * (N // 2),
        "治疗前NIHSS评分": [5 + i % 12 for i in range(N)],
        "治疗后NIHSS评分": [3 + i % 9 for i in range(N)],
        header: cells,
    }
    return load(csv_of(columns), "trial.csv", mapping or ColumnMapping())
