"""Choices that refer to one file: they are reset with it, and a message says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.efficacy import RECORDED
from aci_core.presentation.i18n import Translator
from aci_core.ui.state.choices import view
from aci_core.ui.state.choices.choice import Value
from aci_core.ui.state.choices.choices import BY_NAME, CHOICES, PROTOCOL, RECORD

if TYPE_CHECKING:
    from aci_core.ui.state.cohort.loaded import Loaded

PATIENT = "id"  # of the patient's page, in the link
LINKED = "_shared_linked"  # a link without data, which waits for its cohort
_MESSAGE = "_of_file_says"
# In any other cohort the same values mean other patients.
_OF_COHORT = ("filters", "sets")
# Another trial has another plan; the next export of the same form is of the same trial.
_PLANNED = (
    "randomised",
    "secondary",
    "alpha",
    "response_visit",
    "covariates",
    "centre",
    "subgroups",
    "population",
    "seed",
    "registration",
    *RECORD,
)
_TREATMENT = ("cells", *PROTOCOL)
_OF_TRIAL = ("primary", *_PLANNED, *_TREATMENT, "pins")
# A plan is one thing to its reader, in however many fields it was typed.
_SPOKEN = dict.fromkeys(_PLANNED, "plan") | dict.fromkeys(_TREATMENT, "protocol")
# The visitor's preferences, whatever is loaded.
_STAYS = frozenset({"lang", "report_lang", "report_style"})


def same_file(old: Loaded, new: Loaded) -> bool:
    """Whether two are readings of one file, or files of the same name and headers."""
    if old.opened is not None or new.opened is not None:
        return False
    one, two = old.raw, new.raw
    return one is two or (one.name, one.fingerprint) == (two.name, two.fingerprint)


def same_form(old: Loaded, new: Loaded) -> bool:
    """Whether two are files of the same headers, and so of one trial."""
    if old.opened is not None or new.opened is not None:
        return False
    alike = old.raw.fingerprint == new.raw.fingerprint
    return alike and old.cohort.synthetic == new.cohort.synthetic


def reset_for_new_file(old: Loaded | None, new: Loaded) -> None:
    """Reset what was chosen about another file; from a callback.

    The plan of a trial stays for a file of the same headers. Choices made before any file, or by
    a link that waits for its cohort, stay.
    """
    if old is None or st.session_state.get(LINKED) is not None or same_file(old, new):
        return
    of_file = _OF_COHORT if same_form(old, new) else (*_OF_COHORT, *_OF_TRIAL)
    dropped = [name for name in of_file if _is_set(name)]
    if view.get("rule") == RECORDED and not new.cohort.usable("grade"):
        dropped.append("rule")
    for name in dropped:
        view.reset(name)
    if st.query_params.pop(PATIENT, None):
        dropped.append(PATIENT)
    if dropped:
        names = (_SPOKEN.get(name, name) for name in dropped)
        st.session_state[_MESSAGE] = ("of_file.dropped", tuple(dict.fromkeys(names)))


def reset_all() -> None:
    """Reset everything chosen about a file that is gone; from a callback."""
    for choice in CHOICES:
        if choice.name not in _STAYS:
            view.reset(choice.name)
    st.query_params.pop(PATIENT, None)


def all_chosen() -> dict[str, Value]:
    """Everything chosen about a file, as `reset_all` resets it."""
    return view.values_of([name for name in BY_NAME if name not in _STAYS])


# Of a tab whose data another one has forgotten.
FORGOTTEN_ELSEWHERE = {_MESSAGE: ("cohort.forgotten_elsewhere", ())}


def announce_taken_back(*, done: bool) -> None:
    """Say that what was forgotten is here again, or that it was too late."""
    st.session_state[_MESSAGE] = ("cohort.taken_back" if done else "cohort.too_late", ())


def show_message(t: Translator) -> None:
    """Show once what was reset."""
    message = st.session_state.pop(_MESSAGE, None)
    if message is not None:
        key, names = message
        listed = t("words.list").join(t(f"of_file.{name}") for name in names)
        icon = ":material/delete:" if key == "cohort.forgotten_elsewhere" else ":material/info:"
        st.toast(t(key, list=listed), icon=icon, duration="long")


def _is_set(name: str) -> bool:
    return view.get(name) not in (BY_NAME[name].default, "none")
