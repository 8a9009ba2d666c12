"""What the browser's Back and Forward pass through: one entry for each thing a visitor did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st


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
