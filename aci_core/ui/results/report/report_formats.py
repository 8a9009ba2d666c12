"""Formats of a report: those chosen last, kept by the browser, and the names of their files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from aci_core.ui.state.session import browser_cookies
from aci_core.ui.widgets.page import cards

_COOKIE = "aci_formats"
_FIRST = ("docx",)  # of a visitor who never chose any
_BETWEEN = "~"  # as in the link
_LONGEST = 60  # characters of a study's name in that of a file


def usual() -> tuple[str, ...]:
    """The formats that the visitor chose last, Word at first.

    Those with patients' rows are made where they are asked for, and never by themselves.
    """
    from aci_core.report.formats import FORMATS, WITH_ROWS

    kept = str(st.context.cookies.get(_COOKIE, "")).split(_BETWEEN)
    return tuple(name for name in FORMATS if name in kept and name not in WITH_ROWS) or _FIRST


def remember(formats: Sequence[str]) -> None:
    """Have the browser keep the formats: codes of ours, nothing of a file."""
    if formats:
        browser_cookies.want(_COOKIE, _BETWEEN.join(formats))


def file_name(study: str, ending: str) -> str:
    """Name of a download: study, day at the visitor's place, and ending."""
    return f"{cards.export_name(named(study, today()))}{ending}"


def named(study: str, day: str) -> str:
    """The study and the day as the name of a file.

    Examples
    --------
    >>> named("随访 2024/终稿", "2025-09-17"), named("...", "2025-09-17")
    ('随访_2024_终稿_2025-09-17', 'report_2025-09-17')
    """
    kept = re.sub(r"[^\w-]+", "_", study).strip("_")[:_LONGEST]
    return f"{kept or 'report'}_{day}"


def today() -> str:
    """The date at the visitor's place, in the order that sorts."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return datetime.now(zone).date().isoformat()
