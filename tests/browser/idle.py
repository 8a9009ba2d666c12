"""Wait until Streamlit has nothing left to do, and what is drawn has come to rest."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator, Page

PATIENCE = 90_000  # ms: databases, servers and a browser share what cores there are
# ms. Asked at each frame, as Playwright would, a page draws frames in order to be asked.
_LOOKS = 50

# Each page counts what it owes: a rerun that was asked for is owed until a session's run begins,
# an upload until it asks for its rerun, or for five seconds, as one that is refused asks for none.
# A slow server takes a click long after a fast one would have answered it. The first field of a
# message tells its kind (BackMsg: rerun_script is 11, file_urls_request 16); of the answers
# (ForwardMsg) only new_session, which is 4, is looked for.
WATCH = """(() => {
    const Theirs = window.WebSocket;
    const owed = window.__owed = {run: false, upload: -Infinity};
    const begins = data => {
        const bytes = new Uint8Array(data);
        let at = 0;
        const number = () => {
            for (let value = 0, place = 1; ; place *= 128) {
                const byte = bytes[at++];
                value += (byte & 127) * place;
                if (!(byte > 127)) return value;
            }
        };
        while (at < bytes.length) {
            const tag = number(), size = number();
            if (tag >> 3 === 4) return true;
            if ((tag & 7) === 2) at += size;  // else a number, which was read
        }
        return false;
    };
    window.WebSocket = class extends Theirs {
        constructor(...given) {
            super(...given);
            [owed.run, owed.upload] = [false, -Infinity];
            this.addEventListener('message', ({data}) => {
                if (owed.run && data instanceof ArrayBuffer && begins(data)) owed.run = false;
            });
        }
        send(data) {
            if (data instanceof Uint8Array) {
                if (data[0] === 0x5a) [owed.run, owed.upload] = [true, -Infinity];
                if (data[0] === 0x82 && data[1] === 1) owed.upload = performance.now();
            }
            super.send(data);
        }
    };
})()"""

# A click reaches the page's script some milliseconds later, and a figure is drawn after the run
# that brings it: idle means that it lasted, over several looks, and nothing came, went or moved.
_IDLE = """(still) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const now = performance.now(), last = window.__idle, owed = window.__owed ?? {};
    const busy = !app || owed.run || now - owed.upload < 5000
        || app.getAttribute('data-test-script-state') !== 'notRunning'
        || app.getAttribute('data-test-connection-state') !== 'CONNECTED'
        || document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const drawn = `${document.getElementsByTagName('*').length} ${main?.scrollHeight}`;
    if (busy || !last || last.drawn !== drawn) {
        window.__idle = {since: now, looks: 0, drawn};
        return false;
    }
    return ++last.looks >= 5 && now - last.since >= still;
}"""

_BOX = """element => {
    const {x, y, width, height} = element.getBoundingClientRect();
    return [x, y, width, height];
}"""


def wait_idle(page: Page, *, still: int = 400, timeout: float = PATIENCE) -> None:
    """Return when no script has run, and nothing was owed or drawn, for `still` milliseconds."""
    page.evaluate("delete window.__idle")
    page.wait_for_function(_IDLE, arg=still, timeout=timeout, polling=_LOOKS)


def box_at_rest(found: Locator) -> FloatRect:
    """Where an element is, scrolled into sight, once it moves no more."""
    found.scroll_into_view_if_needed()
    last: list[float] = []
    alike = 0
    for _ in range(PATIENCE // 100):
        now = found.evaluate(_BOX)
        alike = alike + 1 if now == last else 0
        if alike == 3:
            x, y, width, height = now
            return {"x": x, "y": y, "width": width, "height": height}
        last = now
        found.page.wait_for_timeout(100)  # no event tells of rest
    raise AssertionError(f"it moves without end: {found}")


def wait_felt(page: Page) -> None:
    """Return when what the mouse and keys did so far has been taken and drawn."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
