"""Sentences on how many patients the rate's *P* rests on."""

from __future__ import annotations

from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import responders
from tests.unit import made

EN, ZH = translator("en"), translator("zh")


def test_fragile_by_several_patients() -> None:
    result = made.effective(67, 78, 54, 78)
    assert responders.fragility(result, EN) == (
        "Fisher's exact test of the plain total effective rate: *P* = 0.020. "
        "Fragility index of the total effective rate: **3**. With 3 more responders in the control "
        "arm, Fisher's exact test would give *P* = 0.073, no longer below 0.05. It says how many "
        "patients that *P* of the plain counts rests on, not whether the effect is real, and "
        "nothing of an adjusted result."
    )
    assert (
        "总有效率的脆弱指数为**3**：对照组若再多3例应答，Fisher确切概率法*P*=0.073，不再低于0.05。"
    ) in responders.fragility(result, ZH)


def test_fragile_by_one_patient_is_no_plural() -> None:
    """6 of 40 v 15 of 40: Fisher's P 0.0406; one patient turns it."""
    text = responders.fragility(made.effective(6, 40, 15, 40), EN)
    assert "**1**. With one more responder in the treatment arm, " in text


def test_the_reverse_index_takes_responders_away() -> None:
    text = responders.fragility(made.effective(45, 78, 37, 78), EN)
    assert "Reverse fragility index of the total effective rate: **6**. " in text
    assert "With 6 fewer responders in the control arm, " in text
    assert "would give *P* = 0.037, below 0.05." in text


def test_no_number_of_patients_turns_it() -> None:
    text = responders.fragility(made.effective(3, 3, 2, 3), EN)
    assert text.startswith("Even without a responder in the control arm ")
