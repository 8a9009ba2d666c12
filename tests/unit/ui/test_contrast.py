"""Text of both themes reads on what it stands on (WCAG 2: 4.5 to 1)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from aci_core.presentation.figures.theme import contrast
from tests.conftest import ROOT

THEME = tomllib.loads(Path(ROOT, ".streamlit", "config.toml").read_text("utf-8"))["theme"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["page", "sidebar"])
def test_text_and_links_read(scheme: str, part: str) -> None:
    theme = THEME[scheme] if part == "page" else {**THEME[scheme], **THEME[scheme]["sidebar"]}
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for text in ("textColor", "primaryColor", "linkColor", "orangeTextColor"):
            ratio = contrast(theme[text], theme[ground])
            assert ratio >= 4.5, (text, ground, round(ratio, 2))


def test_the_measure_is_the_standard_s() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
