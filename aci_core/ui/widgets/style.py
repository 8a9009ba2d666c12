"""The app's own CSS and JavaScript, from the files beside this one; what only a browser can do."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

import streamlit as st

from aci_core.presentation.i18n import Translator

_COMMENTS = re.compile(r"/\*.*?\*/\s*|^\s*//[^\n]*\n", re.DOTALL | re.MULTILINE)


@cache
def _sent(*names: str) -> str:
    """Files as they are sent with every run: without what only their readers need."""
    folder = resources.files("aci_core.ui.widgets")
    return "".join(_COMMENTS.sub("", folder.joinpath(name).read_text("utf-8")) for name in names)


def draw(t: Translator) -> None:
    """Our own rules; before anything that a callback shows, else that takes their place."""
    words = variables(":root", choose_file=t("ui.choose_file"), drop_file=t("ui.drop_file"))
    st.html(f"<style>{words}{_sent('style.css', 'print.css')}</style>")


def variables(selector: str, **texts: str) -> str:
    """A rule that hands texts to the style sheet.

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


def script() -> str:
    """What the browser runs on every page."""
    return _sent("page.js", "history.js", "print.js")
