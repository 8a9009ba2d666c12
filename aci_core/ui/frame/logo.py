"""The logo above the menu, an SVG for both themes."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

import streamlit as st

from aci_core.presentation.i18n import Translator

ICON: Final = Path(__file__).with_name("icon.svg")
# A picture knows nothing of the page's fonts, and its colours follow the reader's theme as the
# page's do.
_LOGO: Final = ICON.with_name("logo.svg")


def draw(t: Translator) -> None:
    """Draw name and icon; the icon alone where the menu is collapsed."""
    st.logo(_wide(t("app.name")), size="large", icon_image=icon())


@cache
def icon() -> str:
    """The icon as an address of its own: of a file Streamlit makes one anew at each run."""
    return f"data:image/svg+xml;base64,{b64encode(ICON.read_bytes()).decode()}"


@cache
def _wide(name: str) -> str:
    letters = sum(18 if unicodedata.east_asian_width(c) in "WF" else 9.6 for c in name)
    icon = ICON.read_text("utf-8")
    logo = Template(_LOGO.read_text("utf-8"))
    return logo.substitute(width=round(36 + letters), icon=icon, name=escape(name)).rstrip()
