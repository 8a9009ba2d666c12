"""Drafts: cohorts in the server's memory for some hours, so that a reload keeps them."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aci_core.ui.server.identity.sign_ins import SignIn
    from aci_core.ui.state.choices.choice import Value
    from aci_core.ui.state.cohort.loaded import Loaded

HOURS = 8
MAX_DRAFTS = 32
MAX_DRAFT_BYTES = 400 * 1024**2


@dataclass(frozen=True, slots=True)
class Draft:
    """A cohort with the plan that was chosen for it.

    Parameters
    ----------
    loaded : Loaded
    plan : mapping of str to Value
        Choices of the plan and its record, empty before any was kept.
    results_seen : bool or None
        Whether a session showed results of the cohort; None where that is not known.
    owner : SignIn or None
        Under which sign-in it was made; None where nobody had signed in.
    manage : str or None
        The management secret of the links that are made of it.
    browser : str
        Hash that tells the browser which has its key.
    """

    loaded: Loaded
    plan: Mapping[str, Value] = field(default_factory=dict)
    results_seen: bool | None = None
    owner: SignIn | None = None
    manage: str | None = field(default=None, repr=False)
    browser: str = ""

    def is_of(self, sign_in: SignIn | None) -> bool:
        """Whether the same person made it."""
        made_by = self.owner.person if self.owner else None
        return made_by == (sign_in.person if sign_in else None)

    @property
    def holder(self) -> str:
        """Whose it is: a person, else a browser."""
        return f"person {self.owner.person}" if self.owner else f"browser {self.browser}"


class Drafts:
    """Cohorts in the server's memory, limited in number and time, by the hash of a random key.

    Parameters
    ----------
    max_entries : int
        Of who has the most, the one not used for longest goes first.
    ttl : float
        Seconds a draft lives after its last use.
    max_bytes : int
        All drafts together; a single one above it is not kept, so a reload loses it.
    """

    def __init__(
        self,
        max_entries: int = MAX_DRAFTS,
        ttl: float = HOURS * 3600,
        max_bytes: int = MAX_DRAFT_BYTES,
    ) -> None:
        self._max = max_entries
        self._ttl = ttl
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, tuple[float, Draft]] = OrderedDict()
        self._lock = threading.Lock()

    @staticmethod
    def _hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def _drop_old(self, now: float) -> None:
        for key in [k for k, (at, _) in self._kept.items() if now - at > self._ttl]:
            del self._kept[key]
        while len(self._kept) > self._max:
            self._drop_one(Counter(draft.holder for _, draft in self._kept.values()))
        while (sizes := self._sizes()).total() > self._max_bytes:
            self._drop_one(sizes)

    def _drop_one(self, held: Counter[str]) -> None:
        """Drop the oldest of the holder of most: nobody drives out what others keep."""
        [(holder, _)] = held.most_common(1)
        del self._kept[next(k for k, (_, draft) in self._kept.items() if draft.holder == holder)]

    def _sizes(self) -> Counter[str]:
        """Bytes by holder."""
        # A cohort that takes another key lies under both until the browser has the new one.
        each = {id(draft.loaded): draft for _, draft in self._kept.values()}
        sizes: Counter[str] = Counter()
        for draft in each.values():
            sizes[draft.holder] += draft.loaded.nbytes
        return sizes

    def put(self, token: str, draft: Draft) -> None:
        """Keep a draft under the key."""
        now = time.monotonic()
        with self._lock:
            self._kept.pop(self._hash(token), None)
            if draft.loaded.nbytes > self._max_bytes:  # it would drive out everybody else's
                return
            self._kept[self._hash(token)] = (now, draft)
            self._kept.move_to_end(self._hash(token))
            self._drop_old(now)

    def keep_plan(
        self, token: str, plan: Mapping[str, Value], *, results_seen: bool | None
    ) -> None:
        """Keep the plan's choices with the cohort; nothing where that is gone.

        Results that one session has shown have been seen in every other.
        """
        with self._lock:
            entry = self._kept.get(self._hash(token))
            if entry is not None:
                _, draft = entry
                seen = True if draft.results_seen else results_seen
                kept = replace(draft, plan=dict(plan), results_seen=seen)
                self._kept[self._hash(token)] = (time.monotonic(), kept)  # it is in use
                self._kept.move_to_end(self._hash(token))

    def get(self, token: str) -> Loaded | None:
        """The cohort kept under the key, None if it is gone."""
        draft = self.draft(token)
        return draft.loaded if draft else None

    def draft(self, token: str) -> Draft | None:
        """The cohort kept under the key with its plan, None if it is gone."""
        now = time.monotonic()
        with self._lock:
            self._drop_old(now)
            entry = self._kept.get(self._hash(token))
            if entry is None:
                return None
            self._kept[self._hash(token)] = (now, entry[1])
            self._kept.move_to_end(self._hash(token))
            return entry[1]

    def expire(self) -> int:
        """Forget what is too old; how many that were."""
        with self._lock:
            before = len(self._kept)
            self._drop_old(time.monotonic())
            return before - len(self._kept)

    def delete(self, token: str) -> None:
        """Forget the cohort kept under the key."""
        with self._lock:
            self._kept.pop(self._hash(token), None)

    def delete_of(self, sign_in: SignIn) -> None:
        """Forget what was made under a sign-in."""
        self._delete_where(lambda draft: draft.owner == sign_in)

    def delete_managed(self, secret: str) -> None:
        """Forget what is of one file, in every tab that has taken it up."""
        self._delete_where(lambda draft: draft.manage == secret)

    def _delete_where(self, holds: Callable[[Draft], bool]) -> None:
        with self._lock:
            for key in [k for k, (_, draft) in self._kept.items() if holds(draft)]:
                del self._kept[key]
