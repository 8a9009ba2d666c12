"""The cohort of this session, and a draft of it in memory that survives a reload."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.errors import AciError

if TYPE_CHECKING:  # they bring pandas: not before a file is there
    from aci_core.cohort import Cohort
    from aci_core.ingest import ColumnMapping, RawTable

_LOADED = "_loaded"
_TOKEN = "_draft_token"  # noqa: S105 - a name, no secret
_FORGET = "_draft_forget"
_RESTORED = "_restored"
ERROR = "_upload_error"
MAPPING = "_mapping"  # uploaded before its spreadsheet
COOKIE = "aci_draft"
HOURS = 8
MAX_DRAFTS = 32

SAMPLES = {"sample": "synthetic_156.csv", "long": "synthetic_long.csv", "bad": "bad.csv"}
SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True)
class Loaded:
    """A cohort with what it was made from.

    Parameters
    ----------
    cohort : Cohort
    raw : RawTable
        The file's cells, so that another mapping needs no second upload.
    mapping : ColumnMapping
    arms : tuple of str
        Arms the file has, also when two of them were chosen.
    """

    cohort: Cohort
    raw: RawTable
    mapping: ColumnMapping
    arms: tuple[str, ...]


class Drafts:
    """Cohorts in the server's memory, a few and for a while, by the hash of a random key.

    Parameters
    ----------
    max_entries : int
        The one not used for longest goes first.
    ttl : float
        Seconds a draft lives after its last use.
    """

    def __init__(self, max_entries: int = MAX_DRAFTS, ttl: float = HOURS * 3600) -> None:
        self._max = max_entries
        self._ttl = ttl
        self._kept: OrderedDict[str, tuple[float, Loaded]] = OrderedDict()
        self._lock = threading.Lock()

    @staticmethod
    def _hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def _drop_old(self, now: float) -> None:
        for key in [k for k, (at, _) in self._kept.items() if now - at > self._ttl]:
            del self._kept[key]
        while len(self._kept) > self._max:
            self._kept.popitem(last=False)

    def put(self, token: str, loaded: Loaded) -> None:
        """Keep a cohort under the key."""
        now = time.monotonic()
        with self._lock:
            self._kept[self._hash(token)] = (now, loaded)
            self._kept.move_to_end(self._hash(token))
            self._drop_old(now)

    def get(self, token: str) -> Loaded | None:
        """The cohort kept under the key, None if it is gone."""
        now = time.monotonic()
        with self._lock:
            self._drop_old(now)
            entry = self._kept.get(self._hash(token))
            if entry is None:
                return None
            self._kept[self._hash(token)] = (now, entry[1])
            self._kept.move_to_end(self._hash(token))
            return entry[1]

    def delete(self, token: str) -> None:
        """Forget the cohort kept under the key."""
        with self._lock:
            self._kept.pop(self._hash(token), None)


@st.cache_resource(show_spinner=False)
def drafts() -> Drafts:
    """The one store of this server."""
    return Drafts()


def loaded() -> Loaded | None:
    """What is loaded in this session."""
    found: Loaded | None = st.session_state.get(_LOADED)
    return found


def cohort() -> Cohort | None:
    """The cohort of this session, None before one was chosen."""
    found = loaded()
    return found.cohort if found else None


def adopt(found: Loaded) -> None:
    """Make this the session's cohort and keep a draft of it for a reload."""
    # A key is never taken from the browser unless this server gave it out.
    token = st.session_state.get(_TOKEN) or secrets.token_urlsafe(24)
    st.session_state[_TOKEN] = token
    st.session_state[_LOADED] = found
    st.session_state.pop(ERROR, None)
    st.session_state.pop(_FORGET, None)
    drafts().put(token, found)


def _load(data: bytes, name: str, mapping: ColumnMapping | None) -> Loaded:
    # The reader brings pandas with it: not before a file is there.
    from aci_core.ingest import ColumnMapping, build, read

    raw = read(data, name)
    used = mapping or ColumnMapping()
    cohort = build(raw, used)
    return Loaded(cohort, raw, used, cohort.arms)


def adopt_file(data: bytes, name: str, mapping: ColumnMapping | None = None) -> None:
    """Read a file and make it the session's cohort; on an error the one before stays.

    The error stands in the session under `ERROR` until the next attempt.
    """
    try:
        adopt(_load(data, name, mapping))
    except AciError as error:
        st.session_state[ERROR] = error


def remap(mapping: ColumnMapping, *, same_arms: bool = False) -> None:
    """Read the loaded file again under another mapping.

    Parameters
    ----------
    mapping : ColumnMapping
    same_arms : bool
        The mapping only chooses among the arms already known.
    """
    from aci_core.ingest import build

    found = loaded()
    if found is None:
        return
    try:
        cohort = build(found.raw, mapping)
        adopt(Loaded(cohort, found.raw, mapping, found.arms if same_arms else cohort.arms))
    except AciError as error:
        st.session_state[ERROR] = error


@cache
def _sample(name: str) -> Loaded:
    """A sample; shared by all visitors, which synthetic patients may be."""
    file = SAMPLE_FOLDER / SAMPLES[name]
    return _load(file.read_bytes(), file.name, None)


def adopt_sample(name: str) -> None:
    """Make a sample the session's cohort."""
    try:
        adopt(_sample(name))
    except AciError as error:
        st.session_state[ERROR] = error


def forget() -> None:
    """Delete the cohort, its results and its draft; the cookie goes with the next frame."""
    token = st.session_state.pop(_TOKEN, None)
    if token:
        drafts().delete(token)
    st.session_state.pop(_LOADED, None)
    st.session_state.pop("_results", None)
    st.session_state.pop(ERROR, None)
    st.session_state.pop(MAPPING, None)
    st.session_state[_FORGET] = True


def restore() -> None:
    """On a session's first run, take up the draft that the browser's cookie names."""
    if st.session_state.get(_RESTORED):
        return
    st.session_state[_RESTORED] = True
    token = st.context.cookies.get(COOKIE)
    if not isinstance(token, str) or loaded() is not None:
        return
    found = drafts().get(token)
    if found is not None:
        st.session_state[_TOKEN] = token
        st.session_state[_LOADED] = found


def cookie_script() -> str:
    """What the browser runs to keep or to delete the key; empty where there is nothing to do."""
    token = st.session_state.get(_TOKEN)
    tail = "path=/; SameSite=Strict" + ("; Secure" if _https() else "")
    if token:
        return f'document.cookie="{COOKIE}={token}; max-age={HOURS * 3600}; {tail}";'
    if st.session_state.get(_FORGET):
        return f'document.cookie="{COOKIE}=; max-age=0; {tail}";'
    return ""


def _https() -> bool:
    return (st.context.url or "").startswith("https:")
