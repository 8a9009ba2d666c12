"""What a message costs is known before Streamlit reads it."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from aci_core.ui.data.upload import MOST_PASTED
from aci_core.ui.server.limits.message_size import MOST, MOST_PARTS, n_parts


def _message(kind: str, n: int) -> bytes:
    message = BackMsg()
    if kind == "files":
        message.file_urls_request.file_names.extend([""] * n)
        return message.SerializeToString()
    widgets = message.rerun_script.widget_states.widgets
    if kind == "widgets":
        for _ in range(n):
            widgets.add(id="a", trigger_value=True)
    elif kind == "texts":
        widgets.add(id="a").string_array_value.data.extend([""] * n)
    elif kind == "numbers":
        widgets.add(id="a").int_array_value.data.extend([0] * n)
    return message.SerializeToString()


@pytest.mark.parametrize("kind", ["files", "widgets", "texts", "numbers"])
def test_each_part_counts(kind: str) -> None:
    assert 2000 < n_parts(_message(kind, 2000)) < MOST_PARTS
    many = _message(kind, 100_000)
    assert len(many) < MOST / 4
    assert n_parts(many) > MOST_PARTS


def test_a_page_of_many_widgets_and_a_long_text_is_small() -> None:
    message = BackMsg()
    for n in range(300):
        message.rerun_script.widget_states.widgets.add(id=f"a{n}", string_value="a" * 100)
    message.rerun_script.widget_states.widgets.add(id="pasted", string_value="患" * MOST_PASTED)
    assert n_parts(message.SerializeToString()) < 2000


@pytest.mark.parametrize("said", [b"", b"\xff" * 50, b"no message"])
def test_what_is_no_message_is_left_to_streamlit(said: bytes) -> None:
    assert n_parts(said) <= 1


def test_what_may_be_pasted_fits_twice() -> None:
    assert 2 * 3 * MOST_PASTED < 0.9 * MOST  # a Chinese character has three bytes
