"""What the browser's Back and Forward pass through: one entry for each thing a visitor did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

# A menu click leads to the page's bare address, and the choices are written there a moment later.
# As two entries, Back would stop at a bare address that once stood for these choices and once for
# none: the second takes the first one's place. Whatever else is clicked or typed is a new entry.
SCRIPT = """
if (!window.aciPast) {
  window.aciPast = true;
  let menu = false;
  const did = e => {
    menu = !!(e.target.closest && e.target.closest('[data-testid="stSidebarNavLink"]'));
  };
  ["pointerdown", "keydown", "popstate"].forEach(kind => addEventListener(kind, did, true));
  const push = history.pushState.bind(history);
  history.pushState = (state, title, to) => {
    const url = new URL(to, location.href);
    const echo = menu && !location.search && url.search && url.pathname === location.pathname;
    if (echo) history.replaceState(state, title, to);
    else push(state, title, to);
    if (echo) menu = false;
  };
}
"""


def same_step(page: str, query: Mapping[str, str]) -> None:
    """Let the address say what the page shows, without a step of its own in history.

    A link to the page that is open changes what is shown and not the address: copied or loaded
    again, it would lead to somebody else.
    """
    wanted = json.dumps("?" + urlencode(query))
    st.html(
        f'<script>if (location.pathname.endsWith("/{page}") && location.search !== {wanted}) '
        f'history.replaceState({{}}, "", location.pathname + {wanted});</script>',
        unsafe_allow_javascript=True,
    )
