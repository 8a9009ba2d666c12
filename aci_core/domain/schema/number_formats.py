"""Number formats: the signs and units of number_formats.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aci_core.domain.schema.aliases import value_key
from aci_core.domain.toml_file import load_toml

_PER_DAY = 24.0


@dataclass(frozen=True)
class NumberFormats:
    """The tables of number_formats.toml, every word as `value_key`.

    Parameters
    ----------
    before : dict of str to str
        Sign before a number to ``below``, ``above``, ``about`` or ``spread``, the longest first.
    after : dict of str to str
        Sign behind a number to ``below``, ``above``, ``about`` or ``mark``, the longest first.
    spread : tuple of str
        Ways to write ``±``.
    units : dict of str to dict of str to float
        Covariate to written unit to factor.
    hours, days : dict of str to float
        Written unit of time to hours, and to days.
    counts, common : dict of str to float
        Units of a count, and those of a column the app does not know: all 1.
    """

    before: dict[str, str]
    after: dict[str, str]
    spread: tuple[str, ...]
    units: dict[str, dict[str, float]]
    hours: dict[str, float]
    days: dict[str, float]
    counts: dict[str, float]
    common: dict[str, float]


@cache
def number_formats() -> NumberFormats:
    """Load the table."""
    tree = load_toml("aci_core.domain.schema", "number_formats.toml")
    signs = tree["signs"]
    after = {
        value_key(w): kind for kind in ("below", "above", "about") for w in signs[f"{kind}_after"]
    }
    after |= {value_key(w): "mark" for w in signs["marks"]}
    hours = _factors(tree["hours"])
    units = {name: _factors(table) for name, table in tree["units"].items()}
    days = {word: n / _PER_DAY for word, n in hours.items()}
    before = {
        value_key(w): kind for kind in ("below", "above", "about", "spread") for w in signs[kind]
    }
    return NumberFormats(
        before=dict(sorted(before.items(), key=lambda pair: -len(pair[0]))),
        after=dict(sorted(after.items(), key=lambda pair: -len(pair[0]))),
        spread=tuple(value_key(w) for w in signs["spread"]),
        units={**units, "onset_hours": hours, "onset_days": days},
        hours=hours,
        days=days,
        counts=_ones(tree["counts"]["words"]),
        common=_ones(tree["any"]["words"]),
    )


def _factors(table: dict[str, float]) -> dict[str, float]:
    return {value_key(word): float(factor) for word, factor in table.items()}


def _ones(words: Iterable[str]) -> dict[str, float]:
    return {value_key(word): 1.0 for word in words}
