"""The number needed to treat: a sentence a physician reads, with its interval as a path."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from aci_core.presentation.i18n import Translator, format_row, translator
from tests.unit import made

EN, ZH = translator("en"), translator("zh")


@pytest.mark.parametrize(
    ("counts", "english", "chinese"),
    [
        (
            (67, 78, 54, 78),
            "One more patient responds for every 6.0 treated (95% CI 3.4 to 28.2).",
            "每治疗6.0例，多1例有效（95%CI 3.4～28.2）。",
        ),
        (
            (54, 78, 67, 78),
            "One fewer patient responds for every 6.0 treated (95% CI 3.4 to 28.2).",
            "每治疗6.0例，少1例有效（95%CI 3.4～28.2）。",
        ),
        (
            (40, 78, 36, 78),
            (
                "One more patient responds for every 19.5 treated; the 95% CI runs from one more "
                "responder for every 4.9 treated, through a difference of zero, to one fewer for "
                "every 9.7."
            ),
            "每治疗19.5例，多1例有效；95%CI由每治疗4.9例多1例有效，经率差为0，至每治疗9.7例少1例。",
        ),
        (
            (36, 78, 40, 78),
            (
                "One fewer patient responds for every 19.5 treated; the 95% CI runs from one fewer "
                "responder for every 4.9 treated, through a difference of zero, to one more for "
                "every 9.7."
            ),
            "每治疗19.5例，少1例有效；95%CI由每治疗4.9例少1例有效，经率差为0，至每治疗9.7例多1例。",
        ),
        (
            (40, 78, 40, 78),
            (
                "The rates differ by 0, and no number needed to treat can be given; the 95% CI "
                "runs from one more responder for every 6.5 treated, through a difference of zero, "
                "to one fewer for every 6.5."
            ),
            "率差为0，需治疗人数无法给出；95%CI由每治疗6.5例多1例有效，经率差为0，至每治疗6.5例少1例。",
        ),
    ],
)
def test_it_is_a_sentence_and_no_path_through_infinity(
    counts: tuple[int, int, int, int], english: str, chinese: str
) -> None:
    (row,) = made.effective(*counts).where("nnt", variable="effective")
    for t, sentence in ((EN, english), (ZH, chinese)):
        assert format_row.number_needed(t, row, total=True, randomised=True) == sentence
        card = format_row.number_needed(t, row, total=True, randomised=True, form="card")
        assert not any(sign in card for sign in ("NNT", "∞", "infinity", "无穷"))


def test_a_limit_at_a_difference_of_zero_and_one_that_is_not_there() -> None:
    (row,) = made.effective(67, 78, 54, 78).where("nnt", variable="effective")
    text = partial(format_row.number_needed, EN, total=True, randomised=True)
    assert text(replace(row, ci_high=None)).endswith(
        "; the 95% CI runs from one more responder for every 3.4 treated to a difference of zero."
    )
    assert text(replace(row, ci_low=None, ci_high=None)) == (
        "One more patient responds for every 6.0 treated."
    )
    assert text(replace(row, estimate=None)) == ""
    assert text(None) == ""


def test_a_responder_of_two_grades_is_not_called_effective() -> None:
    (row,) = made.effective(67, 78, 54, 78).where("nnt", variable="effective")
    sentence = format_row.number_needed(ZH, row, total=False, randomised=True)
    assert sentence.startswith("每治疗6.0例，多1例应答（")


@pytest.mark.parametrize("randomised", [None, False])
@pytest.mark.parametrize(
    ("counts", "english", "chinese"),
    [
        (
            (67, 78, 54, 78),
            "1 / difference of the rates: 6.0 (95% CI 3.4 to 28.2).",
            "率差的倒数为 6.0（95%CI 3.4～28.2）。",
        ),
        (
            (54, 78, 67, 78),
            "1 / difference of the rates: −6.0 (95% CI −28.2 to −3.4).",
            "率差的倒数为 −6.0（95%CI −28.2～−3.4）。",
        ),
        (
            (40, 78, 36, 78),
            "1 / difference of the rates: 19.5; the 95% CI of the difference includes 0.",
            "率差的倒数为 19.5；率差的95%CI包含0。",
        ),
        (
            (40, 78, 40, 78),
            "The rates differ by 0, and 1 / difference has no value.",
            "率差为0，其倒数无法给出。",
        ),
    ],
)
def test_it_tells_no_cause_where_chance_did_not_allot(
    randomised: bool | None, counts: tuple[int, int, int, int], english: str, chinese: str
) -> None:
    """Statistics, rule 1: not randomised, or not said, never an effect of treatment."""
    (row,) = made.effective(*counts).where("nnt", variable="effective")
    for t, sentence in ((EN, english), (ZH, chinese)):
        text = partial(format_row.number_needed, t, row, total=True, randomised=randomised)
        assert text() == sentence
        assert not any(word in text(form="card") for word in ("treated", "one more", "治疗"))


@pytest.mark.parametrize("t", [EN, ZH])
def test_no_title_tells_a_cause(t: Translator) -> None:
    """Statistics, rule 1: these stand above figures of trials of every design."""
    for key in sorted(t.keys()):
        if key.startswith(("report.figure.", "report.section.", "card.", "alt.", "table.")):
            assert not any(x in t(key) for x in ("ffect of ", "对疗效的影响", "治疗的作用")), key
