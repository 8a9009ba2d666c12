"""No session's name in the log: Streamlit's own lines tell it, and it is a key to uploads."""

from __future__ import annotations

import logging
import re

_NAME = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_MASK = "…"


def masked(value: object) -> object:
    """The value without names of sessions, if it is a text."""
    return _NAME.sub(_MASK, value) if isinstance(value, str) else value


def mask_names() -> None:
    """Mask the names in every record of this process, whichever logger and handler takes it.

    Not a filter: Streamlit's loggers come one by one, each with a handler of its own.
    """
    before = logging.getLogRecordFactory()
    if getattr(before, "masks_names", False):
        return

    def factory(*args: object, **named: object) -> logging.LogRecord:
        record = before(*args, **named)
        record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(masked(each) for each in record.args)
        elif record.args:
            record.args = {name: masked(each) for name, each in record.args.items()}
        return record

    factory.masks_names = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(factory)
