"""Addresses of links, and the store that shares stand in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import choices, open_share, session, view

if TYPE_CHECKING:  # the store brings a database: not before somebody shares
    from aci_core.sharing.store import Store

DIGEST = "d"
MANAGE = "manage"
SHORT = 12  # digits of a digest in a link


def link_choices() -> dict[str, str]:
    """The choices that are not default, as a link carries them; the language always."""
    return choices.write(view.chosen(), {**view.defaults(), "lang": ""})


def store() -> Store:
    """The store of this host."""
    from aci_core.sharing.store import open_store

    return open_store()


def _origin() -> str:
    """Where the app is: the host, and the path under which it serves the app."""
    parts = urlsplit(st.context.url or "http://localhost")
    below = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{parts.scheme}://{parts.netloc}{'/' if below else ''}{below}"


def link(token: str) -> str:
    """The address of this page that opens a share."""
    return f"{_origin()}/{view.page()}?{urlencode({open_share.SHARE: token})}"


def manage_link(secret: str) -> str:
    """The address that lists and revokes."""
    return f"{_origin()}/data?{urlencode({MANAGE: secret})}"


def view_link() -> str:
    """The address of this view: its choices, and the fingerprint of the cohort; no data."""
    cohort = session.cohort()
    digest = {DIGEST: cohort.digest[:SHORT]} if cohort is not None else {}
    chosen = {"lang": view.lang(), **link_choices()}
    return f"{_origin()}/{view.page()}?{urlencode({**digest, **chosen})}"


def _zone() -> ZoneInfo | None:
    """The visitor's, as the browser tells it; None where it does not."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def day(t: Translator, seconds: int) -> str:
    """A day and its time by the visitor's clock, as the language writes them."""
    zone = _zone()
    at = datetime.fromtimestamp(seconds, zone or UTC)
    key = "share.day" if zone else "share.day_utc"
    return t(key, day=at.day, month=t(f"share.month_{at.month}"), year=at.year,
             time=at.strftime("%H:%M"))  # fmt: skip
