"""What a header means."""

from __future__ import annotations

import time

import pytest

from aci_core.domain.schema import MEASURES, Role
from aci_core.ingest.columns.headers.code_legends import legend_in_header
from aci_core.ingest.columns.headers.header_meaning import meaning

NAMES = {
    # canonical
    "nihss_pre": "nihss_pre",
    "NIHSS_M3": "nihss_m3",
    "ae_fever_day": "ae_fever_day",
    "mri_abnormal_m6": "mri_abnormal_m6",
    "nsc_day_2": "nsc_day_2",
    # the score before, after, later: both orders, separators, brackets, width
    "治疗前NIHSS评分": "nihss_pre",
    "NIHSS评分(治疗前)": "nihss_pre",
    "NIHSS（治疗前）": "nihss_pre",
    "ＮＩＨＳＳ治療後評分": "nihss_post",
    "NIHSS before": "nihss_pre",
    "baseline NIHSS": "nihss_pre",
    "NIHSS_0": "nihss_pre",
    "nihss_m0": "nihss_pre",
    "pre-NIHSS": "nihss_pre",
    "NIHSS score at baseline": "nihss_pre",
    "入院NIHSS评分": "nihss_pre",
    "Post-treatment NIHSS score": "nihss_post",
    "NIHSS得分-治疗后": "nihss_post",
    "3个月NIHSS": "nihss_m3",
    "NIHSS（3个月）": "nihss_m3",
    "NIHSS 3 months": "nihss_m3",
    "NIHSS at 3-month follow-up": "nihss_m3",
    "治疗后3个月NIHSS": "nihss_m3",
    "半年NIHSS": "nihss_m6",
    "NIHSS第14天": "nihss_d14",
    "NIHSS day 14": "nihss_d14",
    "第二周NIHSS": "nihss_w2",
    "NIHSS w2": "nihss_w2",
    "90天 mRS": "mrs_d90",
    "mRS at 90 days": "mrs_d90",
    # the other measures
    "BI pre": "bi_pre",
    "Barthel指数(治疗后)": "bi_post",
    "日常生活能力评分 治疗前": "bi_pre",
    "治疗前ADL评分": "bi_pre",
    "脑灌注评分治疗前": "perfusion_pre",
    "VEGF(pg/mL)治疗前": "vegf_pre",
    "治疗后血清VEGF水平(ng/L)": "vegf_post",
    "血管内皮生长因子（治疗后）": "vegf_post",
    "碱性成纤维细胞生长因子-治疗前": "bfgf_pre",
    "FGF-2 after": "bfgf_post",
    "CBF before (mL/100g/min)": "cbf_pre",
    "6个月MRI异常": "mri_abnormal_m6",
    # one a patient
    "编号": "patient_id",
    "病例号": "patient_id",
    "Patient ID": "patient_id",
    "No.": "patient_id",
    "组别": "arm",
    "分组": "arm",
    "Treatment Group": "arm",
    "年龄（岁）": "age",
    "发病至入组天数": "onset_days",
    # results have an "any", "died" and "lost" of their own
    "ae_any": "ae_unspecified",
    "任何不良反应": "ae_unspecified",
    "ae_died": "ae_death",
    "ae_lost": "ae_loss",
    "Age (years)": "age",
    "Gender": "sex",
    "性別": "sex",
    "高血压史": "hypertension",
    "房颤": "atrial_fibrillation",
    "吸烟史(是/否)": "smoking",
    "发热": "ae_fever",
    "AE: fever": "ae_fever",
    "不良反应-头痛": "ae_headache",
    "躁动是否缓解": "ae_agitation_resolved",
    "死亡": "died",
    "失访": "lost",
    "失访原因": "lost_reason",
    "疗效": "grade",
    # a known covariate before treatment is baseline; after it, it is not
    "收缩压(治疗前)": "sbp",
    "治疗后血糖": "glucose_post",
}


@pytest.mark.parametrize("header", NAMES)
def test_known(header: str) -> None:
    assert meaning(header).name == NAMES[header]


@pytest.mark.parametrize(
    "header",
    ["Site", "prediabetes", "postcode", "ID14", "H14", "RXASP", "EXPD14", "DEAD1", "<b>x</b>"],
)
def test_unknown_is_a_covariate_under_its_own_header(header: str) -> None:
    result = meaning(header)
    assert (result.name, result.role, result.unclear) == (header, Role.COVARIATE, False)


@pytest.mark.parametrize(
    "header",
    ["NIHSS", "NIHSS变化", "ΔNIHSS", "NIHSS1", "mRS90", "NIHSS before discharge"],
)
def test_a_measure_without_a_clear_visit_is_no_visit(header: str) -> None:
    result = meaning(header)
    assert result.visit is None
    assert result.unclear


@pytest.mark.parametrize("stem", MEASURES)
def test_before_and_after_are_never_exchanged(stem: str) -> None:
    for before, after in (("before", "after"), ("治疗前", "治疗后"), ("pre", "post"), ("前", "后")):
        for form in ("{m} {t}", "{t} {m}", "{m}({t})", "{t}{m}评分", "{m}_{t}"):
            assert meaning(form.format(m=stem, t=before)).visit == "pre"
            assert meaning(form.format(m=stem, t=after)).visit == "post"


def test_a_measure_of_the_mapping_is_known() -> None:
    result = meaning("FMA 3个月", {*MEASURES, "fma"})
    assert (result.name, result.role, result.recognised) == ("fma_m3", Role.MEASURE, "alias")


def test_units_are_kept_apart() -> None:
    assert meaning("VEGF (ng/mL) before").unit == "ng/ml"
    assert meaning("VEGF, pg/mL 治疗后").unit == "pg/ml"


def test_a_name_the_analyses_use_is_not_taken() -> None:
    assert meaning("effective").name == "effective_"


def test_a_very_long_header_is_cut() -> None:
    assert len(meaning("x" * 32_000).name) <= 80


@pytest.mark.parametrize("part", ["x", "(", "治疗前", "a ", "1", "(1=a)", "评分", "男1", "是否"])
def test_the_longest_headers_of_a_file_are_understood_at_once(part: str) -> None:
    began = time.process_time()
    for length in (200, 32_000):
        header = (part * length)[:length]
        meaning(header)
        legend_in_header(header)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("VEGF（入院，pg/ml）", "vegf_pre", "pg/ml"),
        ("bFGF(pg/ml, 治疗后)", "bfgf_post", "pg/ml"),
        ("NIHSS（3月，分）", "nihss_m3", "分"),
        ("VEGF [ng/L; 3 months]", "vegf_m3", "ng/l"),
        ("CBF（治疗前、ml/100g/min）", "cbf_pre", "ml/100g/min"),
    ],
)
def test_a_time_and_a_unit_in_one_bracket(header: str, name: str, unit: str) -> None:
    result = meaning(header)
    assert (result.name, result.unit) == (name, unit)
