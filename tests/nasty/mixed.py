"""Tables of several parts, and columns that say in words what they hold."""

from __future__ import annotations

from tests.nasty.made import (
    BASE,
    HEAD,
    PATIENTS,
    Nasty,
    Rows,
    book,
    coded,
    plain,
    text,
    with_column,
)

_STACKED: Rows = [
    ["表1 基线资料"],
    [*HEAD[:5], HEAD[6]],
    *([*p[:5], p[6]] for p in PATIENTS),
    [],
    ["表2 随访资料"],
    ["编号", "组别", "治疗后NIHSS评分", "治疗后BI"],
    *([*p[:2], p[5], p[7]] for p in PATIENTS),
]
_V = [
    ["编号", "组别", "访视", "NIHSS"],
    *([p[0], p[1], v, p[4]] for p in PATIENTS for v in ("V1", "V2")),
]

MIXED: tuple[Nasty, ...] = (
    Nasty(
        "two-tables.xlsx",
        book(_STACKED),
        has=("age", "sex", "nihss_pre", "bi_pre"),
        lacks=("治疗后NIHSS评分",),
        told=("second_table",),
    ),
    Nasty(
        "dead-or-alive.csv",
        coded(with_column("生存状态", ["存活", "死亡", "存活", "存活"]), "utf-8"),
        has=("died",),
        told=("read_as_died", "dead_scored"),
    ),
    Nasty(
        "fate-coded.csv",
        coded(with_column("生存状态", [1, 0]), "utf-8"),
        lacks=("died",),
        told=("outcome_like",),
    ),
    Nasty("visits-unknown.csv", coded(_V, "utf-8"), has=(), told=("long_visits_unknown",)),
    Nasty(
        "stray-sign.csv",
        coded([*BASE[:2], [*BASE[2][:4], f"{BASE[2][4]}±", *BASE[2][5:]], *BASE[3:]], "utf-8"),
        told=("read_stray_sign",),
        same=True,
    ),
    Nasty(
        "na.csv",
        coded(with_column("VEGF治疗前", ["NA", "180.2", "n/a", "99", "缺失"]), "utf-8"),
        has=("vegf_pre",),
        told=("missing_words",),
    ),
    Nasty(
        "barthel-20.csv",
        coded([HEAD, *([*p[:6], p[6] // 5, p[7] // 5] for p in PATIENTS)], "utf-8"),
        told=("barthel_20",),
    ),
    Nasty(
        "thousandfold.csv",
        coded(
            [
                [*HEAD, "VEGF治疗前"],
                *([*p, 0.2 if p[1] == "观察组" else 200 + i] for i, p in enumerate(PATIENTS)),
            ],
            "utf-8",
        ),
        told=("unit_suspect_arm",),
    ),
    Nasty(
        "days-backwards.csv",
        coded(
            [
                [*HEAD, "入院日期", "出院日期"],
                *([*p, "2022-06-13", f"2022-06-{10 + i}"] for i, p in enumerate(PATIENTS)),
            ],
            "utf-8",
        ),
        told=("dates_out_of_order",),
        same=True,
    ),
    Nasty(
        "post-without-pre.csv",
        plain(text(BASE).replace(",10,4,", ",,4,", 1)),
        told=("post_without_pre",),
    ),
    Nasty(
        "recorded-grade.csv",
        coded(with_column("疗效", ["痊愈", "显效", "有效", "无效"]), "gbk"),
        has=("grade",),
        told=("grades_differ",),
    ),
    Nasty(
        "numbers-of-the-state.csv",
        coded(
            [
                [*HEAD, "备用1", "备用2", "备用3"],
                *([*p, "536-90-4399", "943 476 5919", "13800001111"] for p in PATIENTS),
            ],
            "utf-8",
        ),
        lacks=("备用1", "备用2", "备用3"),
        told=("identifying_dropped_by_value",),
        same=True,
    ),
)
