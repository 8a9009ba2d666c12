"""Table of languages; each has a folder with its catalogue next to this file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts of a written file, Latin and Han: Word's text and headings, and slides.

    Parameters
    ----------
    serif, han_serif, han_heading : str
        Word: Latin letters; Han characters of the text and of headings.
    sans, han_sans : str
        Slides and sheets.
    """

    serif: str = "Times New Roman"
    han_serif: str = "宋体"
    han_heading: str = "黑体"
    sans: str = "Arial"
    han_sans: str = "Microsoft YaHei"


@dataclass(frozen=True, slots=True)
class Language:
    """Properties of a language other than its catalogue.

    Parameters
    ----------
    code : str
        The folder of its words, the value of ``lang`` in links and of ``--lang``.
    name : str
        Its own name.
    html_tag, word_tag : str
        BCP 47 tags: of a page, and of a document, whose spelling is that of a country.
    to : str
        What stands between the limits of an interval.
    han : bool
        Written in Han characters: no blank beside a Latin word, a sign or a unit of its own, and
        Word sets quotes and dashes as Chinese ones.
    lower_inside : bool
        A name that heads a row begins with a small letter inside a sentence.
    fonts : Fonts
    screen_fonts : tuple of str
        Fonts of a page for characters that Latin fonts lack. A page of any language has those of
        all: names in a file may be of any.
    """

    code: str
    name: str
    html_tag: str
    word_tag: str
    to: str = " to "
    han: bool = False
    lower_inside: bool = False
    fonts: Fonts = Fonts()
    screen_fonts: tuple[str, ...] = ()


# The first is that of who asks for none, or for one that is not here.
TABLE: tuple[Language, ...] = (
    Language("en", "English", html_tag="en", word_tag="en-GB", lower_inside=True),
    Language(
        "zh",
        "中文",
        html_tag="zh-CN",
        word_tag="zh-CN",
        to="～",
        han=True,
        screen_fonts=("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"),
    ),
)
LANGUAGES = tuple(one.code for one in TABLE)
DEFAULT = TABLE[0]
SCREEN_FONTS = ", ".join(dict.fromkeys(font for one in TABLE for font in one.screen_fonts))
# Word asks for the tag of Latin and of Han text, whatever the language of the document is.
LATIN_TAG = next(one.word_tag for one in TABLE if not one.han)
HAN_TAG = next(one.word_tag for one in TABLE if one.han)


_BY_CODE = {one.code: one for one in TABLE}


def language(code: str) -> Language:
    """The language of a code, the default where there is none.

    Examples
    --------
    >>> language("zh").word_tag, language("fr").word_tag
    ('zh-CN', 'en-GB')
    """
    return _BY_CODE.get(code, DEFAULT)


def of_browser(tag: str) -> Language:
    """The language of a browser's tag, whatever its country.

    Examples
    --------
    >>> of_browser("zh-TW").code, of_browser("fr-FR").code
    ('zh', 'en')
    """
    return language(tag.lower().partition("-")[0])
