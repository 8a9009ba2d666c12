"""Headers and cells as clinics write them: what a person would understand, and no more."""

from __future__ import annotations

import csv
import io

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from aci_core.ingest.columns.headers.code_legends import parse_legend
from aci_core.ingest.columns.headers.header_meaning import meaning

# A name, the headers, two patients; then what each column is, and both arms, control last.
STYLES = """
plain Chinese
编号|组别|性别|年龄|治疗前NIHSS评分|治疗后NIHSS评分
1|观察组|男|60|9|3
2|对照组|女|61|8|6
patient_id arm sex age nihss_pre nihss_post
观察组 对照组

codes explained in the header
序号|组别(1=观察组,2=对照组)|性别（1男2女）|高血压(有=1，无=0)|NIHSS（治疗前）|NIHSS（治疗后）
1|1|1|1|9|3
2|2|2|0|8|6
patient_id arm sex hypertension nihss_pre nihss_post
观察组 对照组

words before their codes
病人号|分组（试验组=1；对照组=0）|性别（男=1，女=0）|是否吸烟|基线NIHSS|出院NIHSS
a|1|1|是|9|3
b|0|0|否|8|6
patient_id arm sex smoking nihss_pre nihss_post
试验组 对照组

English with codes
Patient No.|Group (1=treatment, 2=control)|Gender (M/F)|Age, years|NIHSS admission|NIHSS discharge
1|1|M|60|9|3
2|2|F|61|8|6
patient_id arm sex age nihss_pre nihss_post
treatment control

letters for arms
ID|分组|年龄（岁）|NIHSS_T0|NIHSS 治疗后
1|A组|60|9|3
2|B组|61|8|6
patient_id arm age nihss_pre nihss_post
A组 B组

times of the stay
住院号|组 别|年龄/岁|入院时NIHSS评分|出院时NIHSS评分|入院BI|出院BI
1|治疗组|60|9|3|50|70
2|对照组|61|8|6|55|60
patient_id arm age nihss_pre nihss_post bi_pre bi_post
治疗组 对照组

follow-up
编号|组别|治疗前NIHSS|治疗14天NIHSS|治疗3个月后NIHSS|随访6月NIHSS|90天mRS评分
1|观察组|9|7|5|3|1
2|对照组|8|8|7|6|2
patient_id arm nihss_pre nihss_d14 nihss_m3 nihss_m6 mrs_d90
观察组 对照组

the scale's name and its letters
编号|组别|美国国立卫生研究院卒中量表（NIHSS）评分治疗前|日常生活能力评分（BI）治疗前|改良Rankin量表(mRS)评分治疗后|血清血管内皮生长因子（VEGF）治疗前(pg/ml)
1|研究组|9|50|1|200
2|常规组|8|55|2|180
patient_id arm nihss_pre bi_pre mrs_post vegf_pre
研究组 常规组

full width
编号|组别|ＮＩＨＳＳ（治疗前）|ＮＩＨＳＳ（治疗后）
１|观察组|９|３
２|对照组|８|６
patient_id arm nihss_pre nihss_post
观察组 对照组

units apart
编号|组别|病程（天）|身高 cm|收缩压/mmHg|VEGF_pg/ml_pre|bFGF治疗后 ng/L
1|观察组|3|170|150|200|20
2|对照组|4|165|140|180|18
patient_id arm onset_days height sbp vegf_pre bfgf_post
观察组 对照组

history
编号|组别|是否有高血压|既往糖尿病史|合并冠心病|有无房颤|脑卒中病史|吸烟史(Y/N)
1|观察组|有|是|√|Y|1|Y
2|对照组|无|否|×|N|0|N
patient_id arm hypertension diabetes coronary_disease atrial_fibrillation previous_stroke smoking
观察组 对照组

events
编号|组别|不良反应-发热|是否头痛|恶心呕吐|皮疹(√)|发热是否缓解|是否死亡|失访
1|观察组|有|是|√|√|是|否|否
2|对照组|无|否|×|×||是|否
patient_id arm ae_fever ae_headache ae_nausea_vomiting ae_rash ae_fever_resolved died lost
观察组 对照组

grades with codes
编号|组别|疗效(1痊愈2显效3有效4无效)
1|观察组|1
2|对照组|4
patient_id arm grade
观察组 对照组

traditional
編號|組別|治療前NIHSS評分|治療後NIHSS評分|高血壓
1|觀察組|9|3|是
2|對照組|8|6|否
patient_id arm nihss_pre nihss_post hypertension
觀察組 對照組

how they were treated
No.|治疗方法|治疗前ADL(BI)|治疗后ADL(BI)|PWI评分治疗前|半年MRI是否异常
1|干细胞|50|70|9|否
2|常规治疗|55|60|8|是
patient_id arm bi_pre bi_post perfusion_pre mri_abnormal_m6
干细胞 常规治疗
"""
BLOCKS = {block.split("\n")[0]: block.split("\n")[1:] for block in STYLES.strip().split("\n\n")}


def file(style: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(line.split("|") for line in BLOCKS[style][:3])
    return text.getvalue().encode("gb18030")


def read(style: str) -> Cohort:
    return load(file(style), "clinic.csv")


@pytest.mark.parametrize("style", BLOCKS)
def test_a_person_would_understand(style: str) -> None:
    cohort = read(style)
    columns, arms = BLOCKS[style][3:]
    assert [c.name for c in cohort.columns] == columns.split()
    assert set(cohort.arms) == set(arms.split())
    assert cohort.settled == (style != "letters for arms")
    assert not [c.name for c in cohort.columns if c.stopped and c.name != "arm"]
    if cohort.settled:
        assert cohort.reference == arms.split()[1]


def test_codes_are_read_as_the_header_says() -> None:
    cohort = read("codes explained in the header")
    assert cohort.table["sex"].tolist() == ["male", "female"]
    assert cohort.table["hypertension"].tolist() == ["yes", "no"]
    used = [issue for issue in cohort.issues if issue.code == "legend_used"]
    assert [dict(issue.facts)["codes"] for issue in used] == [
        "1 = 观察组, 2 = 对照组",
        "1 = 男, 2 = 女",
        "1 = 有, 0 = 无",
    ]
    assert read("grades with codes").table["grade"].tolist() == ["recovered", "ineffective"]
    # Other codes of the same two words.
    assert read("words before their codes").table["sex"].tolist() == ["male", "female"]


def test_the_mapping_goes_before_the_header() -> None:
    mapping = ColumnMapping.from_json({"values": {"arm": {"1": "stem cells", "2": "control"}}})
    assert load(file("codes explained in the header"), "a.csv", mapping).arms == (
        "stem cells",
        "control",
    )


def test_a_word_that_a_column_already_uses_stays() -> None:
    cohort = load("组别(1=观察组;2=对照组),x\n1,5\n对照组,6\n1.0,7\n".encode(), "a.csv")
    assert cohort.n_by_arm == {"观察组": 2, "对照组": 1}


@pytest.mark.parametrize(
    "bracket",
    ["", "pg/mL", "T0", "V1/V2", "m3,w2", "3月6周", "0-42", "1", "是", "90天", "1=男,1=女"],
)
def test_what_is_no_legend(bracket: str) -> None:
    assert parse_legend(bracket) == {}


@pytest.mark.parametrize(
    "header",
    [
        "NIHSS1", "NIHSS2", "NIHSS_T1", "NIHSS V1", "第1次NIHSS", "NIHSS末", "治疗前后NIHSS差",
        "NIHSS治疗前后差值", "NIHSS下降率", "ΔNIHSS", "NIHSS (T1)", "治疗前后NIHSS变化",
    ],
)  # fmt: skip
def test_which_time_is_not_guessed(header: str) -> None:
    result = meaning(header)
    assert result.visit is None
    assert result.unclear


BEFORE = ("治疗前", "术前", "入院时", "基线", "移植前", "before", "baseline", "pre-treatment")
AFTER = ("治疗后", "术后", "出院时", "疗程后", "移植后", "after", "discharge", "post-treatment")


@pytest.mark.parametrize(
    "form", ["{m}{t}", "{t}{m}", "{m}({t})", "{m}评分 {t}", "{t} {m}（分）", "{m}_{t}"]
)
@pytest.mark.parametrize("name", ["NIHSS", "卒中量表(NIHSS)", "Barthel指数", "mRS"])
def test_before_is_never_after(form: str, name: str) -> None:
    for words, visit in ((BEFORE, "pre"), (AFTER, "post")):
        for word in words:
            assert meaning(form.format(m=name, t=word)).visit == visit, (form, name, word)


def test_days_are_not_hours() -> None:
    assert meaning("发病时间（天）").name == "onset_days"
    assert meaning("发病时间（h）").name == "onset_hours"
    assert meaning("病程/d").name == "onset_days"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("肺部感染", "ae_pneumonia"),
        ("肺炎", "ae_pneumonia"),
        ("是否消化道出血", "ae_gi_bleeding"),
        ("不良反应：过敏", "ae_allergy"),
        ("肝功能异常", "ae_liver_function"),
        ("肾功能异常", "ae_kidney_function"),
        ("腹泻", "ae_diarrhoea"),
        ("便秘", "ae_constipation"),
        ("失眠", "ae_insomnia"),
        ("疼痛", "ae_pain"),
        ("心律失常", "ae_arrhythmia"),
        ("尿路感染发生天数", "ae_urinary_infection_day"),
        ("发热发生时间(天)", "ae_fever_day"),
        ("头痛出现时间（天）", "ae_headache_day"),
        ("发热发生时间", "ae_fever_start"),  # in days, in hours or by the clock
        ("低血压", "ae_hypotension"),
        ("出血", "ae_bleeding"),
    ],
)
def test_more_adverse_events(header: str, name: str) -> None:
    assert meaning(header).name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("第1次NSC时间(天)", "nsc_day_1"),
        ("NSC第2次移植时间（天）", "nsc_day_2"),
        ("第三次间充质干细胞注射天数", "msc_day_3"),
        ("NSC时间(天)", "NSC时间(天)"),  # which dose it does not say
    ],
)
def test_days_of_doses(header: str, name: str) -> None:
    assert meaning(header).name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("病程(h)", "onset_hours"),
        ("发病到入院(小时)", "onset_hours"),
        ("发病至治疗", "onset_hours"),
        ("病程(天)", "onset_days"),
        ("病程(年)", "病程(年)"),  # no time from onset in hours, however many years
        ("病程", "病程"),
        ("病程（月）", "病程(月)"),
    ],
)
def test_a_time_from_onset_has_the_unit_that_is_written(header: str, name: str) -> None:
    assert meaning(header).name == name
