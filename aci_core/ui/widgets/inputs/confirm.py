"""Ask before an export while errors stand in the file."""

from __future__ import annotations

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.state.session import session
from aci_core.ui.widgets.text import counted, key_of


def n_errors() -> int:
    """Errors that stand in the session's file."""
    cohort = session.cohort()
    return sum(issue.severity == "error" for issue in cohort.issues) if cohort else 0


def errors(t: Translator, label: str) -> bool:
    """Draw the question where errors stand; return whether to go on.

    Parameters
    ----------
    t : Translator
    label : str
        Key of the words of the box to tick.
    """
    n = n_errors()
    if not n:
        return True
    st.warning(counted(t, "unread.ask", n), icon=":material/report:")
    return st.checkbox(t(label), key=key(label))


def key(label: str) -> str:
    """Key of the box: of another file it is another one."""
    cohort = session.cohort()
    return f"{label.replace('.', '_')}_{key_of(cohort.digest if cohort else '')}"
