"""Size of a message of a browser: bytes, and parts that each cost a session much more.

A spreadsheet comes by the uploads, which are counted; a message holds the page's settings, and
pasted text.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError, Message
from streamlit.proto.BackMsg_pb2 import BackMsg

MOST = 4 << 20  # bytes
MOST_PARTS = 10_000  # a page has some hundred widgets; a list of picked patients counts each


def n_parts(said: bytes) -> int:
    """How many parts a message has, as far as `MOST_PARTS` and one more."""
    try:
        return _parts(BackMsg.FromString(said), MOST_PARTS + 1)
    except DecodeError:  # Streamlit hears it and hangs up
        return 0


def _parts(message: Message, most: int) -> int:
    n = 0
    for _, value in message.ListFields():
        several = value if hasattr(value, "__len__") and not isinstance(value, str | bytes) else ()
        n += max(1, len(several))
        for part in (value,) if isinstance(value, Message) else several:
            if n >= most:
                return most
            if not isinstance(part, Message):
                break
            n += _parts(part, most - n)
    return min(n, most)
