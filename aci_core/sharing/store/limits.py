"""Limits of the store: sizes, counts and rates, each configurable by the host."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from aci_core.domain.host_limit import host_limit

_PREFIX = "ACI_SHARE_"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the store; ``ACI_SHARE_MAX_MB=20`` changes one.

    Parameters
    ----------
    max_mb : int
        Of one share, sealed.
    max_total_mb : int
        Of all together.
    max_shares : int
        Open at a time.
    per_owner : int
        Open at a time, of one management link or one user.
    per_hour : int
        Made within an hour, by everybody.
    tries : int
        Wrong pass-phrases of one link within `wait_minutes`.
    wait_minutes : int
    pass_minutes : int
        A browser that has typed a pass-phrase is not asked again by a reload within these.
    """

    max_mb: int = 64
    max_total_mb: int = 10_240
    max_shares: int = 10_000
    per_owner: int = 100
    per_hour: int = 300
    tries: int = 5
    wait_minutes: int = 15
    pass_minutes: int = 30

    @classmethod
    def from_environment(cls) -> Limits:
        """Read the limits from the environment.

        Raises
        ------
        AciError
            ``store_limit`` for one that is no whole number above 0.
        """
        defaults = asdict(cls())
        return cls(**{k: host_limit(_PREFIX + k.upper(), v) for k, v in defaults.items()})
