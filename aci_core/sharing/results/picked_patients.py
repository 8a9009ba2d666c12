"""Picked patients in a share of results alone: how many they are, never which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import PickedElsewhere, parse_ordinals
from aci_core.domain.study.settings import Settings

_NUMBERS = "patients"  # the key of a filter by patients' numbers


def settings_without_numbers(settings: Settings, least: int) -> Settings:
    """The settings, whose filters say how many patients were picked.

    Parameters
    ----------
    settings : Settings
    least : int
        Fewer are few.

    Examples
    --------
    >>> from aci_core.domain.study.filters import Patients
    >>> one = Settings(filters=(Patients("", (3, 7, 19), left_out=True),))
    >>> settings_without_numbers(one, 3).filters
    (PickedElsewhere(column='', n=3, left_out=True),)
    """
    document = settings.to_json()
    told = _without_numbers(document, least)
    if told == document:
        return settings
    kept = settings.locked is not None and not settings.changed_since_lock
    made = Settings.from_json(told)
    if kept and made.locked is not None:
        return replace(made, locked=replace(made.locked, digest=made.plan_digest))
    return made


def view_without_numbers(view: Mapping[str, str], least: int) -> dict[str, str]:
    """The choices of a page, as texts of a link, whose filters say how many were picked."""
    return {key: _text_without_numbers(text, least) for key, text in view.items()}


def _without_numbers(part: object, least: int) -> object:
    if isinstance(part, Mapping):
        if isinstance(part.get(_NUMBERS), str):
            return _picked(part, least)
        return {key: _without_numbers(one, least) for key, one in part.items()}
    if isinstance(part, list | tuple):
        return [_without_numbers(one, least) for one in part]
    # A deviation holds the filters before and after as a text.
    return _text_without_numbers(part, least) if isinstance(part, str) else part


def _text_without_numbers(text: str, least: int) -> str:
    if _NUMBERS not in text:
        return text
    try:
        document = json.loads(text)
    except ValueError:  # words that somebody typed
        return text
    told = _without_numbers(document, least)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _picked(condition: Mapping[str, object], least: int) -> dict[str, object]:
    try:
        n = len(parse_ordinals(str(condition[_NUMBERS])))
    except AciError:
        n = 0
    out = condition.get("left_out") is True
    return PickedElsewhere("", n if n >= least else 0, out).to_json()
