"""How many examples a property is tried with: its own number, as many times as the profile asks."""

from __future__ import annotations

from hypothesis import settings


def examples(usual: int) -> int:
    """So many in ``make test``; under the longer profiles of ``make deep`` more in proportion.

    A number alone would hold under every profile: the long proofs would prove no more.
    """
    return usual * settings().max_examples // settings.get_profile("default").max_examples
