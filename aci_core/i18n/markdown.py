"""Markdown of the sentences: bold numbers, italic *P*, and names of the file that stay text."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\*\*|\*(?=\S)|(?<=\S)\*")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+~|$:!-])")


# A line breaks beside no sign of a number, in no interval and no key number, and before no unit
# that Chinese sets close.
_STAYS = re.compile(
    r" (?=[=<>] )|(?<= [=<>]) "  # P = 0.01
    r"|(?<=\d) (?=[−/] \d)|(?<=\d [−/]) (?=\d)"  # 14 − 5; 90 / 46 / 18%
    r"|(?<=%) (?=CI)|(?<=CI) (?=[−\d])"  # 95% CI 3.5
    r"|(?<=[\d∞%]) (?=(?:to|of) [−\d∞])"  # 3.5 to 29.2, 81% to 100%, 3 of 78
    r"|(?<=[\d∞%] (?:to|of)) (?=[−\d∞])"
    r"|(?<=\d) (?=\([−\d])|(?<=n|例) (?=\(%\))"  # 16.7 (3.5 to 29.2); n (%)
)
_JOINED = re.compile(
    r"(?<=[\d∞])(?=～)|(?<=～)(?=[−\d∞])"  # 3.5～29.2
    r"|(?<=[A-Z]-)(?=\d)"  # HIF-1α
    r"|(?:(?<=\d)|(?<=\d\*\*))(?=[例个项分周天岁月年次])"
)
# Markdown needs a blank beside some bold numbers; Chinese has none there, so it is the thinnest.
_HAN = "[\u3000-\u9fff\uff00-\uffef]"
_AIR = re.compile(rf"(?<={_HAN}) (?=\*\*)|(?<=\*\*) (?={_HAN})")
_KEY = re.compile(r"\*\*[−\d][^*]{0,14}\*\*")


def unbroken(text: str) -> str:
    r"""The sentence, Markdown or not, with no line broken within what is read as one.

    Examples
    --------
    >>> unbroken("*P* = 0.01, 12 weeks").count("\N{NO-BREAK SPACE}")
    2
    >>> unbroken("**16.7 points** (95% CI 3.5 to 29.2)").split(" ")
    ['**16.7\xa0points**', '(95%\xa0CI\xa03.5\xa0to\xa029.2)']
    >>> unbroken("差值为 **−1.24分**").split(" ")
    ['差值为\u200a**−1.24\u2060分**']
    """
    text = _AIR.sub("\N{HAIR SPACE}", text)
    text = _KEY.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return _JOINED.sub("\N{WORD JOINER}", _STAYS.sub("\N{NO-BREAK SPACE}", text))


def literal(text: str) -> str:
    r"""A name that a file wrote, so that Markdown prints it and does nothing else.

    Examples
    --------
    >>> literal("a*b <i>")
    'a\\*b \\<i\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def bold(text: str) -> str:
    """A key number."""
    return f"**{text}**"


def plain(markdown: str) -> str:
    r"""A sentence without its marks, to paste into a manuscript.

    Examples
    --------
    >>> plain("rose by **2.1** (*P* = 0.01), a\\*b")
    'rose by 2.1 (P = 0.01), a*b'
    """
    # An escaped asterisk is a name's own: it is set aside while the marks go.
    kept = markdown.replace("\\*", "\0")
    return re.sub(r"\\(.)", r"\1", _MARKS.sub("", kept)).replace("\0", "*")
