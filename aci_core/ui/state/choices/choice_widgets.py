"""Widgets bound to a choice of the view: lists, options side by side, fields, sliders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.choices import view
from aci_core.ui.state.choices.choices import BY_NAME

_REFUSED = "_view_refused"  # name of a choice and error of the text typed for it


def _texts(name: str, label: str | None) -> tuple[str, str | None]:
    t = view.words()
    help_key = f"choice_help.{name}"
    return t(label or f"choice.{name}"), t(help_key) if t.has(help_key) else None


def _words_of(section: str) -> Callable[[str], str]:
    t = view.words()
    return lambda code: t.name(section, code)


def select(
    name: str,
    options: Sequence[str] | None = None,
    *,
    label: str | None = None,
    section: str | None = None,
    format: Callable[[str], str] | None = None,  # noqa: A002 - Streamlit's own word
    typed: Callable[[str], str] | None = None,
    width: int | Literal["stretch"] = 360,
    leading: str | None = None,
) -> str:
    """Draw a list to select one from.

    Parameters
    ----------
    name : str
        A choice of the table.
    options : sequence of str, optional
        Codes; those of the table if left out. Never empty.
    label : str, optional
        Key of the label; ``choice.<name>`` if left out. Help is ``choice_help.<name>``.
    section : str, optional
        Section of the catalogue that words the codes; ``choice_<name>`` if left out.
    format : callable, optional
        Label of a code, instead of the catalogue's.
    typed : callable, optional
        Parses a typed text into a code; an error changes nothing, and
        `refused` tells why. Nothing can be typed if left out.
    width : int or {"stretch"}
        In pixels, and never wider than its place.
    leading : str, optional
        Selected at first; the first code if left out or if it is none of them.
    """
    codes = tuple(options if options is not None else BY_NAME[name].codes)
    view.ensure_option(name, codes, leading)
    text, help_text = _texts(name, label)
    selected = st.selectbox(
        text,
        codes,
        key=name,
        format_func=format or _words_of(section or f"choice_{name}"),
        help=help_text,
        placeholder="",
        accept_new_options=typed is not None,
        on_change="rerun" if typed is None else partial(_on_typed, name, codes, typed),
        width=width,
        persist_state="session",
    )
    return selected if selected in codes else codes[0]


def _on_typed(name: str, codes: Sequence[str], typed: Callable[[str], str]) -> None:
    """Parse a typed text before anything is drawn with it."""
    value = st.session_state[name]
    if value in codes:
        return
    try:
        view.set_value(name, typed(str(value)))
    except AciError as error:
        view.undo(name)
        st.session_state[_REFUSED] = (name, error)


def refused(name: str) -> AciError | None:
    """Error of the last text typed into a list, returned once."""
    last: tuple[str, AciError] | None = st.session_state.get(_REFUSED)
    if last is None or last[0] != name:
        return None
    del st.session_state[_REFUSED]
    return last[1]


def segmented(
    name: str,
    options: Sequence[str] | None = None,
    *,
    label: str | None = None,
    section: str | None = None,
    format: Callable[[str], str] | None = None,  # noqa: A002 - Streamlit's own word
    hide_label: bool = False,
    stretch: bool = False,
    leading: str | None = None,
) -> str:
    """Draw options side by side; unlike tabs they keep their value in another language."""
    codes = tuple(options if options is not None else BY_NAME[name].codes)
    view.ensure_option(name, codes, leading)
    text, help_text = _texts(name, label)
    words_of = format or _words_of(section or f"choice_{name}")
    # These are read as Markdown; those of a list are not.
    selected = st.segmented_control(
        text,
        codes,
        key=name,
        format_func=lambda code: literal(words_of(code)),
        help=None if hide_label else help_text,
        label_visibility="collapsed" if hide_label else "visible",
        required=True,
        width="stretch" if stretch else "content",
        wrap=not stretch,
        persist_state="session",
    )
    return selected if selected in codes else codes[0]


def opened(
    name: str,
    options: Sequence[str],
    *,
    label: str,
    format: Callable[[str], str],  # noqa: A002 - Streamlit's own word
) -> str:
    """Draw options side by side of which one may be opened, and closed again; empty for none."""
    if st.session_state.get(name) not in options:
        view.set_value(name, None)
    selected = st.segmented_control(
        view.words()(label),
        options,
        key=name,
        format_func=lambda code: literal(format(code)),
        label_visibility="collapsed",
        wrap=True,
        persist_state="session",
    )
    return selected if selected is not None and selected in options else ""


def text(name: str, *, placeholder: str = "", icon: str | None = None) -> str:
    """Draw a text field; return its text without blanks around it, which may be empty."""
    choice = BY_NAME[name]
    label, help_text = _texts(name, None)
    if not isinstance(st.session_state.get(name), str):
        view.set_value(name, choice.default)
    st.text_input(
        label,
        key=name,
        help=help_text,
        placeholder=placeholder,
        max_chars=120,
        icon=icon,
        persist_state="session",
    )
    typed = str(st.session_state[name] or "").strip()
    return typed if choice.kind == "typed" else str(choice.read(typed))


def slider(name: str, *, label: str | None = None, format: str | None = None) -> int:  # noqa: A002
    """Draw a slider of whole numbers."""
    choice = BY_NAME[name]
    text, help_text = _texts(name, label)
    value = st.session_state.get(name)
    if not isinstance(value, int) or not choice.low <= value <= choice.high:
        view.set_value(name, choice.default)
    st.slider(
        text,
        choice.low,
        choice.high,
        key=name,
        help=help_text,
        format=format,
        persist_state="session",
    )
    # The browser checks the limits; whoever writes to the socket himself does not.
    return max(choice.low, min(choice.high, int(st.session_state[name])))


def number(name: str) -> int:
    """Draw a field of a whole number, typed or stepped."""
    choice = BY_NAME[name]
    text, help_text = _texts(name, None)
    value = st.session_state.get(name)
    if not isinstance(value, int) or not choice.low <= value <= choice.high:
        view.set_value(name, choice.default)
    st.number_input(
        text, choice.low, choice.high, key=name, help=help_text, persist_state="session"
    )
    return int(st.session_state[name])
