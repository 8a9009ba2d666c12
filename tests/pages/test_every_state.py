"""Every page in every state of a cohort: no apology, and what stands in the way says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, Translator, translator
from aci_core.sharing import Terms, revoke, share
from aci_core.sharing.store import open_store
from tests import page_names
from tests.build import sample
from tests.pages.conftest import App, reader_of
from tests.states import FILES

# What needs two arms with patients in each.
ASKING = (*page_names.RESULTS, "plan", "patient", "report")
FILES_OF_REPORT = ("docx", "xlsx", "pptx", "html", "script", "check")
Made = dict[str, Callable[[], bytes]]


@dataclass(frozen=True)
class State:
    """A state that a session may be in.

    Parameters
    ----------
    file : str
        One of `tests.states.FILES`; the sample if empty.
    query : mapping of str to str
        Choices in the address.
    error : str
        What stands in the place of each page that needs two arms; empty where they are drawn.
    buttons : tuple of str
        Keys of the buttons that lead on from there.
    """

    file: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    buttons: tuple[str, ...] = ("data_stopped",)


def _filters(*filters: dict[str, object]) -> dict[str, str]:
    return {"filters": json.dumps(filters)}


_NOBODY: dict[str, object] = {"column": "age", "low": 200}
_ONE_ARM: dict[str, object] = {"column": "arm", "among": ["treatment"]}
_CONTROL = ("is_control_0", "is_control_1", "data_stopped")
STATES = {
    "unknown_control": State("unknown_control", {}, "choose_reference_page", _CONTROL),
    "three_arms": State("three_arms", {}, "choose_arms_page", ("use_arms", "data_stopped")),
    "three_unknown": State("three_unknown", {}, "choose_arms_page", ("use_arms", "data_stopped")),
    "one_arm": State("one_arm", {}, "one_arm"),
    "one_patient": State("one_patient", {}, "one_arm"),
    "nobody_left": State("", _filters(_NOBODY), "selection_empty", ("unfilter_stopped",)),
    "one_arm_left": State("", _filters(_ONE_ARM), "selection_one_arm", ("unfilter_stopped",)),
    "nobody_by_two": State(
        "", _filters(_NOBODY, _ONE_ARM), "selection_empty", ("unfilter_stopped",)
    ),
    "filter_of_another_file": State(
        "", _filters({"column": "height", "low": 1}), "filter_column", ("unfilter_stopped",)
    ),
    "unknown_control_filtered": State(
        "unknown_control", _filters({"column": "", "set": "graded"}), "choose_reference_page",
        (*_CONTROL, "unfilter_stopped"),
    ),
    "nobody_graded": State(
        "no_nihss", _filters({"column": "", "set": "graded"}), "filter_column",
        ("unfilter_stopped",),
    ),
    "primary_gone": State("", {"primary": "mrs"}),
    "primary_without_column": State("no_nihss", {"primary": "nihss"}),
    "primary_empty": State("outcome_empty", {"primary": "nihss"}),
    **{
        name: State(name)
        for name in FILES
        if name not in ("unknown_control", "three_arms", "three_unknown", "one_arm", "one_patient")
    },
}  # fmt: skip


def reach(app: Callable[..., App], lang: str, state: State) -> App:
    """A session in the state."""
    if not state.file:
        return app(lang, sample="sample")
    running = app(lang)
    at = running.open("data")
    at.file_uploader(key="upload_file").upload("trial.csv", FILES[state.file])
    at.run()
    running.check()
    return running


def _walk(running: App, query: Mapping[str, str], page: str) -> None:
    for key, value in {**query, "id": "1"}.items():
        running.at.query_params[key] = value
    running.open(page)


def _is_calm(running: App, t: Translator) -> None:
    assert t("app.failed") not in running.text
    assert len(running.at.title) == 1


def _said(t: Translator, error: str) -> tuple[str, str]:
    """What stands before and after the facts of an error's sentence."""
    facts = dict.fromkeys(("n", "arm", "arms", "column"), "\x00")
    parts = t(f"error.{error}", **facts).split("\0")
    return parts[0], parts[-1]


# What stands in the way is read in each language; what is drawn, in one after the other.
WALKED = [
    (name, lang)
    for i, (name, state) in enumerate(STATES.items())
    for lang in (LANGUAGES if state.error else LANGUAGES[i % 2 :][:1])
]


@pytest.mark.parametrize(("name", "lang"), WALKED)
def test_every_page_is_drawn_or_says_what_to_do(
    app: Callable[..., App], made: Made, lang: str, name: str
) -> None:
    state, t = STATES[name], translator(lang)
    running = reach(app, lang, state)
    for page in page_names.ALL:
        made.clear()
        _walk(running, state.query, page)
        _is_calm(running, t)
        for _ in running.parts(page) if lang == "en" else ():
            _is_calm(running, t)
        # A table offered can be had.
        assert all(make() for make in made.values()), page
        if not state.error or page not in ASKING:
            assert "data_stopped" not in _buttons(running), page
            continue
        assert all(part in running.text for part in _said(t, state.error)), page
        assert {*state.buttons} <= _buttons(running), page
        # Nothing that the page would show is half there, or offered to be taken away.
        assert not {*made} - {"template"}, page
        assert not running.at.get("plotly_chart"), page


def _buttons(running: App) -> set[str]:
    return {str(b.key) for b in running.at.main.get("button") if not b.disabled}


@pytest.mark.parametrize("name", [n for n, state in STATES.items() if not state.error])
def test_every_file_of_a_report_is_made(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    state = STATES[name]
    running = reach(app, LANGUAGES[len(name) % 2], state)
    _walk(running, {**state.query, "report_formats": "~".join(FILES_OF_REPORT)}, "report")
    for box in running.at.main.checkbox:  # of errors that stand in the file
        box.check().run()
    running.at.button(key="report_make").click().run()
    running.check()
    labels = [button.proto.label for button in running.at.get("download_button")]
    assert len(labels) == len(FILES_OF_REPORT) + 1  # and all together


@pytest.mark.parametrize("page", ["overview", "patient", "report"])
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("unknown_control", "is_control_1"),
        ("three_arms", "use_arms"),
        ("nobody_left", "unfilter_stopped"),
        ("one_arm_left", "unfilter_stopped"),
    ],
)
def test_the_button_leads_on(app: Callable[..., App], name: str, key: str, page: str) -> None:
    running = reach(app, "en", STATES[name])
    _walk(running, STATES[name].query, page)
    running.at.button(key=key).click().run()
    running.check()
    assert "data_stopped" not in _buttons(running)
    assert len(running.at.title) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["rows", "results", "locked", "gone"])
def test_every_page_of_a_link_is_drawn_or_says_what_to_do(made: Made, lang: str, kind: str) -> None:
    t, store = translator(lang), open_store()
    terms = Terms(
        kind="results" if kind == "results" else "rows",
        phrase="correct horse" if kind == "locked" else "",
    )
    link = share(store, sample("synthetic_156.csv"), Settings(), terms)
    if kind == "gone":
        revoke(store, link.entry.id)
    running = reader_of(link.token, lang)
    for place, page in enumerate(page_names.ALL):
        made.clear()
        _walk(running, {}, page)
        _is_calm(running, t)
        for _ in running.parts(page):
            _is_calm(running, t)
        assert all(make() for make in made.values()), page
        buttons = _buttons(running)
        if kind == "locked":
            assert {"open_shared", "go_on"} <= buttons, page
        elif kind == "gone" and not place:
            assert {"sample_gone", "data_gone"} <= buttons
        elif kind == "results" and page in ("patient", "report"):
            assert t("error.share_results_only") in running.text
            assert "results_stopped" in buttons
        elif kind != "gone":
            assert not {"results_stopped", "data_stopped"} & buttons, page


@pytest.mark.parametrize("file", ["unknown_control", "three_arms", "one_arm"])
def test_what_its_reader_could_not_see_is_not_shared(app: Callable[..., App], file: str) -> None:
    running = reach(app, "en", STATES[file])
    running.at.button(key="share").click().run()
    running.at.button(key="share_make").click().run()
    running.check()
    error = running.at.session_state["_share_error"]  # a dialog closes in this harness
    assert error.code == STATES[file].error.removesuffix("_page")
    assert "_share_made" not in running.at.session_state


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_column_without_values_is_no_error_of_the_file(
    app: Callable[..., App], lang: str
) -> None:
    running, t = reach(app, lang, STATES["all_empty"]), translator(lang)
    running.open("outcomes")
    assert t("ui.needs_filled", columns="\0").partition("\0")[0] in running.text
    assert t("ui.needs_stopped", columns="\0").partition("\0")[0] not in running.text


@pytest.mark.parametrize(("before", "lang"), [(None, "zh"), ("sample", "en")])
@pytest.mark.parametrize("data", [b"\0\1\2", b"", b"x,y\n1,2\n"], ids=["binary", "empty", "no_arm"])
def test_a_refused_file_leaves_every_page_as_it_was(
    app: Callable[..., App], lang: str, before: str | None, data: bytes
) -> None:
    running, t = app(lang, sample=before), translator(lang)
    at = running.open("data")
    at.file_uploader(key="upload_file").upload("trial.csv", data)
    at.run()
    _is_calm(running, t)
    assert at.error
    for page in page_names.ALL:
        _walk(running, {}, page)
        _is_calm(running, t)
        if before is None and page in ASKING:
            assert f"data_{page}" in _buttons(running)
