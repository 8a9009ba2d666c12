"""Convert a cell's value to the text that a person would type."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

_EXACT = 1e15  # whole numbers up to here are written in full


def text_of(value: object) -> str:
    """Format a value as text.

    Examples
    --------
    >>> [text_of(v) for v in (12.0, 5.2, True, None, dt.datetime(2024, 3, 1, 8, 30))]
    ['12', '5.2', 'TRUE', '', '2024-03-01 08:30:00']
    >>> text_of(dt.datetime(2024, 3, 1)), text_of(dt.timedelta(hours=36))
    ('2024-03-01', '36:00:00')
    """
    if value.__class__ is float:  # first, because most are
        return _number(value)
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case dt.datetime():
            return _moment(value)
        case dt.timedelta():
            return _span(value)
        case dt.time():
            return value.replace(tzinfo=None).isoformat("seconds")
        case bytes():
            return value.decode("utf-8", "replace")
        case Decimal():
            return format(value, "f")
    return str(value)


def _number(value: Any) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _moment(value: dt.datetime) -> str:
    """Round to the second: half past eight is stored as a fraction of a day that misses it."""
    plain = value.replace(tzinfo=None)
    if plain.microsecond:
        # The last representable second is not rounded up.
        up = plain.microsecond >= 500_000 and plain.year < dt.MAXYEAR
        plain = plain.replace(microsecond=0) + dt.timedelta(seconds=int(up))
    return plain.isoformat(" ").removesuffix(" 00:00:00")


def _span(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
