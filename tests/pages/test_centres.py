"""The page of several centres: three hospitals' files, a fourth of another plan, and junk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aci_core.analyses import prepare
from aci_core.analyses.centres import CENTRE
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import centre_summary
from aci_core.federation.envelope import read, write
from aci_core.federation.example import example
from aci_core.federation.pooled_study import pooled
from aci_core.presentation.i18n import LANGUAGES, format_number, translator
from aci_core.selection import subset
from aci_core.summaries import EFFECTIVE
from tests.build import sample
from tests.pages.conftest import App, reader_of

CHOSEN = Settings(randomised=True)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A file of each centre of the long sample."""
    cohort = sample("synthetic_long.csv")
    names = cohort.table[CENTRE].cat.categories
    return {f"{name}.json": data for name, data in zip(names, example(cohort, CHOSEN), strict=True)}


def opened(
    app: Callable[..., App], files: Sequence[tuple[str, bytes]], lang: str = "en"
) -> tuple[App, AppTest]:
    running = app(lang)
    at = running.open("centres")
    at.run()  # AppTest alone: the run of a page switch gives its widgets other identities
    if files:
        at.file_uploader(key="centre_files").set_value(
            [(name, data, "application/json") for name, data in files]
        ).run()
    running.check()
    return running, at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_shows_what_a_pooled_trial_is(app: Callable[..., App], lang: str) -> None:
    running, at = opened(app, (), lang)
    at.toggle(key="_centres_example").set_value(True).run()
    running.check()
    t = translator(lang)
    assert t("headline.centres_share") in running.text
    assert t("table.all_centres") in running.text
    for centre in ("A", "B", "C"):
        assert centre in running.text


def test_three_hospitals_and_a_coordinator(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    running, at = opened(app, list(files.items()))
    assert "of 3 centres" in running.text
    assert "given its value before treatment and the centre" in running.text
    assert not at.error
    assert at.metric[0].label == "Difference, given the centre"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trial_of_the_response_shows_its_rates_within_centres(
    app: Callable[..., App], lang: str
) -> None:
    cohort, chosen = sample("synthetic_long.csv"), replace(CHOSEN, primary=EFFECTIVE)
    half = np.arange(cohort.n) % 2 == 0
    made = [
        (name, write(centre_summary(prepare(subset(cohort, part), chosen), chosen, name)))
        for name, part in (("1.json", half), ("2.json", ~half))
    ]
    study = pooled(read(data).centre for _, data in made)
    running, at = opened(app, made, lang)
    t = translator(lang)
    row = study.response.get(
        "mantel_haenszel_rd", EFFECTIVE, visit=study.response.visit, versus=CENTRE
    )
    assert row is not None
    assert at.metric[0].label == t("headline.centres_rates")
    assert at.metric[0].value.startswith(format_number.points(row.estimate))
    assert t("method.cmh") in running.text
    assert t("words.several.no_primary") not in running.text


def test_one_file_waits_for_another(app: Callable[..., App], files: dict[str, bytes]) -> None:
    running, at = opened(app, list(files.items())[:1])
    assert at.info[-1].value == translator("en")("centres.one_more")
    assert "given its value before treatment and the centre" not in running.text


def test_another_plan_is_refused_with_what_to_change(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    first, second, third = files.values()
    one = read(third).centre
    other = replace(one, centre="Dalian *x*", settings=replace(one.settings, alpha=0.01))
    running, at = opened(app, [("1.json", first), ("2.json", second), ("3.json", write(other))])
    [error] = at.error
    assert "Dalian \\*x\\*" in error.value
    assert "0.01" in error.value
    assert "given its value before treatment and the centre" not in running.text


def test_junk_is_refused_by_its_name_and_the_others_stay(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    running, at = opened(
        app, [*files.items(), ("junk.json", b"[" * 100), ("again.json", files["A.json"])]
    )
    assert len(at.error) == 2
    assert at.error[0].value.startswith("junk\\.json") or at.error[0].value.startswith("junk.json")
    assert "of 3 centres" in running.text


def test_a_centre_that_comes_later_and_one_that_goes_are_told_with_what_they_change(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    two = list(files.items())[:2]
    running, at = opened(app, two)
    assert "Since before" not in running.text
    for now, said in ((list(files.items()), "with C"), (list(files.items())[1:], "without A")):
        at.file_uploader(key="centre_files").set_value(
            [(name, data, "application/json") for name, data in now]
        ).run()
        running.check()
        [line] = [text for text in running.text.splitlines() if "Since before" in text]
        assert said in line
        assert "the effect was" in line


def test_a_link_of_the_pooled_trial_is_made_and_opens(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    running, at = opened(app, list(files.items()))
    at.button_group(key="more_centres").set_value("centres_link").run()
    at.button(key="centres_link_make").click().run()
    running.check()
    _, made = at.session_state["_centres_link"]
    assert f"/overview?c={made.token}" in "\n".join(one.value for one in at.code)
    reader = reader_of(made.token)
    reader.open("outcomes")
    reader.check()
    assert translator("en")("shared.badge_results") in reader.text
    # Of other centres it is not the link.
    at.file_uploader(key="centre_files").set_value(
        [(name, data, "application/json") for name, data in list(files.items())[1:]]
    ).run()
    assert not any(made.token in one.value for one in at.code)


def test_a_link_that_cannot_be_made_says_why(
    app: Callable[..., App], files: dict[str, bytes]
) -> None:
    running, at = opened(app, list(files.items()))
    at.button_group(key="more_centres").set_value("centres_link").run()
    at.text_input(key="centres_link_phrase").set_value("short")
    at.button(key="centres_link_make").click().run()
    running.check()
    assert "8" in at.error[0].value


@pytest.mark.parametrize("part", ["centres_report", "tables", "json"])
def test_what_lies_behind_opens(
    app: Callable[..., App], files: dict[str, bytes], part: str
) -> None:
    running, at = opened(app, list(files.items()))
    at.button_group(key="more_centres").set_value(part).run()
    running.check()
    words = {
        "centres_report": translator("en")("centres.report_about"),
        "tables": "NIHSS",
        "json": translator("en")("centres.json_about"),
    }
    assert words[part].replace("`", "") in running.text.replace("`", "")
