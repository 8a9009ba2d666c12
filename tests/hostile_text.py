"""A workbook whose every text would be something else where it is read as Markdown or HTML."""

from __future__ import annotations

import re

from tests.files import xlsx

HOST = "evil.test"
IMAGE = f"![i](http://{HOST}/i.png)"
LINK = f"[l](http://{HOST})"
ADDRESS = f"https://{HOST}/x"
WWW = f"www.{HOST}"
MAIL = f"me@{HOST}"
HTML = f"<img src=http://{HOST}/h.png>"
ICON = ":material/skull:"
EMOJI = ":smile:"
COLOUR = ":red[r]"
MATH = "$x^2$"
CODE = "`c` ~~s~~ **b**"
ENTITY = "&copy; [^1]"
# In cells, where a whole address would be taken for an identifier.
NEAR = "![i](/i.png)"
TAGS = "<img src=/h.png> <b>"

# Each alone at the beginning of a line, and all of them in one.
PIECES = (
    IMAGE, LINK, ADDRESS, WWW, MAIL, HTML, ICON, EMOJI, COLOUR, MATH, CODE, ENTITY, "# h", "1. x",
    "12) y", "> q", "===", "---", "- x", "+ y", "* z", ":::x", "|a|b|", "[^1]: x", "www", "-> x",
    "$5, $6", "<!-- c -->", "a -> b <- c -- d >= e <= f ~= g <-> h", "WWW.Evil.Test", "~b~", "\\",
    "mailto:a@b.cc", "http://a?b=c:d", "10:30", "a::b", "_e_ __f__ g_h", ":streamlit:", "!", "a:",
    ":material_home:", "x, http://y.zz", "(www.y.zz)", "CD4+", "&#64;", "a\\*b", "^a^", "{b}", "=1",
)  # fmt: skip
EVERY = " ".join(PIECES)

ARMS = (f"{WWW} {COLOUR}", f"对照 {IMAGE}")
N = 60
SHEETS = (f"{WWW} $x^2$", f"{MAIL} <b>b")  # Excel forbids [ ] : * ? and slashes

# What each would be taken for, unescaped. A seam or a backslash within it, and it is text.
_STINGS = re.compile(
    r"(?<!\\)!(?=\[)|(?<!\\)\](?=\()|https?://|[wW]{3}\.|[\w.+-]@\w|(?<!\\)<(?=[a-z!])"
    r"|:material[/_]skull|:smile:|:red\[r|(?<!\\)\$x|(?<!\\)~~|(?<!\\)\*\*b|(?<!\\)&copy|(?<!\\)\[(?=\^)"
)
_CODE = re.compile(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)")
OUR_ADDRESSES = re.compile(r"\[doi\]\(https://doi\.org/[^)]*\)")


def stings(markdown: str) -> list[str]:
    """What Streamlit would take for more than text, in a string that it reads as Markdown."""
    kept = OUR_ADDRESSES.sub("", _CODE.sub("", markdown))
    return _STINGS.findall(kept)


def sheet() -> list[list[object]]:
    """Sixty patients of two arms."""
    head = [
        "编号", "组别", "年龄", "治疗前NIHSS", "治疗后NIHSS", "3个月NIHSS", "治疗前BI", "治疗后BI",
        "治疗前VEGF", "治疗后VEGF", "发热", f"AE {IMAGE}", f"不良事件 {WWW}", "死亡", "失访",
        "失访原因", "疗效", f"A {IMAGE}", f"B {ADDRESS}", f"C {WWW}", f"D {MAIL}", f"E {HTML}",
        f"F {ICON} {EMOJI}", f"G {COLOUR} {MATH}", f"H {CODE}", f"I {ENTITY}", f"J {LINK} 评分",
    ]  # fmt: skip
    rows: list[list[object]] = [head]
    for i in range(N):
        arm, k = i % 2, i // 2
        rows.append(
            [
                f"P{i:03d}", ARMS[arm], 50 + k, 10 + k % 8, max(0, 6 + k % 13 - 3 * (1 - arm)),
                5 + k % 7 - 2 * (1 - arm), 40 + k, 60 + k + 5 * (1 - arm), 80 + k, 110 + 2 * k,
                k % 5 == 0, k % 7 == 0, k % 6 == 0, "否", "是" if k == 29 else "否",
                f"{NEAR} {MATH}" if k == 29 else "", ("显效", "有效", "无效", "无效")[k % 4],
                (NEAR, "[l](/x)")[k % 2], (ADDRESS, "x")[k % 2], (MAIL, HTML)[k % 2],
                (MAIL, "x")[k % 2], (TAGS, "x")[k % 2], (ICON, EMOJI)[k % 2],
                (COLOUR, MATH)[k % 2], (CODE, ENTITY)[k % 2], (NEAR, COLOUR, "1")[k % 3],
                3 + k % 11,
            ]
        )  # fmt: skip
    as_yes = {True: "是", False: "否"}
    rows = [[as_yes.get(c, c) if isinstance(c, bool) else c for c in row] for row in rows]
    # Cells that are no values, and one that cannot be.
    rows[5][3], rows[6][6], rows[7][4], rows[8][2] = IMAGE, WWW, f"5 {ADDRESS}", HTML
    rows[9][7], rows[10][10], rows[11][8] = 140, ICON, MAIL
    return rows


def workbook() -> bytes:
    """The workbook, of two sheets."""
    return xlsx({SHEETS[0]: sheet(), SHEETS[1]: [["a", "b"], ["1", "2"]]})


FILE_NAME = f"{WWW} {MAIL} ![i](x) {COLOUR} {MATH}.xlsx"
