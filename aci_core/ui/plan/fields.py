"""Fields of the trial's plan, each beside what the file proposes for it.

Their widgets are not the choices themselves: a part of the plan that this file lacks stays in the
link, and no widget offers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import Translator, format_plan
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.choices import choices, view
from aci_core.ui.state.choices.choice import Value
from aci_core.ui.widgets.page import layout
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.analyses.proposal import Proposal

Format = Callable[[str], str]
_REFUSED = "_plan_refused"  # error of the text typed last


def yes_or_no(t: Translator, name: str, *, current: bool | None) -> None:
    """Draw a question answered with yes, no, or not at all."""
    key = _key(name)
    st.session_state[key] = {True: "yes", False: "no", None: None}[current]
    st.segmented_control(
        t(f"choice.{name}"),
        ("yes", "no"),
        key=key,
        format_func=lambda code: t(f"choice_{name}.{code}"),
        label_visibility="collapsed",
        on_change=_take,
        args=(name, "unsaid"),
    )


def one(
    t: Translator,
    name: str,
    options: Sequence[str],
    current: str,
    format_: Format,
    *,
    label: bool = True,
) -> None:
    """Draw a list to choose one from."""
    key = _key(name)
    # What is chosen can be seen, also where an error stops its column.
    codes = options if current in options else (*options, current)
    st.session_state[key] = current
    st.selectbox(
        t(f"choice.{name}"),
        codes,
        key=key,
        format_func=format_,
        help=_help(t, name) if label else None,
        label_visibility="visible" if label else "collapsed",
        on_change=_take,
        args=(name,),
    )


def several(
    t: Translator,
    name: str,
    options: Sequence[str],
    current: Sequence[str],
    format_: Format,
    *,
    label: bool = True,
) -> None:
    """Draw a list to choose several from, in the order in which they are chosen."""
    key = _key(name)
    further = (code for code in current if code not in options)
    st.session_state[key] = list(current)
    st.multiselect(
        t(f"choice.{name}"),
        (*options, *further),
        key=key,
        format_func=format_,
        help=_help(t, name) if label else None,
        label_visibility="visible" if label else "collapsed",
        placeholder=t("filter.pick"),
        select_all=False,  # worded in English alone
        on_change=_take_several,
        args=(name, _lacking(name)),
    )


def alpha(t: Translator, current: float) -> None:
    """Draw the level of significance, typed."""
    key = _key("alpha")
    st.session_state[key] = f"{current:g}"
    st.text_input(
        t("choice.alpha"),
        key=key,
        max_chars=8,
        help=_help(t, "alpha"),
        on_change=_take_alpha,
    )
    error = st.session_state.pop(_REFUSED, None)
    if error is not None:
        st.warning(literal_error(t, error))


def hints(
    t: Translator, key: str, proposals: Iterable[Proposal], current: Value | None = None
) -> None:
    """Draw what the file proposes for a part of the plan: a button that takes it, and why."""
    of_key = (one for one in proposals if one.key == key)
    for place, proposal in enumerate(of_key):
        value = _as_choice(proposal, current)
        if value == current:
            continue
        with st.container(gap=None, key=f"plan_hint_{key}_{place}"):
            st.button(
                t("plan.proposed_and" if place else "plan.proposed", answer=answer(t, proposal)),
                key=f"plan_take_{key}_{place}",
                on_click=view.set_value,
                args=(key, value),
                icon=":material/lightbulb:",
                type="tertiary",
            )
            reason = t(f"proposal_reason.{proposal.reason}", column=literal(proposal.column))
            layout.caption(reason)


def answer(t: Translator, proposal: Proposal) -> str:
    """What a proposal says, in Markdown."""
    planned = replace(Settings(), **{proposal.key: proposal.value})  # type: ignore[arg-type]
    return literal(format_plan.answer(t, proposal.key, planned.plan[proposal.key]))


def _as_choice(proposal: Proposal, current: Value | None) -> Value:
    """A proposal as the value of its choice; several names come to those that are chosen."""
    planned = replace(Settings(), **{proposal.key: proposal.value})  # type: ignore[arg-type]
    value = choices.from_settings(planned)[proposal.key]
    if isinstance(value, tuple) and isinstance(current, tuple):
        return tuple(dict.fromkeys((*map(str, current), *map(str, value))))
    return value


def _key(name: str) -> str:
    return f"plan_{name}"


def _help(t: Translator, name: str) -> str:
    return t(f"choice_help.{name}")


def _lacking(name: str) -> tuple[str, ...]:
    """What the plan names and the file lacks: it is kept."""
    return tuple(misfit.column for misfit in view.plan().misfits if misfit.key == name)


def _take(name: str, nothing: str = "") -> None:
    view.set_value(name, st.session_state[_key(name)] or nothing)


def _take_several(name: str, lacking: tuple[str, ...]) -> None:
    view.set_value(name, (*st.session_state[_key(name)], *lacking))


def _take_alpha() -> None:
    try:
        value = choices.alpha_of(str(st.session_state[_key("alpha")]))
    except AciError as error:
        st.session_state[_REFUSED] = error
        return
    view.set_value("alpha", f"{value:g}")
