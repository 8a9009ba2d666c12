"""Words on a figure: named in the reader's language, inert, and short enough for a phone."""

from __future__ import annotations

import unicodedata
from html import escape

from aci_core.analyses import Result, Row
from aci_core.i18n import Translator
from aci_core.i18n.numbers import interval, number, points
from aci_core.schema import MEASURES

MAX = 40  # a label from a file may be a sentence


def inert(text: str) -> str:
    """A text from a file so that Plotly prints it and does nothing else.

    Plotly reads a subset of HTML everywhere and ``%{}`` in what the mouse shows.

    Examples
    --------
    >>> inert("<b>100%{x}")
    '&lt;b&gt;100&#37;{x}'
    """
    return escape(" ".join(text.split()), quote=False).replace("%{", "&#37;{")


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
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrap(text: str, pixels: float, lines: int = 2) -> str:
    """The text, inert and in lines of about that width; what does not fit ends in an ellipsis.

    Examples
    --------
    >>> wrap("Common odds ratio", 80)
    'Common<br>odds ratio'
    """
    words: list[str] = []
    for word in " ".join(text.split()).split(" "):
        words.extend(_pieces(word, pixels))
    rows: list[str] = []
    row = ""
    for word in words:
        # Chinese runs on without spaces, and so do its pieces.
        gap = " " if row and not (_wide(row[-1]) and _wide(word[0])) else ""
        if row and width(row + gap + word) > pixels:
            rows.append(row)
            row = word
        else:
            row += gap + word
    rows.append(row)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1].rstrip("…")[:-1] + "…"]
    return "<br>".join(inert(r) for r in rows)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _pieces(word: str, pixels: float) -> list[str]:
    """A word that is wider than a line, cut where it has to be."""
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > pixels:
            pieces.append("")
        pieces[-1] += character
    return pieces


def arms(result: Result, t: Translator, most: int = 18) -> tuple[str, str]:
    """Names of treatment and control, inert and short."""
    one, two = (inert(shorten(t.name("arm", label), most)) for label in result.arms)
    return one, two


def measure(name: str, t: Translator) -> str:
    """A measure, inert."""
    return inert(shorten(t.name("measure", name)))


def visit(name: str | None, t: Translator) -> str:
    """A visit, inert."""
    return inert(t.name("visit", name)) if name else ""


def unit(name: str, t: Translator) -> str:
    """The unit of a measure in brackets, empty where it has none worth saying."""
    known = MEASURES.get(name)
    if known is None or not t.has(f"unit.{known.unit}") or not t(f"unit.{known.unit}"):
        return ""
    return inert(t("figure.unit", unit=t(f"unit.{known.unit}")))


def column(name: str, t: Translator) -> str:
    """A column by its own name, else by its measure; not yet inert: `wrap` it."""
    if t.has(f"column.{name}"):
        return t(f"column.{name}")
    stem, _, _ = name.rpartition("_")
    return t.name("measure", stem) if t.has(f"measure.{stem}") else name


def plain(text: str) -> str:
    """An inert label as a sentence prints it.

    Examples
    --------
    >>> plain("a&lt;b<br>c")
    'a<b c'
    """
    text = text.replace("<br>", " ").replace("&#37;", "%")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def spread(row: Row, t: Translator, digits: int = 2) -> str:
    """The interval of a ratio or a mean."""
    return interval(row.ci_low, row.ci_high, digits, lang=t.lang)


def estimate(row: Row, t: Translator, digits: int = 2) -> str:
    """``1.24 (1.04 to 1.48)``; the reason's dash where it could not be computed."""
    return _both(number(row.estimate, digits), spread(row, t, digits), row)


def difference(row: Row, t: Translator) -> str:
    """A difference of two proportions in percentage points with its interval."""
    limits = interval(row.ci_low, row.ci_high, 1, scale=100, lang=t.lang)
    return _both(points(row.estimate), limits, row)


def _both(value: str, limits: str, row: Row) -> str:
    bounded = row.ci_low is not None or row.ci_high is not None
    return f"{value} ({limits})" if row.estimate is not None and bounded else value


def level(row: Row | None, result: Result) -> str:
    """The confidence level in percent, without decimals: ``95``."""
    share = row.ci_level if row and row.ci_level else result.settings.level
    return number(100 * share, 0)


def sentence(parts: list[str], t: Translator) -> str:
    """Parts of an alternative text as one."""
    return t("alt.join").join(part for part in parts if part)
