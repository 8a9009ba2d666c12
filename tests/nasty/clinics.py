"""Files as hospitals keep them: exports, legends, remarks, codes and slips."""

from __future__ import annotations

import datetime as dt

from tests import files
from tests.nasty.made import BASE, HEAD, PATIENTS, Nasty, Rows, book, changed, coded, with_column

_CODED = [
    (p[0], 1 if p[1] == "观察组" else 2, p[2], 1 if p[3] == "男" else 2, *p[4:]) for p in PATIENTS
]
_LEGEND_BELOW = [
    HEAD,
    ["", "1=观察组 2=对照组", "岁", "1=男 2=女", "分", "分", "0-100分", "0-100分"],
    *_CODED,
]
_LEGEND_OF_TWO = [
    HEAD,
    ["患者编号", "1=观察组", "岁", "1=男", "分", "分", "分", "分"],
    ["", "2=对照组", "", "2=女", "0-42", "0-42", "百分制", "百分制"],
    *_CODED,
]
_FORM = [
    ["急性脑梗死患者资料收集表", *[""] * 7],
    HEAD,
    [
        "（必填）",
        "（观察组/对照组）",
        "（周岁）",
        "（男/女）",
        "（0-42分）",
        "（0-42分）",
        "（0-100分）",
        "（0-100分）",
    ],
    ["例：001", "观察组", 65, "男", 12, 5, 40, 75],
    *PATIENTS,
]
_PRINTED_FORM = [
    ["编号", "组别", "年龄(岁,x±s)", "性别[n(%)]", "NIHSS评分 治疗前(x±s)", "NIHSS评分 治疗后(x̄±s)",
     "BI治疗前(均数±标准差)", "BI治疗后(x±s)"],
    *PATIENTS,
]  # fmt: skip
_APOSTROPHES = [HEAD, *([f"'{cell}" for cell in p] for p in PATIENTS)]
_SPELLED = [
    HEAD,
    *(
        [p[0], (p[1], p[1][:2], f"{p[1]}(n=6)", f" {p[1]} ")[i % 4 if i > 3 else 0], *p[2:]]
        for i, p in enumerate(PATIENTS)
    ),
]
_BY_ARM = sorted(PATIENTS, key=lambda row: row[1] == "对照组")
_BY_DITTO = [HEAD, *([p[0], p[1] if i % 6 == 0 else "同上", *p[2:]] for i, p in enumerate(_BY_ARM))]
_BY_CENTRE = [
    ["中心", *HEAD],
    *(
        ["甲院" if i == 0 else "乙院" if i == 6 else "", p[0], p[1] if i % 3 == 0 else "", *p[2:]]
        for i, p in enumerate([*_BY_ARM[:3], *_BY_ARM[6:9], *_BY_ARM[3:6], *_BY_ARM[9:]])
    ),
]
_REMARKS = [
    HEAD,
    *PATIENTS[:6],
    ["以下为第二批入组患者", *[""] * 7],
    *PATIENTS[6:],
    ["均值±标准差", "", "65±3", "", "11±2", "5±1", "50±9", "80±7"],
    ["P值", "", "0.4", "", "0.5", "<0.05", "0.3", "<0.01"],
]
_NAMES = [
    "王小明",
    "李红",
    "张伟",
    "赵敏",
    "钱七",
    "孙八",
    "周九",
    "吴十",
    "郑一",
    "冯二",
    "陈三",
    "欧阳四",
]
_VISITS = [
    ["编号", "组别", "年龄", "时间", "NIHSS", "BI"],
    *(
        [*(row[:3] if first else ["", "", ""]), when, nihss, bi]
        for row in PATIENTS
        for first, when, nihss, bi in (
            (True, "治疗前", row[4], row[6]),
            (False, "治疗后", row[5], row[7]),
        )
    ),
]
_VISITS_BY_DATE = [
    ["编号", "组别", "评估日期", "NIHSS"],
    *(
        [p[0], p[1], when, score]
        for p in PATIENTS
        for when, score in (("2022-06-01", p[4]), ("2022-06-15", p[5]))
    ),
]
_EXPORT = [
    ["序号", "住院号", "姓名", "性别", "出生日期", "入院日期", "出院日期", "组别", "NIHSS入院",
     "NIHSS 14d", "出院NIHSS", "3个月mRS", "入院BI", "出院BI", "联系电话"],
    *([i + 1, f"00{i}8812", _NAMES[i], p[3], "19500301", "20220613", f"202206{14 + i}", p[1], p[4],
       p[5] + 1, p[5], i % 5, p[6], p[7], "13912345678"] for i, p in enumerate(PATIENTS)),
]  # fmt: skip
_ENGLISH = [
    ["Pt #", "Rx group", "Age (yrs)", "M/F", "NIHSS adm", "NIHSS d/c", "mRS 90d", "HTN (Y/N)",
     "AF?"],
    *([i + 1, "Stem cell" if i % 2 else "Std care", p[2], "M" if i % 3 else "F", p[4], p[5], i % 5,
       "Y" if i % 2 else "N", "N" if i % 4 else "?"] for i, p in enumerate(PATIENTS)),
]  # fmt: skip
_SPSS_LABELS = {
    "column_labels": ["编号", "组别", "性别", "年龄", "NIHSS评分入院", "NIHSS评分14天", "疗效"],
    "variable_value_labels": {
        "zb": {1.0: "对照组", 2.0: "观察组"},
        "xb": {1.0: "男", 2.0: "女"},
        "xg": {1.0: "痊愈", 2.0: "显效", 3.0: "有效", 4.0: "无效"},
    },
}


def _spss() -> bytes:
    rows: list[list[object]] = [["bh", "zb", "xb", "nl", "v1", "v2", "xg"]]
    for i, p in enumerate(PATIENTS):
        arm = 2.0 if p[1] == "观察组" else 1.0
        sex = 1.0 if p[3] == "男" else 2.0
        rows.append([float(i), arm, sex, *map(float, (p[2], p[4], p[5], i % 4 + 1))])
    return files.statistics(rows, "sav", **_SPSS_LABELS)


def _two_sheets() -> bytes:
    of = {arm: [p for p in PATIENTS if p[1] == arm] for arm in ("观察组", "对照组")}
    sheets: dict[str, Rows] = {
        name: [[HEAD[0], *HEAD[2:]], *([p[0], *p[2:]] for p in of[arm])]
        for name, arm in (("1组", "观察组"), ("2组", "对照组"))
    }
    sheets["汇总"] = [["指标", "1组", "2组"], ["NIHSS", "12±3", "13±4"]]
    return files.xlsx(sheets)


def _days(form: str) -> Rows:
    """The patients with the days on which they fell ill, came and left."""
    days = [
        [dt.date(2022, month, 1 + i).strftime(form) for month in (5, 6, 7)]
        for i in range(len(PATIENTS))
    ]
    return [
        [*HEAD, "发病日期", "入院日期", "出院日期"],
        *([*p, *day] for p, day in zip(PATIENTS, days, strict=True)),
    ]


def _serials() -> Rows:
    return with_column("采血日期", [44700 + i for i in range(12)])


def _marks() -> Rows:
    marks = ["√", "×", "+", "-", "是", "否", "有", "无", "1", "0", "Y", "N"]
    return with_column("高血压", marks)


_VISIT_SHEETS: dict[str, Rows] = {
    "治疗前": [[*HEAD[:4], "NIHSS", "BI"], *([*p[:4], p[4], p[6]] for p in PATIENTS)],
    "治疗后": [["编号", "NIHSS", "BI"], *([p[0], p[5], p[7]] for p in PATIENTS)],
}

CLINICS: tuple[Nasty, ...] = (
    # who is in which arm
    Nasty("as-above.csv", coded(_BY_DITTO, "gbk"), told=("as_above",)),
    Nasty("blocks-of-centres.csv", coded(_BY_CENTRE, "utf-8"), n=4, told=("missing_arm_blocks",)),
    Nasty("arm-in-four-ways.csv", coded(_SPELLED, "utf-8"), told=("arms_joined",), same=True),
    Nasty(
        "control-and-对照组.csv",
        coded(changed((2, 1), "Control"), "utf-8"),
        told=("three_arms",),
        arms=(),
    ),
    Nasty("sheets-1-2.xlsx", _two_sheets, told=("arranged_sheets", "choose_reference"), arms=()),
    Nasty(
        "a-sheet-a-visit.xlsx", lambda: files.xlsx(_VISIT_SHEETS), told=("sheet_joined",), same=True
    ),
    Nasty(
        "a-copy.xlsx",
        lambda: files.xlsx({"病例": BASE, "病例 (2)": BASE[:9]}),
        told=("sheets_unread",),
        same=True,
    ),
    Nasty(
        "arms-numbered.csv",
        coded(
            [HEAD, *([p[0], f"{1 + (p[1] == '对照组')}-{p[1]}", *p[2:]] for p in PATIENTS)], "utf-8"
        ),
        arms=("观察组", "对照组"),
    ),
    Nasty(
        "two-languages.csv",
        coded([["ID编号", "Group组别", "Age年龄", "Sex性别", *HEAD[4:]], *PATIENTS], "gbk"),
        same=True,
    ),
    Nasty("bars.txt", coded(BASE, "utf-8", by="|"), same=True),
    Nasty("chinese-commas.csv", coded(BASE, "utf-8", by="，"), "one_column"),
    # what stands under the header and among the patients
    Nasty("legend-below.xlsx", book(_LEGEND_BELOW), told=("legend_used",), same=True),
    Nasty("legend-of-two-rows.csv", coded(_LEGEND_OF_TWO, "gbk"), told=("legend_used",), same=True),
    Nasty(
        "form.xlsx",
        book(_FORM, merged=["A1:H1"]),
        told=("title_rows", "two_header_rows", "note_rows"),
        same=True,
    ),
    Nasty("printed-form.xlsx", book(_PRINTED_FORM), same=True),
    Nasty("remarks.csv", coded(_REMARKS, "utf-8"), told=("note_rows", "total_rows"), same=True),
    Nasty(
        "means.csv",
        coded(
            [
                HEAD[1:5],
                ["观察组", "61.2±8.1", "40/38", "12.3±4.1"],
                ["对照组", "60.8±7.9", "41/37", "12.5±4"],
            ],
            "utf-8",
        ),
        "table_of_means",
    ),
    Nasty(
        "tables-of-results.csv",  # one under another, with tests between
        coded(
            [
                ["组别", "FMA", "", "FAC", ""],
                ["", "治疗前", "治疗后", "治疗前", "治疗后"],
                ["TMS组", "14.2±2.5", "17.4±2.6*", "2.1±1.2", "4.2±0.7"],
                ["想象组", "14.1±2.3", "15.9±1.9", "2.1±1.5", "3.9±0.9"],
                ["联合组", "14.1±2.2", "18.5±1.4*#", "2.1±1.1", "5.0±0.1"],
                ["表二 组间比较", "t", "p", "t", "p"],
                *([f"TMS:联合{i}", f"-{i}.92", "p<0.001", f"-{i}.127", "p<0.05"] for i in range(4)),
                ["TMS组", "0.33±0.17", "0.44±0.02", "0.64±0.02", "0.67±0.02"],
                ["联合组", "0.33±0.02", "0.53±0.02", "0.64±0.02", "0.67±0.02"],
            ],
            "utf-8",
        ),
        "table_of_means",
    ),
    # exports
    Nasty(
        "export.csv",
        coded(_EXPORT, "gb18030"),
        has=("age", "sex", "nihss_pre", "nihss_d14", "nihss_post", "mrs_m3", "bi_pre", "bi_post"),
        lacks=("姓名", "联系电话", "入院日期"),
        told=("identifying_dropped", "identifier_replaced", "date_became"),
    ),
    Nasty(
        "english.csv",
        coded(_ENGLISH, "utf-8"),
        has=(
            "age",
            "sex",
            "nihss_pre",
            "nihss_post",
            "mrs_d90",
            "hypertension",
            "atrial_fibrillation",
        ),
        arms=("Stem cell", "Std care"),
    ),
    Nasty(
        "spss-labels.sav",
        _spss,
        has=("age", "sex", "nihss_pre", "nihss_d14", "grade"),
        told=("label_used",),
    ),
    Nasty(
        "names-under-patient.csv",
        coded(
            [["患者", *HEAD[1:]], *([_NAMES[i], *p[1:]] for i, p in enumerate(PATIENTS))], "utf-8"
        ),
        told=("identifier_replaced",),
    ),
    Nasty(
        "names-elsewhere.csv",
        coded(with_column("家属", _NAMES), "gbk"),
        lacks=("家属",),
        same=True,
    ),
    Nasty("days-chinese.csv", coded(_days("%Y年%m月%d日"), "utf-8"), told=("date_became",)),
    Nasty("days-together.csv", coded(_days("%Y%m%d"), "utf-8"), told=("date_became",)),
    Nasty("days-dotted.csv", coded(_days("%Y.%m.%d"), "utf-8"), told=("date_became",)),
    Nasty("days-serial.csv", coded(_serials(), "utf-8"), told=("date_dropped",), same=True),
    # a row a visit
    Nasty(
        "visits-merged.csv",
        coded(_VISITS, "gbk"),
        has=("nihss_post", "bi_post"),
        told=("long_file", "ids_filled_down"),
    ),
    Nasty("visits-by-date.csv", coded(_VISITS_BY_DATE, "utf-8"), has=(), told=("ids_repeated",)),
    # cells
    Nasty("apostrophes.csv", coded(_APOSTROPHES, "utf-8"), told=("apostrophes",), same=True),
    Nasty("marks.csv", coded(_marks(), "utf-8"), has=("hypertension",)),
    Nasty(
        "grades.csv",
        coded(with_column("90天mRS", ["Ⅲ级", "III", "3分", "2(轻残)", 1]), "utf-8"),
        has=("mrs_d90",),
        told=("read_numeral", "read_remark"),
    ),
    Nasty(
        "sex-coded.csv",
        coded([HEAD, *([*p[:3], i % 2, *p[4:]] for i, p in enumerate(PATIENTS))], "utf-8"),
        told=("codes_untold",),
    ),
    Nasty("dead-in-a-score.csv", coded(changed((3, 5), "死亡"), "utf-8"), told=("died_by_cells",)),
    Nasty("age-999.csv", coded(changed((3, 2), 999), "utf-8"), told=("out_of_range",)),
    Nasty(
        "laboratory.xlsx",
        book(with_column("VEGF治疗前(ng/L)", ["210.5↑", "98 L", "180H", "1,200.5"])),
        has=("vegf_pre",),
        told=("read_mark",),
    ),
    Nasty(
        "fall.csv",
        coded(
            [
                [*HEAD[:5], "NIHSS下降值", *HEAD[6:]],
                *([*p[:5], p[4] - p[5], *p[6:]] for p in PATIENTS),
            ],
            "utf-8",
        ),
        told=("fall_converted",),
        same=True,
    ),
    Nasty(
        "events-in-words.csv",
        coded(
            with_column("不良反应", ["无", "发热", "轻度头痛、发热（1天）", "恶心呕吐", "脱发"]),
            "utf-8",
        ),
        has=("ae_fever", "ae_headache", "ae_nausea_vomiting", "ae_other"),
        lacks=("不良反应",),
        told=("events_listed", "event_unknown"),
    ),
    Nasty(
        "blood-pressure.csv",
        coded(with_column("入院血压(mmHg)", ["140/80", "165/95mmHg"]), "utf-8"),
        has=("sbp", "dbp"),
        told=("pair_split",),
    ),
    Nasty(
        "counter.csv", coded(with_column("行", list(range(1, 13))), "utf-8"), told=("counts_rows",)
    ),
    Nasty(
        "rate-of-fall.csv",
        coded(with_column("NIHSS下降率", ["50.0%", "41.2%"]), "utf-8"),
        told=("outcome_like",),
    ),
    Nasty(
        "three-empty-rows-and-columns.xlsx",
        book([[""] * 10, [""] * 10, *([*row, "", ""] for row in BASE), [""] * 10]),
        same=True,
    ),
)
