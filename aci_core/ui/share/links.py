"""URLs of shares and views, and the store of shares."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlencode, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.state.choices import choices, view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import navigation

if TYPE_CHECKING:  # the store brings a database: not before somebody shares
    from aci_core.sharing.store import Store

DIGEST = "d"
MANAGE = "manage"
_LOCAL = "localhost"
_OF_NETWORK = (".local", ".lan", ".home", ".internal", ".intranet", ".home.arpa")
SHORT = 12  # digits of a digest in a link
_OWNERS = {
    "rows": frozenset({"data", "centres"}),
    "results": frozenset({"data", "patient", "report", "centres"}),
}


def link_choices() -> dict[str, str]:
    """Choices that are not default, as query parameters; the language always."""
    return choices.write(view.chosen(), {**view.defaults(), "lang": ""})


def store() -> Store:
    """The store of this host."""
    from aci_core.sharing.store import open_store

    return open_store()


def host() -> str:
    """Name or number of the computer in the app's own address."""
    return _address().hostname or ""


def reach_of(host: str) -> Literal["computer", "network", "everywhere"]:
    """From where an address leads here: as far as it can be told by itself.

    Examples
    --------
    >>> [reach_of(host) for host in ("localhost", "127.0.0.1", "::1")]
    ['computer', 'computer', 'computer']
    >>> [reach_of(host) for host in ("192.168.1.7", "ward-pc", "stroke.local", "fd00::7")]
    ['network', 'network', 'network', 'network']
    >>> reach_of("aci.example.org"), reach_of("8.8.8.8")
    ('everywhere', 'everywhere')
    """
    try:
        number = ip_address(host)
    except ValueError:
        if host in ("", _LOCAL) or host.endswith(f".{_LOCAL}"):
            return "computer"
        return "network" if "." not in host or host.endswith(_OF_NETWORK) else "everywhere"
    if number.is_loopback or number.is_unspecified:
        return "computer"
    return "everywhere" if number.is_global else "network"


def _address() -> SplitResult:
    return urlsplit(st.context.url or f"http://{_LOCAL}")


def _origin() -> str:
    """The app's own address: host and base path."""
    parts = _address()
    below = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{parts.scheme}://{parts.netloc}{'/' if below else ''}{below}"


def link(token: str, kind: str = "rows") -> str:
    """URL of this page that opens a share; of the overview where this page is the owner's alone.

    That is the page of the file, where a reader would be asked for one of his own; of results
    alone also the pages of a patient and of the report. That of several centres is of a pooled
    trial, which a reader has no summaries of.
    """
    page = navigation.FIRST if view.page() in _OWNERS[kind] else view.page()
    return f"{_origin()}/{page}?{urlencode({open_share.SHARE: token})}"


def manage_link(secret: str) -> str:
    """URL of the page that lists and revokes shares."""
    return f"{_origin()}/data?{urlencode({MANAGE: secret})}"


def view_link() -> str:
    """URL of this view: its choices and the cohort's digest, no data."""
    cohort = session.cohort()
    digest = {DIGEST: cohort.digest[:SHORT]} if cohort is not None else {}
    chosen = {"lang": view.lang(), **link_choices()}
    return f"{_origin()}/{view.page()}?{urlencode({**digest, **chosen})}"


def _zone() -> ZoneInfo | None:
    """Time zone of the browser; None where it is unknown."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def day(t: Translator, seconds: int) -> str:
    """A date and time in the browser's time zone, in words of the language."""
    zone = _zone()
    at = datetime.fromtimestamp(seconds, zone or UTC)
    key = "share.day" if zone else "share.day_utc"
    return t(key, day=at.day, month=t(f"share.month_{at.month}"), year=at.year,
             time=at.strftime("%H:%M"))  # fmt: skip
