"""Inline Markdown of sentences and tables, parsed into runs.

Sentences have bold numbers and italic *P*; names of the file stay literal. What prints them
writes runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

# Marks of footnotes, in their order.
LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_LOWERED = str.maketrans(LETTERS, "abcdefghijklmnoprstuvwxyz")
# An asterisk between blanks is one.
_MARK = re.compile(
    r"\\(?P<literal>.)|(?P<bold>\*\*)|(?P<italic>\*(?=\S)|(?<=\S)\*)|(?P<raised>\^)"
    r"|(?P<code>`)|(?P<seam>:small\[\])|(?P<text>[^\\*^`:]+|.)",
    re.DOTALL,
)
_TEXT = re.compile(
    rf"\*(?P<italic>[A-Za-z])\*|(?P<raised>[{LETTERS}]+)|(?P<text>[^*{LETTERS}]+|.)", re.DOTALL
)
_SEAM = ":small[]"
_ACTIVE = re.compile(
    # A seam goes before: https://, :material/home:, :smile:; www.a.org; me@a.org; -> and <=
    r"(?<=:)(?=//|[A-Za-z0-9_+-]+(?:[:/]|\Z))|\A(?=//)|(?<=[Ww]{3})(?=\.|\Z)|(?=@)"
    r"|(?<=[<>~-])(?=[-=>])"
    # A backslash: within a word two of them have no meaning, others at the beginning alone.
    r"|[\\`*{}\[\]<>#~|$^]|:(?!\s)|(?<![^\W_])[_-]|[_-](?![^\W_])|\A[+=]|&(?=[#\w])|!(?=\[|\Z)"
    r"|\A\d{1,9}[.)](?=\s|\Z)"
)


# A line breaks beside no sign of a number, in no interval and no key number, and before no unit
# that Chinese sets close. Each pattern begins with what it finds, by which it is found fast.
_STAYS = re.compile(
    r" (?:(?=[=<>] )|(?<= [=<>] )"  # P = 0.01
    r"|(?<=\d )(?=[−/±] \d)|(?<=\d [−/±] )(?=\d)"  # 14 − 5; 90 / 46 / 18%; 60.1 ± 9.0
    r"|(?<=% )(?=CI)|(?<=CI )(?=[−\d])"  # 95% CI 3.5
    r"|(?<=[\d∞%] )(?=(?:to|of) [−\d∞])"  # 3.5 to 29.2, 81% to 100%, 3 of 78
    r"|(?<=[\d∞%] (?:to|of) )(?=[−\d∞])"
    r"|(?<=\d )(?=\([−\d])|(?<=[n例] )(?=\(%\)))"  # 16.7 (3.5 to 29.2); n (%)
)
_JOINED = re.compile(
    r"[～−∞\d例个项分周天岁月年次](?:(?<=[\d∞]～)|(?<=～[−\d∞])"  # 3.5～29.2
    r"|(?<=[A-Z]-\d)"  # HIF-1α
    r"|(?<=\d[例个项分周天岁月年次])|(?<=\d\*\*[例个项分周天岁月年次]))"
)
# Markdown needs a blank beside some bold numbers; Chinese has none there, so it is the thinnest.
_HAN = "[\u3000-\u9fff\uff00-\uffef]"
_AIR = re.compile(rf" (?:(?<={_HAN} )(?=\*\*)|(?<=\*\* )(?={_HAN}))")
_SENTENCE = re.compile(r".+?(?:(?<=[.!?])\s+(?=[^a-z])|(?<=。))|.+", re.DOTALL)
_KEY = re.compile(r"\*\*[−\d][^*]{0,14}\*\*")


def unbroken(text: str) -> str:
    r"""The text with non-breaking blanks inside numbers, intervals and units.

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
    text = _KEY.sub(lambda match: match[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return _JOINED.sub("\N{WORD JOINER}\\g<0>", _STAYS.sub("\N{NO-BREAK SPACE}", text))


def literal(text: str) -> str:
    r"""A text of a file, an address or a visitor as Markdown that shows it as it is.

    Streamlit looks for addresses, icons, emoji and arrows when backslashes are gone: those it
    finds only within one piece of text, and a directive that holds nothing makes two of it. What
    is copied stays true.

    Examples
    --------
    >>> literal("a*b <i>"), literal("nihss_pre, T-1")
    ('a\\*b \\<i\\>', 'nihss_pre, T-1')
    >>> literal("https://a.org"), literal("me@a.org")
    ('https\\::small[]//a.org', 'me:small[]@a.org')
    """
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _ACTIVE.sub(lambda m: f"{m[0][:-1]}\\{m[0][-1]}" if m[0] else _SEAM, text)


def code(text: str) -> str:
    r"""A header or a value as code; as it is, where code could not hold it.

    Examples
    --------
    >>> code("nihss_pre"), code("a`b")
    ('`nihss_pre`', 'a\\`b')
    """
    text = " ".join(text.split())
    return f"`{text}`" if text and "`" not in text and ":material/" not in text else literal(text)


def of_table(text: str) -> str:
    r"""A table's text, title or note as Markdown: a lone letter is italic, all else literal.

    Examples
    --------
    >>> of_table("*P* of a*b")
    '*P* of a\\*b'
    """
    return "".join(
        f"*{run.text}*" if run.italic else _escaped(run.text)
        for run in text_runs(" ".join(text.split()), raised=False)
    )


def bold(text: str) -> str:
    """A key number in bold."""
    return f"**{text}**"


def plain(markdown: str) -> str:
    r"""A sentence without its Markdown, to paste into a manuscript.

    Examples
    --------
    >>> plain("rose by **2.1** (*P* = 0.01), a\\*b")
    'rose by 2.1 (P = 0.01), a*b'
    >>> plain(r"fingerprint `38ff`, a\`b")
    'fingerprint 38ff, a`b'
    """
    return letters(runs(markdown, raised=False))


# ------------------------------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


def runs(markdown: str, *, raised: bool = True) -> tuple[Run, ...]:
    r"""The runs of a sentence.

    Parameters
    ----------
    markdown : str
        ``**bold**``, ``*italic*``, ``^superscript^``, and a backslash before what is literal;
        the marks of code go, as no file sets it in a font of its own.
    raised : bool
        Superscripts too, which a page does not know.

    Examples
    --------
    >>> [run.text for run in runs(r"rose by **2.1** (*P*), a\*b^1,2^")]
    ['rose by ', '2.1', ' (', 'P', '), a*b', '1,2']
    """
    pieces: list[Run] = []
    bold = italic = up = False
    for match in _MARK.finditer(markdown):
        mark, text = match.lastgroup, match[match.lastgroup or 0]
        if mark == "bold":
            bold = not bold
        elif mark == "italic":
            italic = not italic
        elif mark == "raised" and raised:
            up = not up
        elif mark in ("code", "seam"):
            continue
        else:
            last = pieces[-1] if pieces else None
            if last and (last.bold, last.italic, last.raised) == (bold, italic, up):
                text = pieces.pop().text + text
            pieces.append(Run(text, bold, italic, up))
    return tuple(pieces)


def text_runs(text: str, *, raised: bool = True) -> tuple[Run, ...]:
    """The runs of a table's text, in which a name of the file stays as it is.

    Parameters
    ----------
    text : str
        A lone letter is italic: ``*P*``.
    raised : bool
        The letters of footnotes are runs of their own, and small because they are set so.

    Examples
    --------
    >>> text_runs("*P*ᵃ < 0.05")
    (Run(text='P', bold=False, italic=True, raised=False), \
Run(text='a', bold=False, italic=False, raised=True), \
Run(text=' < 0.05', bold=False, italic=False, raised=False))
    """
    pieces: list[Run] = []
    for match in _TEXT.finditer(text):
        mark, piece = match.lastgroup, match[match.lastgroup or 0]
        if mark == "raised" and raised:
            pieces.append(Run(piece.translate(_LOWERED), raised=True))
        elif mark == "italic":
            pieces.append(Run(piece, italic=True))
        elif pieces and pieces[-1] == Run(pieces[-1].text):
            pieces[-1] = Run(pieces[-1].text + piece)
        else:
            pieces.append(Run(piece))
    return tuple(pieces)


def letters(pieces: Iterable[Run]) -> str:
    """The text of runs without style."""
    return "".join(run.text for run in pieces)


def html(pieces: Iterable[Run]) -> str:
    """Runs as HTML; names from a file are escaped.

    Examples
    --------
    >>> html(runs("*P* < **0.05**^1^"))
    '<em>P</em> &lt; <strong>0.05</strong><sup>1</sup>'
    """
    parts = []
    for run in pieces:
        text = escape(run.text)
        for set_so, tag in ((run.bold, "strong"), (run.italic, "em"), (run.raised, "sup")):
            text = f"<{tag}>{text}</{tag}>" if set_so else text
        parts.append(text)
    return "".join(parts)


def unraised(markdown: str) -> str:
    """The sentence, Markdown as before, without its superscripts.

    Examples
    --------
    >>> unraised("fell by **2.1**^3,4^.")
    'fell by **2.1**.'
    """
    parts = [""]
    for match in _MARK.finditer(markdown):
        if match.lastgroup == "raised":
            parts.append("")
        else:
            parts[-1] += match[0]
    # A caret without another is no mark.
    unpaired = f"^{parts.pop()}" if len(parts) % 2 == 0 else ""
    return "".join(parts[::2]) + unpaired


def wide(text: str) -> int:
    """Width of a text in Latin characters; a Chinese one is as wide as two.

    Examples
    --------
    >>> wide("NIHSS"), wide("评分")
    (5, 4)
    """
    if text.isascii():  # most are, and a table asks for each of its texts
        return len(text)
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)


def beginning(text: str, most: int) -> tuple[str, str]:
    """First sentences of a text, so many that they have `most` characters at most, and the rest.

    At least one sentence, and all of a text that is no longer. A Chinese character counts twice.

    Examples
    --------
    >>> beginning("n = 118. Line: 95% CI. Each dot is a patient.", 25)
    ('n = 118. Line: 95% CI.', 'Each dot is a patient.')
    """
    sentences = _SENTENCE.findall(text)
    length, kept = 0, 0
    for sentence in sentences:
        length += wide(sentence)
        if length > most and kept:
            break
        kept += 1
    first = "".join(sentences[:kept])
    return first.rstrip(), text[len(first) :].lstrip()
