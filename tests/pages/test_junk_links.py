"""Whatever stands in a link, each page is drawn; what the link means to say, it says."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import translator
from aci_core.ui.state.choices.choices import CHOICES
from aci_core.ui.widgets.navigation.navigation import page_file
from tests import page_names
from tests.pages.conftest import TIMEOUT

JUNK = (
    "", "x" * 5000, "<script>alert(1)</script>", "../../etc/passwd", "\x00", "💩", "\u202e", "-1",
    "1e999", "nan", "99999999999", "~", "a~b~c", "80,40", "80~40", "0,0", "{0}", "%{x}", "=1+1",
)  # fmt: skip


def opened(page: str, query: dict[str, str], locale: str = "en-GB") -> AppTest:
    """A page by its link, with the sample loaded there."""
    at = AppTest.from_file(page_file(page), default_timeout=TIMEOUT)
    at.context = {"locale": locale}
    at.query_params.update(query)
    at.run()
    assert not at.exception
    buttons = [b for b in at.button if str(b.key) in (f"sample_{page}", "open_sample")]
    for button in buttons[:1]:
        button.click().run()
    assert not at.exception
    assert at.title
    assert not at.error
    return at


@pytest.mark.parametrize("junk", JUNK, ids=[str(i) for i in range(len(JUNK))])
def test_junk_in_every_parameter(junk: str) -> None:
    query = {choice.name: junk for choice in CHOICES} | {"unknown": junk}
    for page in page_names.ALL if junk == JUNK[2] else ("response", "factors"):
        at = opened(page, query)
        assert "<script>alert" not in "".join(str(e.value) for e in (*at.markdown, *at.html))


def test_an_unknown_language_is_the_visitors_own() -> None:
    at = opened("overview", {"lang": "xx"}, "zh-CN")
    assert at.title[0].value == translator("zh")("title.overview")


@pytest.mark.parametrize("written", ["80,40", "80，40"])
def test_cuts_typed_into_a_link(written: str) -> None:
    at = opened("response", {"rule": written})
    text = "".join(e.value for e in (*at.markdown, *at.caption))
    assert "80" in text
    assert "40" in text
    [box] = [s for s in at.selectbox if s.key == "rule"]
    assert box.value == written
