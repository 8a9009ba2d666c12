"""The app's name above the menu, as a picture that reads on both themes."""

from __future__ import annotations

import unicodedata
from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from aci_core.i18n import Translator

ICON: Final = Path(__file__).with_name("icon.svg")
# A picture knows nothing of the page's fonts, and its colours follow the reader's theme as the
# page's do.
_LOGO: Final = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="32"
 viewBox="0 0 {width} 32"><style>
text {{ font: 600 17px "Source Sans 3", "Segoe UI", "PingFang SC", "Microsoft YaHei",
 "Noto Sans CJK SC", sans-serif; fill: #0F1A24 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #EAF0F2 }} }}
</style><svg width="26" height="26" y="3">{icon}</svg><text x="36" y="22">{name}</text></svg>"""


def draw(t: Translator) -> None:
    """Name and mark in the corner; the mark alone where the menu is folded away."""
    st.logo(_wide(t("app.name")), size="large", icon_image=str(ICON))


def _wide(name: str) -> str:
    letters = sum(18 if unicodedata.east_asian_width(c) in "WF" else 9.6 for c in name)
    icon = ICON.read_text("utf-8")
    return _LOGO.format(width=round(36 + letters), icon=icon, name=escape(name))
