"""Wait until Streamlit has nothing left to do."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE = 90_000  # ms: databases, servers and a browser share what cores there are
# ms. Asked at each frame, as Playwright would, a page draws frames in order to be asked.
_LOOKS = 50

# A click reaches the server some milliseconds later: idle means that it lasted.
_IDLE = """(still) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = !app
        || app.getAttribute('data-test-script-state') !== 'notRunning'
        || app.getAttribute('data-test-connection-state') !== 'CONNECTED'
        || document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]');
    const now = performance.now();
    if (busy || window.__idleSince === undefined) window.__idleSince = now;
    return now - window.__idleSince >= still;
}"""


def wait_idle(page: Page, *, still: int = 400, timeout: float = PATIENCE) -> None:
    """Return when no script has run for `still` milliseconds."""
    page.evaluate("delete window.__idleSince")
    page.wait_for_function(_IDLE, arg=still, timeout=timeout, polling=_LOOKS)
