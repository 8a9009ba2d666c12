"""Encodings, formats, layouts, cells, and what identifies people."""

from __future__ import annotations

from tests import files
from tests.nasty.made import (
    BASE,
    EIGHT,
    HEAD,
    PATIENTS,
    Nasty,
    book,
    changed,
    coded,
    plain,
    text,
    with_column,
)


def sav(**options: object) -> bytes:
    rows = [EIGHT, *([files.number(str(c)) for c in row] for row in PATIENTS)]
    return files.statistics(rows, "sav", **options)


def _labelled() -> bytes:
    codes = [
        ["id", "g", "v1", "v2"],
        *([f"P{i}", float(i % 2), 9.0 + i % 5, 3.0] for i in range(8)),
    ]
    return files.statistics(
        codes,
        "sav",
        column_labels=["编号", "组别", "治疗前NIHSS评分", "治疗后NIHSS评分"],
        variable_value_labels={"g": {0.0: "对照组", 1.0: "观察组"}},
    )


_TWO = [
    ["编号", "组别", "年龄", "性别", "治疗前", "", "治疗后", ""],
    ["", "", "", "", "NIHSS", "BI", "NIHSS", "BI"],
    *([*row[:4], row[4], row[6], row[5], row[7]] for row in PATIENTS),
]
_TITLE = [
    ["某某医院急性脑梗死临床研究病例资料", *[""] * 7],
    ["统计日期：2024年3月", *[""] * 7],
    [""] * 8,
]
_TOTAL = [
    ["合计", "", 798, "", 133, 54, 625, 960],
    ["注：NIHSS 为美国国立卫生研究院卒中量表", *[""] * 7],
]
_LONG = [
    ["编号", "组别", "年龄", "时间点", "NIHSS评分", "BI"],
    *(
        [
            row[0],
            row[1],
            row[2],
            when,
            row[4 if when == "治疗前" else 5],
            row[6 if when == "治疗前" else 7],
        ]
        for row in PATIENTS
        for when in ("治疗前", "治疗后")
    ),
]
_TITLED = [
    [HEAD[0], *HEAD[2:]],
    *(
        row
        for arm in ("观察组", "对照组")
        for row in ([f"{arm}(n=6)", *[""] * 6], *([r[0], *r[2:]] for r in PATIENTS if r[1] == arm))
    ),
]
_BESIDE = [
    [HEAD[0], *HEAD[2:5], HEAD[0], *HEAD[2:5]],
    *([a[0], *a[2:5], b[0], *b[2:5]] for a, b in zip(PATIENTS[::2], PATIENTS[1::2], strict=True)),
]
_FOUR = ("age", "sex", "nihss_pre")
_TURNED = list(map(list, zip(*BASE, strict=True)))
_BY_ARM = sorted(PATIENTS, key=lambda row: row[1] == "对照组")
_BLOCKS = [
    HEAD,
    *([r[0], r[1] if i % 6 == 0 else "", *r[2:]] for i, r in enumerate(_BY_ARM)),
]
_NUMBERED = [HEAD, *([1 + i % 6, *r[1:]] for i, r in enumerate(_BY_ARM))]
_GROUPED = [
    ["编号", "组别", "年龄", "性别", "NIHSS评分", "", "Barthel指数", ""],
    ["", "", "", "", "治疗前", "治疗后", "治疗前", "治疗后"],
    *_BLOCKS[1:],
]
_PAIRS = [
    ["编号", "组别", "年龄", "性别", "NIHSS评分(治疗前/治疗后)", "BI前→后"],
    *([*r[:4], f"{r[4]}/{r[5]}", f"{r[6]} → {r[7]}"] for r in PATIENTS[:10]),
    [*PATIENTS[10][:4], "12", "40→70"],
    [*PATIENTS[11][:4], "/", "未查"],
]
_LEGEND = [
    HEAD,
    ["患者编号", "1=观察组", "岁", "1=男", "分", "分", "分", "分"],
    ["", "2=对照组", "", "2=女", "0-42", "0-42", "百分制", "百分制"],
]
_PEOPLE = with_column("姓名", ["张三", "李四", "王五"], with_column("联系电话", ["13912345678"]))
_IN_ONES = [
    HEAD,
    *([*p[:6], int(str(p[6])) + i % 4, int(str(p[7])) - i % 3] for i, p in enumerate(PATIENTS)),
]
_LESS = ("age", "nihss_pre", "nihss_post", "bi_pre", "bi_post")


def _traditional() -> bytes:
    """As written in Taiwan or Hong Kong."""
    simple, full = "编号组别年龄性别疗评观对", "編號組別年齡性別療評觀對"
    return text(BASE).translate(str.maketrans(simple, full)).encode("big5hkscs")


USUAL: tuple[Nasty, ...] = (
    # encodings and delimiters
    Nasty("utf8.csv", coded(BASE, "utf-8"), same=True),
    Nasty("utf8-bom.csv", coded(BASE, "utf-8-sig"), same=True),
    Nasty("utf16.csv", coded(BASE, "utf-16"), same=True),
    Nasty("utf16-tabs.txt", coded(BASE, "utf-16", by="\t"), same=True),
    Nasty("gb18030.csv", coded(BASE, "gb18030"), same=True),
    Nasty("gbk-semicolon.csv", coded(BASE, "gbk", by=";"), same=True),
    Nasty("tabs.tsv", coded(BASE, "utf-8", by="\t"), same=True),
    Nasty("old-mac.csv", coded(BASE, "utf-8", end="\r"), same=True),
    Nasty("crlf.csv", coded(BASE, "utf-8", end="\r\n"), same=True),
    Nasty("sep.csv", lambda: b"sep=;\n" + text(BASE, by=";").encode(), same=True),
    Nasty("no-ending", coded(BASE, "utf-8"), same=True),
    Nasty(
        "latin1.csv",
        lambda: (
            "patient_id;arm;âge;nihss_pre;nihss_post\n1;contrôle;61;9;5\n2;traité;62;8;3\n".encode(
                "latin-1"
            )
        ),
        n=2,
        has=("nihss_pre", "nihss_post"),
        arms=(),
    ),
    # workbooks, and files of statistics packages
    Nasty("plain.xlsx", book(BASE), same=True),
    Nasty("old.xls", lambda: files.xls(BASE), same=True),
    Nasty("lying.csv", book(BASE), same=True),
    Nasty("lying.xlsx", coded(BASE, "utf-8"), same=True),
    Nasty("../../etc/passwd.xlsx", book(BASE), same=True),
    Nasty(
        "two-sheets.xlsx",
        lambda: files.xlsx({"说明": [["本表说明", "甲"], ["a", "b"]], "病例": BASE}),
        same=True,
    ),
    Nasty(
        "hidden.xlsx", lambda: files.xlsx({"h": BASE[:5], "病例": BASE}, hidden=["h"]), same=True
    ),
    Nasty("errors.xlsx", book(changed((3, 2), "#DIV/0!")), told=("formula_errors",)),
    Nasty("sps.sav", sav, arms=("观察组", "对照组"), same=True),
    Nasty(
        "labels.sav",
        _labelled,
        n=8,
        has=("nihss_pre", "nihss_post"),
        told=("label_used",),
    ),
    Nasty("stata.dta", lambda: files.statistics([EIGHT, *map(list, PATIENTS)], "dta"), same=True),
    Nasty("parquet.parquet", lambda: files.parquet([EIGHT, *map(list, PATIENTS)]), same=True),
    # layout
    Nasty("title.csv", coded([*_TITLE, *BASE], "utf-8"), told=("title_rows",), same=True),
    Nasty("title.xlsx", book([*_TITLE, *BASE], merged=["A1:H1"]), told=("title_rows",), same=True),
    Nasty("two-header-rows.csv", coded(_TWO, "gb18030"), told=("two_header_rows",), same=True),
    Nasty(
        "two-header-rows.xlsx",
        book([*_TITLE, *_TWO]),
        told=("title_rows", "two_header_rows"),
        same=True,
    ),
    Nasty(
        "totals.csv", coded([*BASE, *_TOTAL], "utf-8"), told=("total_rows", "note_rows"), same=True
    ),
    Nasty(
        "blank-rows.csv",
        coded([HEAD, *PATIENTS[:4], [""] * 8, *PATIENTS[4:], [""] * 8], "utf-8"),
        same=True,
    ),
    Nasty(
        "printed.csv",
        coded([HEAD, *PATIENTS[:6], HEAD, *PATIENTS[6:]], "utf-8"),
        told=("repeated_header",),
        same=True,
    ),
    Nasty("empty-columns.csv", coded([[*row, "", ""] for row in BASE], "utf-8"), same=True),
    Nasty("arms-as-titles.csv", coded(_TITLED, "utf-8"), told=("arms_from_titles",)),
    Nasty(
        "arms-as-titles.xlsx",
        book(_TITLED, merged=["A2:G2", "A9:G9"]),
        told=("arms_from_titles",),
    ),
    Nasty(
        "arm-a-sheet.xlsx",
        lambda: files.xlsx(
            {
                arm: [*_TITLED[:1], *([p[0], *p[2:]] for p in PATIENTS if p[1] == arm)]
                for arm in ("观察组", "对照组")
            }
        ),
        told=("arranged_sheets",),
    ),
    Nasty(
        "arms-beside.csv",
        coded([["观察组", "", "", "", "对照组", "", "", ""], *_BESIDE], "gb18030"),
        has=_FOUR,
        told=("arranged_beside",),
    ),
    Nasty(
        "arms-beside.xlsx",
        book(
            [["某院病例", *[""] * 7], ["观察组（n=6）", *[""] * 3, "对照组", *[""] * 3], *_BESIDE],
            merged=["A1:H1", "A2:D2", "E2:H2"],
        ),
        has=_FOUR,
        told=("arranged_beside",),
    ),
    Nasty("arms-beside-unnamed.csv", coded(_BESIDE, "utf-8"), "arms_side_by_side"),
    Nasty("on-its-side.xlsx", book(_TURNED), told=("arranged_on_its_side",), same=True),
    Nasty("on-its-side.csv", coded(_TURNED, "utf-8"), told=("arranged_on_its_side",), same=True),
    Nasty("arms-in-blocks.csv", coded(_BLOCKS, "gbk"), told=("arms_in_blocks",)),
    Nasty("numbered-by-arm.csv", coded(_NUMBERED, "utf-8"), told=("numbered_by_arm",)),
    Nasty(
        "merged-everywhere.xlsx",
        book(
            [["某院2019—2021年病例汇总表", *[""] * 7], *_GROUPED],
            merged=[
                "A1:H1",
                "A2:A3",
                "B2:B3",
                "C2:C3",
                "D2:D3",
                "E2:F2",
                "G2:H2",
                "B4:B9",
                "B10:B15",
            ],
        ),
        told=("title_rows", "two_header_rows", "merged_cells"),
    ),
    Nasty("two-visits-a-cell.csv", coded(_PAIRS, "gbk"), told=("pair_split", "pair_broken")),
    Nasty("legend.xlsx", lambda: files.xlsx({"说明": _LEGEND, "数据": BASE}), same=True),
    Nasty(
        "pages.csv",
        coded([*BASE, ["第1页 共1页", *[""] * 7]], "utf-8"),
        told=("note_rows",),
        same=True,
    ),
    Nasty("arm-enrolled.csv", coded([[HEAD[0], "入组", *HEAD[2:]], *PATIENTS], "utf-8"), same=True),
    Nasty("long.csv", coded(_LONG, "utf-8"), has=_LESS, told=("long_file",)),
    Nasty("traditional.csv", _traditional, arms=("觀察組", "對照組")),
    # cells
    Nasty("full-width.csv", coded(changed((2, 2), "６２"), "utf-8"), same=True),
    Nasty("units.csv", coded(changed((2, 4), "12分"), "utf-8"), told=("read_unit",)),
    Nasty("full-stop.csv", coded(changed((2, 2), "55。"), "utf-8"), told=("read_mark",)),
    Nasty("numeral.csv", coded(changed((2, 4), "十二"), "utf-8"), told=("read_numeral",)),
    Nasty("not-done.csv", coded(changed((2, 5), "未查"), "utf-8"), told=("missing_words",)),
    Nasty("slash.csv", coded(changed((2, 5), "/"), "utf-8"), told=("missing_words",)),
    Nasty("mean-sd.csv", coded(changed((2, 4), "5.2±1.1"), "utf-8"), told=("mean_and_sd",)),
    Nasty("out-of-scale.csv", coded(changed((2, 4), 55), "utf-8"), told=("out_of_range",)),
    Nasty("not-in-fives.csv", coded(changed((2, 6), 42), "utf-8"), told=("not_in_fives",)),
    Nasty("modified-barthel.csv", coded(_IN_ONES, "utf-8"), told=("modified_barthel",)),
    Nasty(
        "decimal-comma.csv",
        coded(with_column("VEGF治疗前", ["180,5", "99,25"]), "utf-8", by=";"),
        has=("vegf_pre",),
        told=("read_comma",),
    ),
    Nasty(
        "below-detection.csv",
        coded(with_column("VEGF治疗前", ["<15.6", "180.2", "99"]), "utf-8"),
        has=("vegf_pre",),
        told=("read_below",),
    ),
    Nasty(
        "nanograms.csv",
        coded(with_column("VEGF(ng/mL)治疗前", [0.18, 0.2]), "utf-8"),
        has=("vegf_pre",),
        told=("unit_converted",),
    ),
    Nasty(
        "quotes.csv",
        plain('patient_id,arm,note\n1,"a ""b"", c",x\n2,control,"y\nz"\n'),
        n=2,
        has=(),
        arms=(),
    ),
    Nasty("short-row.csv", plain(text(BASE) + "P99,对照组,50\n"), n=13, told=("short_row",)),
    Nasty(
        "long-row.csv",
        plain(text(BASE) + "P99,对照组,50,男,9,8,40,50,1,2,3\n"),
        told=("long_row",),
        same=True,
    ),
    Nasty("duplicate.csv", coded([*BASE, BASE[1]], "utf-8"), n=12, told=("repeated_row",)),
    Nasty(
        "duplicate-header.csv",
        coded(with_column("年龄", [1, 2]), "utf-8"),
        told=("duplicate_header",),
    ),
    Nasty("no-arm-cell.csv", coded(changed((2, 1), ""), "utf-8"), n=11, told=("missing_arm",)),
    Nasty("three-arms.csv", coded(changed((2, 1), "丙组"), "utf-8"), told=("three_arms",), arms=()),
    Nasty(
        "one-arm.csv",
        coded([HEAD, *([r[0], "治疗组", *r[2:]] for r in PATIENTS)], "utf-8"),
        told=("one_arm",),
        arms=(),
    ),
    # people
    Nasty(
        "people.csv",
        coded(_PEOPLE, "utf-8"),
        lacks=("姓名", "联系电话"),
        told=("identifying_dropped",),
        same=True,
    ),
    Nasty(
        "resident-id.csv",
        coded(with_column("备用", ["11010519491231002X"]), "utf-8"),
        lacks=("备用",),
        told=("identifying_dropped_by_value",),
        same=True,
    ),
    Nasty(
        "hospital-number.csv",
        coded(
            [["住院号", *HEAD[1:]], *([f"00{i}5532", *r[1:]] for i, r in enumerate(PATIENTS))],
            "utf-8",
        ),
        told=("identifier_replaced",),
    ),
    Nasty(
        "birthday.csv",
        coded(with_column("出生日期", ["1950-03-01", "1948-11-30"]), "utf-8"),
        lacks=("出生日期",),
        told=("date_dropped",),
        same=True,
    ),
)
