"""A limit on what uvicorn puts together of a websocket's frames, before any middleware hears it.

Streamlit gives it the size of the largest message that it sends itself: so much could each socket
leave unfinished in memory. What is taken from its inside stands here; without it all works.
"""

from __future__ import annotations

import uvicorn

from aci_core.ui.server.limits.message_size import MOST

_NAME = "ws_max_size"


def _limited(config: uvicorn.Config) -> int:
    return min(MOST, int(vars(config).get(_NAME, MOST)))


def limit_frames() -> None:
    """Limit every server of this process, also one that runs already."""
    keep = property(_limited, lambda config, size: vars(config).update({_NAME: size}))
    setattr(uvicorn.Config, _NAME, keep)
