"""The record of a locked plan as text of a link: its lock, and what was changed since."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from aci_core.domain.study.settings import PLAN, Deviation, Lock

_LOCK = re.compile(r"([0-9TZ:.+-]{10,40})~([0-9a-f]{64})(?:~(seen|unseen))?")
_SEEN = {"seen": True, "unseen": False}  # a lock of an earlier version says neither
_BETWEEN = "~"
_LONGEST = 20_000  # characters of the deviations


def lock_of(text: str) -> Lock | None:
    """Parse a link's lock; None for none or junk."""
    match = _LOCK.fullmatch(text)
    return Lock(match[1], match[2], _SEEN.get(match[3])) if match else None


def lock_to_text(lock: Lock | None) -> str:
    """Format a lock for a link; empty for none, and for one that no link could hold."""
    if lock is None:
        return ""
    seen = [word for word, value in _SEEN.items() if value is lock.results_seen]
    text = _BETWEEN.join((lock.time, lock.digest, *seen))
    return text if _LOCK.fullmatch(text) else ""


def deviations_of(text: str) -> tuple[Deviation, ...]:
    """Parse a link's deviations; none for junk."""
    try:
        parts = json.loads(text[:_LONGEST]) if text else []
        made = tuple(Deviation(key, before, after, time, seen)
                     for key, before, after, time, seen in parts)  # fmt: skip
    except (ValueError, TypeError, RecursionError):
        return ()
    return made if all(map(_is_deviation, made)) else ()


def _is_deviation(one: Deviation) -> bool:
    """Whether parts of a link are of the types that a deviation has."""
    parts: tuple[object, ...] = (one.before, one.after, one.time)
    seen: object = one.results_seen
    texts = all(isinstance(part, str) and part.isprintable() for part in parts)
    return texts and one.key in PLAN and (seen is None or isinstance(seen, bool))


def deviations_to_text(deviations: Sequence[Deviation]) -> str:
    """Format the deviations from a locked plan for a link; empty for none."""
    parts = [[one.key, one.before, one.after, one.time, one.results_seen] for one in deviations]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")) if parts else ""


def merged(ours: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, str]:
    """The record of a plan's lock and deviations, after a step through the browser's history.

    A record loses nothing by going back: the newer lock stays, and every deviation.

    Parameters
    ----------
    ours, theirs : mapping of str to object
        Choices of the session and of the link.
    """
    locks = [lock_of(str(values["locked"])) for values in (ours, theirs)]
    newest = max((lock for lock in locks if lock), key=lambda lock: lock.time, default=None)
    listed = [deviations_of(str(values["deviations"])) for values in (ours, theirs)]
    every = dict.fromkeys((*listed[0], *listed[1]))
    return {"locked": lock_to_text(newest), "deviations": deviations_to_text(tuple(every))}
