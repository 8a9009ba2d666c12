"""The app's CSS and JavaScript, from the files in this folder."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

import streamlit as st

from aci_core.presentation.i18n import Translator, languages, translator
from aci_core.presentation.tables.html import style_sheet

_SPOKEN = "spoken."
_LINES = re.compile(r"\s*\n\s*")
_COMMENTS = re.compile(r"/\*.*?\*/\s*|^\s*//[^\n]*\n", re.DOTALL | re.MULTILINE)


@cache
def _sent(*names: str, before: str = "") -> str:
    """Content of files, after a text, without comments, as sent with every run."""
    folder = resources.files("aci_core.ui.widgets.assets")
    texts = (before, *(folder.joinpath(name).read_text("utf-8") for name in names))
    return "".join(_COMMENTS.sub("", text) for text in texts)


def draw(t: Translator) -> None:
    """Draw the style sheet; before anything that a callback shows, which would replace it."""
    named = ("choose_file", "drop_file", "sort_up", "sort_down", "skip")
    words = variables(":root", **{name: t(f"ui.{name}") for name in named})
    st.html(f"<style>{words}{_sheet()}</style>")


@cache
def _sheet() -> str:
    """The rules in one line, in which Streamlit looks for no indent."""
    return _LINES.sub(" ", _sent("style.css", "print.css", before=style_sheet()))


def variables(selector: str, **texts: str) -> str:
    """A CSS rule that sets texts as custom properties.

    Examples
    --------
    >>> variables(":root", drop_file="or drop it")
    ':root{--drop-file:"or drop it"}'
    """
    named = (f"--{name.replace('_', '-')}:{_quoted(text)}" for name, text in texts.items())
    return f"{selector}{{{';'.join(named)}}}"


def _quoted(text: str) -> str:
    # As in JSON; and "<" could end the sheet.
    return json.dumps(text, ensure_ascii=False).replace("<", r"\3c ")


def script(t: Translator) -> str:
    """JavaScript of every page, with the language's words for Streamlit's own controls."""
    said = f"window.aciWords={_spoken(t.lang)};"
    return said + _sent("page.js", "history.js", "print.js", "spoken.js")


@cache
def _spoken(lang: str) -> str:
    """What Streamlit says in English, and the language's words for it, as JSON; none in English."""
    english, t = translator(languages.DEFAULT.code), translator(lang)
    keys = sorted(key for key in english.keys() & t.keys() if key.startswith(_SPOKEN))
    words = {english(key): t(key) for key in keys if t(key) != english(key)}
    return json.dumps(words, ensure_ascii=False)
