"""Text on figures: in the reader's language, escaped, and short enough for a phone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from html import escape
from typing import Protocol

from aci_core.analyses import Result, Row
from aci_core.presentation.figures import theme
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.summaries import Arms

_HAN = "\u4e00-\u9fff"
_RUNS = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_BRACKET = re.compile("(?=（)")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_KEPT = "\ue000"  # a blank at which no line breaks
# What a figure sets round inert text: bold, and the mark of an arm.
_MARKUP = re.compile(r"</?b>|<span[^>]*>.</span>")
MAX = 40  # a label from a file may be a sentence


class WithArms(Protocol):
    """A result with two arms."""

    @property
    def arms(self) -> Arms[str]: ...  # noqa: D102


def inert(text: str) -> str:
    """A text from a file, escaped for Plotly.

    Plotly reads a subset of HTML everywhere and ``%{}`` in what the mouse shows.

    Examples
    --------
    >>> inert("<b>100%{x}")
    '&lt;b&gt;100&#37;{x}'
    """
    return escape(_one_line(text), quote=False).replace("%{", "&#37;{")


def _one_line(text: str) -> str:
    """The text with single blanks; what must not break stays together."""
    return re.sub(r"[^\S\xa0]+", " ", text).strip()


def width(text: str) -> float:
    """Roughly how many pixels wide a text of 12 px is.

    Examples
    --------
    >>> width("有效") > width("ab")
    True
    """
    return sum(12.5 if unicodedata.east_asian_width(c) in "WF" else 6.4 for c in text)


def shorten(text: str, most: int = MAX) -> str:
    """At most that many characters, an ellipsis for the rest."""
    text = _one_line(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def fit(text: str, pixels: float) -> str:
    """As much of the text as is that wide, inert; an ellipsis for the rest.

    Examples
    --------
    >>> fit("Abnormal blood tests", 80)
    'Abnormal bl…'
    """
    text = _one_line(text)
    if width(text) <= pixels:
        return inert(text)
    while text and width(text + "…") > pixels:
        text = text[:-1]
    return inert(text.rstrip() + "…")


def fit_both(head: str, tail: str, pixels: float) -> str:
    """As `fit`, and the tail whole with its blank: what tells one row from the next.

    Examples
    --------
    >>> fit_both("Cerebral perfusion score", ", 3 months", 150)
    'Cerebral per…, 3 months'
    >>> fit_both("NIHSS", " after treatment", 150)
    'NIHSS after treatment'
    """
    blank = " " if tail.startswith(" ") else ""
    return fit(head, max(pixels - width(tail), 4 * width("m"))) + blank + inert(tail)


def wrap(text: str, pixels: float, lines: int = 2) -> str:
    """The text, inert and in lines of about that width; what does not fit ends in an ellipsis.

    Examples
    --------
    >>> wrap("Common odds ratio", 80), wrap("Barthel指数（分）", 80)
    ('Common odds<br>ratio', 'Barthel指数<br>（分）')
    >>> wrap("CBF (mL/100 g/min)", 100)  # what stands in brackets stays together
    'CBF<br>(mL/100 g/min)'
    """
    rows: list[str] = []
    row = ""
    whole = _IN_BRACKETS.sub(lambda part: _together(part[0], pixels), _one_line(text))
    for blank, word in _words(whole, pixels):
        # Between Chinese characters a blank only says where a line may break.
        gap = "" if not row or (_wide(row[-1]) and _wide(word[0])) else blank
        if row and width(row + gap + word) > pixels:
            rows.append(row)
            row = word
        else:
            row += gap + word
    rows.append(row)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1].rstrip("…")[:-1] + "…"]
    return "<br>".join(inert(r.replace(_KEPT, " ")) for r in rows)


def _together(text: str, pixels: float) -> str:
    """The text without a blank at which a line may break, where it fits on a line."""
    return text.replace(" ", _KEPT) if width(text) <= pixels else text


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _words(text: str, pixels: float) -> Iterator[tuple[str, str]]:
    """Pieces between which a line may break, each with the blank before it.

    At blanks, before a bracket, and where Chinese meets a Latin word.
    """
    for word in text.split(" "):
        gap = " "
        for run in (part for whole in _RUNS.split(word) for part in _BRACKET.split(whole)):
            for piece in _pieces(run, pixels):
                if piece:
                    yield gap, piece
                    gap = ""


def _pieces(word: str, pixels: float) -> list[str]:
    """A word that is wider than a line, cut where it has to be."""
    pieces = [""]
    for character in word:
        # No line starts with a closing mark.
        full = pieces[-1] and width(pieces[-1] + character) > pixels
        if full and character not in "）)，,。；：":
            pieces.append("")
        pieces[-1] += character
    return pieces


def arms(result: WithArms, t: Translator, most: int = 18) -> tuple[str, str]:
    """Names of treatment and control, inert and short."""
    one, two = (inert(shorten(names.arm(t, label), most)) for label in result.arms)
    return one, two


def key(result: WithArms, t: Translator, arm: int, most: int = 18) -> str:
    """An arm's mark in its colour, and its name in bold."""
    style = theme.ARM_STYLES[arm]
    return f"{mark(style)} <b>{arms(result, t, most)[arm]}</b>"


def mark(style: theme.MarkStyle) -> str:
    """An arm's mark in its colour."""
    return colored(style.glyph, style.color)


def colored(glyph: str, color: str) -> str:
    """A mark for a line of words."""
    return f'<span style="color:{color};font-size:15px">{glyph}</span>'


def line_mark(arm: int) -> str:
    """A piece of an arm's line in its colour: solid, or dashed for control."""
    return colored(("━━", "╍╍")[arm], theme.ARM_STYLES[arm].color)


def cue(key: str, result: Result, t: Translator) -> str:
    """Cue to the right of the null line: ``favours treatment →``."""
    return t(key, arm=inert(shorten(names.in_arm(t, result.arms[0]), 18)))


def measure(name: str, t: Translator, *, unit: bool = False) -> str:
    """A measure, inert, with its unit where asked."""
    return inert(shorten((names.with_unit if unit else names.measure)(t, name)))


def factor(name: str, measures: Container[str], t: Translator, *, unit: bool = False) -> str:
    """A factor, inert, with its unit where asked."""
    named = names.factor_with_unit if unit else names.factor
    return inert(shorten(named(t, name, measures)))


def visit(name: str | None, t: Translator) -> str:
    """A visit, inert."""
    return inert(names.visit(t, name)) if name else ""


def plain(text: str) -> str:
    """An inert label as a sentence prints it: bold no more, and without an arm's mark.

    Examples
    --------
    >>> plain("<b>a&lt;b</b><br>c")
    'a<b c'
    """
    text = _MARKUP.sub("", text.replace("<br>", " ")).replace("&#37;", "%")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def difference(row: Row | None, t: Translator) -> str:
    """A difference of two proportions in percentage points with its interval."""
    return format_row.estimate(t, row, 1, scale=100)


def percent(row: Row | None) -> str:
    """The percentage of a proportion's row."""
    return format_number.percent(row.estimate if row else None)


def ci(result: Result, t: Translator) -> str:
    """``95% CI`` as the settings say."""
    return format_row.ci_head(t, result.settings.level)


def sentence(parts: Iterable[str], t: Translator) -> str:
    """Parts of an alternative text as one."""
    return t("alt.join").join(part for part in parts if part)
