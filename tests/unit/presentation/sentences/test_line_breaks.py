"""Line breaks that a sentence allows."""

import pytest

from aci_core.presentation.i18n.markdown import unbroken

HELD, JOINER = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "whole",
    [
        "*P* = 0.013",
        "95% CI −2.28 to −0.20",
        "95%CI 3.5～29.2",
        "**51.7 pg/mL**",
        "**−1.24 points**",
        "81% to 100%",
        "3 of 78",
        "60.1 ± 9.0",
    ],
)
def test_what_belongs_together_stays_together(whole: str) -> None:
    shown = unbroken(f"so {whole} was")
    assert " " not in shown.removeprefix("so ").removesuffix(" was")
    assert ("～" in whole) == (f"{JOINER}～{JOINER}" in shown)
    assert shown.replace(HELD, " ").replace(JOINER, "") == f"so {whole} was"


def test_words_still_break() -> None:
    text = "All 13 others agree with it, to our **great and lasting surprise** (of course)."
    assert unbroken(text) == text
