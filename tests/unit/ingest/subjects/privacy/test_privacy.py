"""What identifies people is gone before anything is kept."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema.aliases import words
from aci_core.domain.schema.identifying_headers import identifier_in_header
from aci_core.ingest import ColumnMapping, build, load, read
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.subjects.privacy.identifying_columns import find_identifiers
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers, top_code_ages
from aci_core.presentation.i18n import LANGUAGES, format_issue, translator
from tests.build import cohort_of, csv_of

RESIDENTS = ["11010519491231002X", "440524188001010014", "11010519491231002X", "440524188001010014"]


def codes(cohort: Cohort) -> list[tuple[str, str | None]]:
    return [(i.code, i.column) for i in cohort.issues]


def identifiers(header: str, cells: list[str | None], **mapping: object) -> list[tuple[str, bool]]:
    column = pa.chunked_array([pa.array(cells, pa.string())])
    declared = ColumnMapping(**mapping)  # type: ignore[arg-type]
    findings = find_identifiers([header], [column], declared, MeaningCache())
    return [(f.kind, f.by_value) for f in findings]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("姓名", "name"),
        ("患者姓名", "name"),
        ("姓  名", "name"),
        ("Patient name", "name"),
        ("NAME", "name"),
        ("身份证", "national_id"),
        ("身份证号码", "national_id"),
        ("SSN", "national_id"),
        ("NHS number", "national_id"),
        ("医保号", "insurance"),
        ("社保卡号", "insurance"),
        ("Insurance policy no.", "insurance"),
        ("银行卡号", "account"),
        ("Bank account number", "account"),
        ("病理号", "accession"),
        ("影像号", "accession"),
        ("CT检查号", "accession"),
        ("入院首次影像检查流水号", "accession"),
        ("样本条码", "accession"),
        ("Accession No", "accession"),
        ("exam_no", "accession"),
        ("Device serial no", "device"),
        ("设备序列号", "device"),
        ("车牌号", "vehicle"),
        ("License plate", "vehicle"),
        ("Client IP", "network"),
        ("网址", "network"),
        ("照片", "photo"),
        ("Photo 2", "photo"),
        ("床号", "bed"),
        ("Bed no.", "bed"),
        ("户籍乡镇", "address"),
        ("所在街道", "address"),
        ("Township", "address"),
        ("GPS", "address"),
        ("出生年", "birth"),
        ("Year of birth", "birth"),
        ("医师签名", "staff"),
        ("责任护士", "staff"),
        ("Nurse on duty", "staff"),
        ("Investigator's signature", "staff"),
        ("主管医师", "staff"),
        ("陪护家属", "name"),
        ("紧急联系人", "name"),
        ("住院号", "hospital_number"),
        ("住院號", "hospital_number"),
        ("病案号", "hospital_number"),
        ("门诊号", "hospital_number"),
        ("MRN", "hospital_number"),
        ("Medical record number", "hospital_number"),
        ("联系电话", "phone"),
        ("家属电话2", "phone"),
        ("手机（本人）", "phone"),
        ("Mobile", "phone"),
        ("家庭住址", "address"),
        ("postcode", "address"),
        ("E-mail", "online"),
        ("微信", "online"),
    ],
)
def test_a_header_identifies(header: str, kind: str) -> None:
    assert identifier_in_header(header) == kind
    assert identifiers(header, ["a", "b", "c"]) == [(kind, False)]


@pytest.mark.parametrize(
    "header",
    [
        "编号",
        "病例号",
        "patient_id",
        "电话随访mRS",
        "地址不详者数",
        "命名评分",
        "hospital",
        "site",
        "named",
        "cell",
        "record number",
        "新的",
        "年龄",
        "visit number",
        "device",
        "face",
        "vehicle",
        "单位",
        "出生体重",
        "医保类型",
        "病理类型",
        "photophobia",
        "serial no",
    ],
)
def test_a_header_that_does_not(header: str) -> None:
    assert identifier_in_header(header) is None


def test_no_word_that_means_something_else_identifies() -> None:
    meant = {w for w, name in words().columns.items() if name != "patient_id"}
    identifying = {
        w for w in {*meant, *words().measures, *words().events} if identifier_in_header(w)
    }
    assert identifying == set()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (RESIDENTS, "national_id"),
        (["11010519491231002x"], "national_id"),
        (["536-90-4399", "219-09-9998"], "national_id"),
        (["943 476 5919", "943-476-5870"], "national_id"),
        (["13812345678", "15900001111", "未查"], "phone"),
        (["+86 138 1234 5678"], "phone"),
        (["010-65529988", "(0571)87654321"], "phone"),
        (["020 7946 0018", "07911 123456"], "phone"),
        (["(212) 555-2368", "212-555-2368"], "phone"),
        (["a@b.com", "李四@x.cn", "none"], "online"),
        (["13812345678", "x"], "phone"),  # half of them
        (["4111 1111 1111 1111", "6222021234567894"], "account"),
        (["京A12345", "沪AD12345"], "vehicle"),
        (["192.168.1.20", "10.0.0.7"], "network"),
        (["2001:db8::1", "fe80::a1"], "network"),
        (["00:1A:2B:3C:4D:5E"], "network"),
        (["https://a.cn/1", "www.b.org/2"], "network"),
        (["IMG_0012.jpg", "IMG_0013.JPG"], "photo"),
        (["解放路12号", "人民街3号院"], "address"),
        (["周庄镇", "杨柳青镇", "王家村"], "address"),
        (["王家村3组", "李庄2队"], "address"),
    ],
)
def test_cells_identify_whatever_the_header(cells: list[str | None], kind: str) -> None:
    assert identifiers("x", cells) == [(kind, True)]
    assert identifiers("编号", cells) == [(kind, True)]
    assert identifiers("x", cells, columns={"x": "site"}) == [(kind, True)]


@pytest.mark.parametrize(
    "cells",
    [
        ["110105194912310021", "110105194912310022"],  # wrong check digits
        ["2024010001", "2024010002", "2024010003"],  # a study number
        ["12345678", "87654321"],
        ["183.5", "210.2"],
        ["65529988", "65529989"],
        ["123-45", "120/80"],
        ["000-12-3456"],
        ["a@b", "@"],
        ["4111 1111 1111 1112"],  # a wrong check digit
        ["1.2.3", "3.0.1"],
        ["12:30:45", "08:15:00"],
        ["城镇", "乡村"],
        ["基底节区", "额颞顶区"],
        ["0.0123456789", "1.23456789012"],
        [None, ""],
    ],
)
def test_ordinary_cells_do_not(cells: list[str | None]) -> None:
    assert identifiers("x", cells) == []


def test_a_measure_or_a_number_is_never_taken_for_a_telephone() -> None:
    assert identifiers("nihss_pre", ["13812345678"] * 3) == []
    assert identifiers("年龄", ["13812345678"] * 3) == []


def test_identifying_columns_are_dropped_with_a_notice_without_a_value() -> None:
    cohort = cohort_of(姓名=["张三", "李四"], 手机=["13812345678", "13912345678"], nihss_pre=[1, 2])
    assert [c.name for c in cohort.columns] == ["patient_id", "arm", "nihss_pre"]
    assert codes(cohort) == [
        ("identifying_dropped", "姓名"),
        ("identifying_dropped_by_value", "手机"),
    ]
    assert all(i.severity == "warning" and i.value is None for i in cohort.issues)


def test_the_only_identifier_becomes_ordinals_and_duplicates_are_found() -> None:
    data = csv_of({"住院号": ["Z9", "Z7", "Z9 ", ""], "组别": ["观察组", "对照组"] * 2})
    cohort = load(data, "x.csv")
    assert cohort.table["patient_id"].tolist() == ["1", "2", "1", "#5"]
    assert [(i.code, i.severity, i.row, i.value) for i in cohort.issues] == [
        ("identifier_replaced", "info", None, None),
        ("missing_id", "warning", 5, None),
        ("duplicate_patient", "error", 4, "1"),
    ]


@pytest.mark.parametrize("header", ["姓名", "身份证号", "MRN", "x"])
def test_another_identifying_column_stands_for_the_patient(header: str) -> None:
    data = csv_of({header: RESIDENTS, "组别": ["观察组", "对照组"] * 2})
    cohort = load(data, "x.csv")
    assert cohort.table["patient_id"].tolist() == ["1", "2"]  # two rows repeat the first two
    assert codes(cohort)[0] == ("identifier_replaced", header)


def test_beside_a_study_number_it_is_dropped() -> None:
    cohort = load(
        csv_of({"住院号": ["Z9", "Z7"], "编号": ["P001", "P002"], "组别": ["观察组", "对照组"]}),
        "x",
    )
    assert cohort.table["patient_id"].tolist() == ["P001", "P002"]
    assert codes(cohort) == [("identifying_dropped", "住院号")]


def test_beside_a_row_number_a_hospital_number_goes_before_and_a_name_does_not() -> None:
    arms = {"组别": ["观察组", "对照组", "观察组"], "序号": [1, 2, 3]}
    cohort = load(csv_of({**arms, "住院号": ["Z9", "Z7", "Z9"]}), "x")
    assert cohort.table["patient_id"].tolist() == ["1", "2", "1"]
    assert "duplicate_patient" in [i.code for i in cohort.issues]
    cohort = load(csv_of({**arms, "姓名": ["张三", "李四", "张三"]}), "x")
    assert cohort.table["patient_id"].tolist() == ["1", "2", "3"]
    assert codes(cohort) == [("identifying_dropped", "姓名")]


def test_the_mapping_keeps_the_users_own_labels() -> None:
    data = csv_of({"住院号": ["Z9", "Z7"], "姓名": ["张三", "李四"], "组别": ["观察组", "对照组"]})
    cohort = load(data, "x", ColumnMapping(columns={"住院号": "patient_id"}))
    assert cohort.table["patient_id"].tolist() == ["Z9", "Z7"]
    assert codes(cohort) == [("identifying_dropped", "姓名")]


def test_the_mapping_does_not_keep_identity_numbers() -> None:
    data = csv_of({"x": RESIDENTS, "组别": ["观察组", "对照组"] * 2})
    cohort = load(data, "x", ColumnMapping(columns={"x": "patient_id"}))
    assert cohort.table["patient_id"].tolist() == ["1", "2"]
    cohort = cohort_of(ColumnMapping(columns={"x": "site"}), x=RESIDENTS)
    assert codes(cohort) == [("identifying_dropped_by_value", "x")]


def test_a_column_that_the_mapping_ignores_is_no_warning() -> None:
    cohort = cohort_of(ColumnMapping(ignore=("姓名",)), 姓名=["a", "b"])
    assert [(i.code, i.severity) for i in cohort.issues] == [("identifying_dropped", "info")]


NOTE = "患者既往有高血压病史长期服药本次因突发右侧肢体无力入院"


def test_long_free_text_is_dropped() -> None:
    cohort = cohort_of(病情=[f"{NOTE}{i}" for i in range(6)])
    assert codes(cohort) == [("free_text_dropped", "病情")]
    assert cohort.column("病情") is None


def test_long_words_of_a_category_are_not() -> None:
    cohort = cohort_of(分型=[f"{NOTE}{i % 2}" for i in range(6)])
    result = cohort.column("分型")
    assert result is not None
    assert len(result.levels) == 2


def test_a_table_without_people_is_left_as_it_is() -> None:
    raw = read(csv_of({"patient_id": ["P1", "P2"], "arm": ["a", "b"], "age": [60, 61]}), "x")
    assert remove_identifiers(raw) is raw


def test_scrubbing_again_changes_nothing() -> None:
    data = csv_of(
        {
            "住院号": ["Z9", "Z7"],
            "姓名": ["张三", "李四"],
            "组别": ["观察组", "对照组"],
            "发病日期": ["2024-03-01"] * 2,
            "入院日期": ["2024-03-02"] * 2,
        }
    )
    first = remove_identifiers(read(data, "x"))
    assert remove_identifiers(first) is first
    assert first.headers == ("住院号", "组别", "onset_days")
    assert first.frame[0].tolist() == ["1", "2"]
    assert {i.column for i in first.issues} == {"住院号", "姓名", "发病日期", "入院日期"}
    assert build(first).issues == load(data, "x").issues
    mapping = ColumnMapping(columns={"姓名": "who", "入院日期": "day"})
    assert build(first, mapping).n == 2  # the mapping's columns are gone already


def test_ages_above_89_are_90() -> None:
    ages = np.array([18, 89, 90, 89.4, 101, np.nan])
    assert np.array_equal(top_code_ages(ages), [18, 89, 90, 90, 90, np.nan], equal_nan=True)


# ------------------------------------------------------------------------------ within other words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("患者张建国之女，电话13800001111，要求保密", "phone"),
        ("tel.138-0000-1111.", "phone"),
        ("１３８ ００００ １１１１", "phone"),
        ("+8613800001111转家属", "phone"),
        ("身份证：11010519491231002X。", "national_id"),
        ("写信zhang.san@qq.com", "online"),
    ],
)
def test_one_cell_among_many_is_enough(text: str, kind: str) -> None:
    assert identifiers("结局描述", ["无", *[None] * 40, "好", text]) == [(kind, True)]
    assert identifiers("高血压", ["有", "无", text]) == [(kind, True)]
    cohort = cohort_of(结局描述=["无", "好", "有", text, *"无好有"])
    assert codes(cohort) == [("identifying_dropped_by_value", "结局描述")]
    assert text not in repr(cohort.issues)


@pytest.mark.parametrize(
    "text",
    [
        "1380000111122", "23800001111", "12345678901", "13800001111.5", "0.13800001111",
        "15 2023-01-02 1", "2023-01-15 13:45:01", "110105194912310021", "于@3.5", "ICD-10 I63.9",
    ],
)  # fmt: skip
def test_other_numbers_within_words_are_nobody_s(text: str) -> None:
    assert identifiers("结局描述", ["无", "好", "差", f"见{text}"]) == []
    assert identifiers("结局描述", ["无", "好", "差", text]) == []


def test_a_slip_in_a_column_of_numbers_drops_nothing() -> None:
    assert identifiers("年龄", ["65", "70", "电话13800001111"]) == []
    assert identifiers("治疗前NIHSS", ["5", "7", "电话13800001111"]) == []
    assert identifiers("组别", ["观察组", "对照组", "电话13800001111"]) == []


@pytest.mark.parametrize(
    "header", ["备注", "说明", "责任护士", "主管医师", "记录人", "评定者", "Remarks", "doctor"]
)
def test_remarks_and_staff_go_by_their_header(header: str) -> None:
    cohort = cohort_of(**{header: ["王小明", "", "李四", ""]})
    assert codes(cohort) == [("identifying_dropped", header)]
    assert identifier_in_header("医生评分") is None


PEOPLE = ["王小明", "李红", "张*", "欧阳明", "赵某某", "陳志強", "孙 丽"]


@pytest.mark.parametrize("header", ["患者", "受试对象", "编号", "备用"])
@pytest.mark.parametrize("cells", [PEOPLE, PEOPLE * 3])
def test_names_are_known_by_themselves(header: str, cells: list[str]) -> None:
    assert identifiers(header, [*cells]) == [("name", True)]


@pytest.mark.parametrize(
    "cells",
    [
        ["John Smith", "Smith, J.", "Mary-Ann O'Hara", "Wei Zhang", "Ann B. Lee"],
        ["Smith, John", "Jones, Ann", "Brown, Tom", "Lee, K.", "Hall, Eve", "未知"],
    ],
)
def test_english_names_are_known_by_themselves(cells: list[str]) -> None:
    assert identifiers("Patient", [*cells]) == [("name", True)]


@pytest.mark.parametrize(
    "cells",
    [
        ["左额叶", "左颞叶", "左顶叶", "右枕叶", "基底节", "脑干"],
        ["高血压", "糖尿病", "冠心病", "房颤", "卒中史", "高血脂"],
        ["高危", "低危", "中危"] * 20,
        ["白色", "黄色"] * 20,
        ["安慰剂", "华法林", "氯吡格雷"] * 20,
        ["安静", "烦躁"] * 20,
        ["农民", "工人", "干部"] * 20,
        ["White Matter", "Grey Matter"] * 20,
        ["患者安静", "患者平静", "责任护士已告知"] * 20,
        ["汉族", "回族", "满族", "白族", "苗族"] * 20,
        ["王医生组", "李医生组", "张医生组", "赵医生组", "孙医生组"] * 20,  # a group of them
        ["P001", "P002", "P003", "P004", "P005"],
        ["Large artery", "Small artery", "Cardiac embolism", "Other", "Unknown cause"],
    ],
)
def test_other_texts_are_no_names(cells: list[str]) -> None:
    assert identifiers("备用", [*cells]) == []


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["王小明", "李红", "张伟", "赵敏"], "name"),
        (["王丽", "李建国"] * 20, "staff"),
        (["王丽、李建国", "张伟", "王丽"] * 20, "staff"),
        (["王主任", "李医生", "张伟护士"] * 20, "staff"),
        (["Wang Xiaoming", "zhang wei", "Li Na"] * 20, "staff"),
        (["Mary Jones", "Smith, John"] * 20, "staff"),
        (["买买提·艾力", "阿依古丽·吐尔逊"] * 20, "staff"),
        (["WangXiaoming", "LiNa"] * 20, "staff"),
        (["Wang XM", "Li N"] * 20, "staff"),
        (["王丽(神内)", "李建国1044"] * 20, "staff"),
        (["王丽 李建国", "张伟 王丽"] * 20, "staff"),
        (["好转", "家属王建国签字", *["好转"] * 40], "name"),
        (["无", "患者张建国，男", *["无"] * 40], "name"),
    ],
)
def test_names_that_repeat_are_known_too(cells: list[str], kind: str) -> None:
    assert identifiers("备用", [*cells]) == [(kind, True)]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([f"201601100{i:05d}" for i in range(30)], "accession"),
        ([f"ZY22{i:05d}" for i in range(30)], "accession"),
        ([f"202403{i:02d}" for i in range(1, 31)], "date"),
        ([str(45_300 + 3 * i) for i in range(30)], "date"),
        ([f"19{50 + i // 12}.{1 + i % 12:02d}" for i in range(30)], "date"),
        (["sty-91", "lut-91", "mar-91", "kwi-92", "maj-92"] * 4, "date"),
        ([str(1931 + 2 * (i % 15)) for i in range(60)], "birth"),
    ],
)
def test_numbers_of_records_days_and_years_of_birth_by_their_cells(
    cells: list[str], kind: str
) -> None:
    assert identifiers("备用", [*cells]) == [(kind, True)]
    assert identifiers("编号", [*cells]) == []  # a study's own numbers


SERIALS = [
    [f"{8829287352 + 7919 * i}" for i in range(30)],
    [f"{20160110000399 + 100003 * i}" for i in range(30)],
    [f"{12345678 + 37 * i:010d}" for i in range(30)],  # zeros in front
    [f"A2023{1000 + 13 * i}" for i in range(30)],
    [f"CT-2023-{i:05d}" for i in range(30)],
    [f"{i:02d}B0017{742 + i}" for i in range(30)],
    [*[f"2016011000{i:04d}" for i in range(28)], "20160110000001", ""],  # nearly all differ
]


@pytest.mark.parametrize(
    "header", ["备用", "X1", "检查", "exam_no", "流水号", "标本", "code", "住院号"]
)
@pytest.mark.parametrize("cells", SERIALS)
def test_a_serial_number_leaves_by_its_values_whatever_the_header(
    header: str, cells: list[str]
) -> None:
    columns = {"编号": [f"P{i}" for i in range(30)], "组别": ["观察组", "对照组"] * 15}
    cohort = load(csv_of({**columns, header: cells}), "x")
    assert header not in [c.header for c in cohort.columns]
    [issue] = [i for i in cohort.issues if i.column == header]
    assert (issue.code, issue.value) == ("identifying_dropped_by_value", None)
    for lang in LANGUAGES:
        t = translator(lang)
        said = format_issue.sentence(t, "issue", issue)
        assert t.name("identifies", str(dict(issue.facts)["why"])) in said
        assert cells[0] not in said


@pytest.mark.parametrize("header", ["备用", "exam", "检查号"])
def test_a_patients_number_that_comes_at_each_visit(header: str) -> None:
    rows = [(i, visit) for i in range(12) for visit in ("治疗前", "治疗后", "3个月")]
    data = csv_of(
        {
            "编号": [f"P{i}" for i, _ in rows],
            "组别": [("观察组", "对照组")[i % 2] for i, _ in rows],
            "时间点": [visit for _, visit in rows],
            "NIHSS": [9 for _ in rows],
            header: [f"{88290000 + 7919 * i}" for i, _ in rows],
        }
    )
    assert codes(load(data, "x"))[0] == ("identifying_dropped_by_value", header)


def test_zeros_in_front_of_an_identifier_stay() -> None:
    ids = [f"{i:08d}" for i in range(1, 13)]
    cohort = load(csv_of({"编号": ids, "组别": ["观察组", "对照组"] * 6}), "x")
    assert cohort.table["patient_id"].tolist() == ids
    assert codes(cohort) == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("VEGF治疗前", [f"{183.5 + 1.37 * i:.2f}" for i in range(30)]),
        ("细胞数", [str(10_000_000 * (1 + i % 3)) for i in range(30)]),
        ("细胞总数", [str(52_300_000 + 100_000 * i) for i in range(30)]),  # rounded
        ("stem cell dose", [f"{12_345_678 + 1_234 * i}" for i in range(30)]),  # an exposure
        ("血小板", [str(183_000 + 517 * i) for i in range(30)]),
        ("proBNP", [str(1_204 + 317 * i) for i in range(30)]),
        ("血压", [f"{120 + i}/{70 + i}mmHg" for i in range(30)]),
        ("剂量", [f"{i + 1}mg/kg" for i in range(30)]),
        ("批号", ["20230105A1"] * 15 + ["20230412B2"] * 15),  # lots of a preparation
    ],
)
def test_what_is_measured_or_given_is_no_serial_number(header: str, cells: list[str]) -> None:
    cohort = cohort_of(**{header: cells})
    assert "identifying_dropped_by_value" not in [i.code for i in cohort.issues]


@pytest.mark.parametrize(
    "cells",
    [
        [str(2018 + i % 6) for i in range(60)],  # years of a study
        [f"{120000 + 517 * i}" for i in range(60)],  # platelets
        [f"{20000000 + i % 7}" for i in range(60)],  # doses of cells
        [f"{1900 + i * 0.7:.1f}" for i in range(60)],
        [f"ICU-{i:02d}" for i in range(10, 20)] * 6,  # rooms of one ward
    ],
)
def test_counts_doses_and_years_of_a_study_stay(cells: list[str]) -> None:
    assert identifiers("备用", [*cells]) == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("家属", ["是", "否", "是"]),
        ("知情同意签字", ["有", "无"]),
        ("照片", ["1", "0"]),
        ("检查号", ["1", "2", "3"] * 10),
    ],
)
def test_yes_and_no_and_a_few_codes_name_nobody(header: str, cells: list[str]) -> None:
    assert identifiers(header, [*cells]) == []


@pytest.mark.parametrize(
    "cells",
    [
        ["2024-03", "2024-11", "2023/7"],
        ["2024年3月", "2023年11月"],
        ["3月5日", "11月12日"],
        ["一九五〇年三月", "一九四八年十一月"],
        ["Mar-24", "Nov-23"],
        ["5 Mar 2024", "March 7, 2024"],
    ],
)
def test_months_and_days_are_left_out_under_any_header(cells: list[str]) -> None:
    cohort = cohort_of(甲=[cells[i % len(cells)].replace(",", "") for i in range(12)])
    assert codes(cohort) == [("date_dropped", "甲")]
    assert cells[0] not in repr(cohort.issues)


def test_names_under_a_plain_header_become_numbers() -> None:
    arms = ["观察组", "对照组"] * 4
    data = csv_of({"患者": PEOPLE, "组别": arms[: len(PEOPLE)]})
    cohort = load(data, "a.csv")
    assert cohort.table["patient_id"].tolist() == list("1234567")
    assert ("identifier_replaced", "患者") in codes(cohort)
    mapped = load(data, "a.csv", ColumnMapping.from_json({"columns": {"患者": "patient_id"}}))
    assert mapped.table["patient_id"].tolist() == PEOPLE


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("身份证号", ["****1982080000", "****1984110000", "****1982080000", "****1990010000"]),
        ("联系电话", ["138****1234", "139****1234", "138****1234", "137****0000"]),
        ("姓名", ["张**", "王**", "张**", "李**"]),
    ],
)
def test_what_was_masked_before_tells_nobody_apart(header: str, cells: list[str]) -> None:
    columns = {
        header: cells,
        "序号": [1, 2, 3, 4],
        "组别": ["观察组", "对照组"] * 2,
        "NIHSS治疗前": [7, 8, 9, 6],
    }
    cohort = load(csv_of(columns), "x.csv")
    assert cohort.n == 4
    assert cohort.table["patient_id"].tolist() == ["1", "2", "3", "4"]
    assert not {"identifier_replaced", "duplicate_patient"} & {code for code, _ in codes(cohort)}
    assert header not in {c.header for c in cohort.columns}
