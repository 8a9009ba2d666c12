"""Share, open, revoke: the pages of who shares and of who reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.protocol import DEFAULT
from aci_core.domain.study.settings import Settings
from aci_core.federation.envelope import read
from aci_core.federation.example import example
from aci_core.federation.pooled_study import pooled
from aci_core.ingest.subjects.privacy.privacy import top_code_ages
from aci_core.presentation import lookup, sentences
from aci_core.presentation.figures import rates
from aci_core.presentation.i18n import LANGUAGES, Translator, labels, translator
from aci_core.presentation.tables import baseline as baseline_table
from aci_core.presentation.tables import response as response_table
from aci_core.sharing import Terms, open_link, revoke, share, share_centres
from aci_core.sharing.store import database, open_store
from aci_core.ui.share import dialog, forgetting, links
from aci_core.ui.share import reader as shared
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation.navigation import page_file
from tests import page_names
from tests.build import cohort_of, sample
from tests.conftest import ROOT
from tests.pages.conftest import App, app_test, reader_of

READ = (*page_names.RESULTS, "data", "methods", "published")


def _shared(kind: Any = "rows", name: str = "synthetic_156.csv", **options: Any) -> Any:
    settings = options.pop("settings", Settings())
    view = options.pop("view", {})
    terms = Terms(kind=kind, **options)
    return share(open_store(), sample(name), settings, terms, view=view)


def test_share_shows_a_link_that_opens_in_another_session(app: Callable[..., App]) -> None:
    owner = app(sample="sample")
    owner.open("response")
    owner.at.session_state["level"] = "99"
    owner.at.session_state["share_what"] = "rows"
    owner.at.button(key="share").click().run()
    owner.at.button(key="share_make").click().run()
    owner.check()
    token = owner.at.session_state["_share_made"].token  # a dialog closes in this harness
    assert len(token) == 32

    reader = reader_of(token)
    reader.open("response")
    assert reader.at.session_state["level"] == "99"
    assert "67" in reader.text
    assert translator("en")("shared.badge_rows") in reader.text
    assert reader.at.query_params["c"] in (token, [token])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dialog_says_what_leaves_before_a_link_is_made(
    app: Callable[..., App], lang: str
) -> None:
    owner, t = app(lang, sample="long"), translator(lang)
    owner.open("response")
    owner.at.session_state["share_what"] = "rows"
    owner.at.button(key="share").click().run()
    assert t("share.leaves", n=63) in [one.label for one in owner.at.expander]
    table = "\n".join(str(one.value) for one in owner.at.get("html"))
    for text in (t("share.why_table_1"), "nihss_pre", "atrial_fibrillation", "SYN-L001"):
        assert text in table
    assert "lost_reason" not in table
    assert t("share.never", list="|").partition("|")[0] in owner.text
    [found] = [w.value for w in owner.at.warning if t("share.k_advice") in w.value]
    assert "116" in found[:20]  # the sentence first
    assert found.endswith(f":small[{t('share.k', k=1)}]")
    [tick] = [c for c in owner.at.checkbox if c.label.startswith("centre")]
    tick.check()
    owner.at.session_state["share_ages"] = 10
    owner.at.button(key="share_make").click().run()
    owner.check()
    content = open_link(open_store(), owner.at.session_state["_share_made"].token).content
    assert "centre" in content.cohort.table
    assert "lost_reason" not in content.cohort.table
    assert {*content.cohort.table["age"] % 10} == {5}


@pytest.fixture
def stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialog stands on the page, since one of this harness closes with the next run."""

    def inline(t: Translator) -> None:
        if session.cohort() is not None and not st.session_state.get(dialog._DRAWN):
            st.session_state[dialog._DRAWN] = True
            dialog._dialog()

    monkeypatch.setattr(dialog, "button", inline)


@pytest.mark.usefixtures("stays_open")
def test_a_link_that_was_made_goes_with_the_choices_of_which_it_was_made(
    app: Callable[..., App],
) -> None:
    owner, t = app(sample="long"), translator("en")
    owner.open("response")
    assert owner.at.get("button_group")
    assert owner.at.session_state["share_what"] == "results"  # by default

    def make() -> None:
        owner.at.button(key="share_make").click().run()
        assert "_share_made" in owner.at.session_state

    make()
    assert f"{t('share.who_link')} sees {t('share.sees_results')}, until " in owner.text
    for key, value in {
        "share_what": "rows",
        "share_days": 30,
        "share_ages": 10,
    }.items():
        owner.at.session_state[key] = value
        owner.at.run()
        assert "_share_made" not in owner.at.session_state, key
        assert t("share.who_link") not in owner.text
        make()
        rows = t("share.sees_rows", n="240")
        assert f"{t('share.who_link')} sees {rows}, until " in owner.text


@pytest.mark.usefixtures("stays_open")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dialog_says_who_can_see_what_and_where_the_address_leads(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    owner, t = app(lang, sample="sample"), translator(lang)
    warned = {"127.0.0.1": "computer", "192.168.3.4": "network", "aci.example.org": None}
    for host, reach in warned.items():
        monkeypatch.setattr(links, "host", lambda host=host: host)
        owner.open("response")
        for kind in ("results", "rows", "view"):
            owner.at.session_state["share_what"] = kind
            owner.at.run()
            said = [w.value for w in owner.at.warning if f"`{host}`" in w.value]
            assert said == ([t(f"share.reach_{reach}", host=f"`{host}`")] if reach else [])
    owner.at.session_state["share_what"] = "results"
    owner.at.run()
    owner.at.text_input(key="share_phrase").set_value("seven birds")
    owner.at.button(key="share_make").click().run()
    assert t("share.who_phrase") in owner.text
    assert t("share.sees_results") in owner.text
    assert t("share.made_phrase") in owner.text


def _owner_of_two_links(app: Callable[..., App], lang: str = "en") -> App:
    owner = app(lang, sample="sample")
    owner.open("response")
    for _ in range(2):
        owner.at.button(key="share").click().run()
        owner.at.button(key="share_make").click().run()
        owner.check()
    return owner


def _reloaded(owner: App, monkeypatch: pytest.MonkeyPatch) -> App:
    """The same browser, which brings its cookie."""
    token = owner.at.session_state["_draft_token"]
    cookies = property(lambda _: {session.COOKIE: token})
    with monkeypatch.context() as patch:
        patch.setattr(type(st.context), "cookies", cookies)
        again = App()
    assert again.at.session_state["_loaded"].cohort.n == 156
    return again


@pytest.mark.usefixtures("stays_open")
def test_a_reload_lists_every_link_of_the_draft(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = app(sample="sample")
    owner.open("response")
    for n_links in (1, 2, 3):
        owner.at.button(key="share_make").click().run()
        owner.check()
        owner = _reloaded(owner, monkeypatch)
        owner.open("response")
        listed = [b for b in owner.at.button if str(b.key).startswith("revoke_")]
        assert len(listed) == n_links


@pytest.mark.parametrize(("revoked", "lang"), [(True, "en"), (False, "zh")])
def test_forgetting_asks_what_becomes_of_the_links(
    app: Callable[..., App], *, revoked: bool, lang: str
) -> None:
    owner, t = _owner_of_two_links(app, lang), translator(lang)
    made = owner.at.session_state["_share_made"]
    owner.at.button(key="forget").click().run()
    assert owner.at.session_state["_loaded"].cohort.n == 156  # nothing is forgotten yet
    assert t("forgetting.open", n=2) in owner.text
    box = owner.at.checkbox(key="forget_revoke")
    assert box.value
    assert made.manage not in str(owner.at.code)
    if not revoked:
        box.uncheck()
    owner.at.button(key="forget_now").click().run()
    owner.check()
    assert "_loaded" not in owner.at.session_state
    assert made.manage not in repr(owner.at.session_state._state.filtered_state)
    assert t("forgetting.done_revoked" if revoked else "forgetting.done_kept", n=2) in owner.text
    assert not owner.at.toast  # it would lie over the button that undoes it
    left = open_store().entries(manage=made.manage)
    assert len(left) == (0 if revoked else 2)


def test_the_address_that_revokes_is_shown_where_links_are_kept(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = _owner_of_two_links(app)
    made = owner.at.session_state["_share_made"]

    def stays(t: Translator) -> None:
        forgetting._dialog()

    monkeypatch.setattr(forgetting, "ask", stays)
    owner.at.session_state["forget_revoke"] = False
    owner.at.button(key="forget").click().run()
    assert any(made.manage in code.value for code in owner.at.code)


def test_links_that_cannot_be_revoked_are_not_forgotten(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = _owner_of_two_links(app)

    def full(*_: object, **__: object) -> bool:
        raise AciError("share_not_revoked")

    owner.at.button(key="forget").click().run()
    monkeypatch.setattr("aci_core.sharing.revoke", full)
    owner.at.button(key="forget_now").click().run()
    owner.check()
    assert owner.at.session_state["_loaded"].cohort.n == 156
    assert owner.at.session_state["_forget_error"].code == "share_not_revoked"


@pytest.mark.parametrize(("kind", "lang"), [("rows", "zh"), ("results", "en")])
def test_every_page_of_a_share_of_many_visits_is_drawn(kind: str, lang: str) -> None:
    """That of two visits is drawn in test_every_state.py, in each language."""
    made = _shared(kind, "synthetic_long.csv")
    reader = reader_of(made.token, lang)
    for page in (*READ, *(("report",) if kind == "rows" else ())):
        reader.open(page)
        assert translator(lang)("app.failed") not in reader.text
        assert translator(lang)("error.share_gone") not in reader.text
        assert translator(lang)("error.share_results_only") not in reader.text, page


def test_expired_revoked_and_wrong_look_the_same() -> None:
    gone = _shared()
    assert revoke(open_store(), gone.entry.id)
    texts = {reader_of(token).text for token in (gone.token, "wrong", "x" * 32, "../../etc/passwd")}
    assert len(texts) == 1
    assert translator("en")("error.share_gone") in texts.pop()


def test_revoking_ends_an_open_page() -> None:
    made = _shared()
    reader = reader_of(made.token)
    reader.open("response")
    assert "67" in reader.text
    revoke(open_store(), made.entry.id)
    reader.at.run()
    assert translator("en")("error.share_gone") in reader.text
    assert "85.9" not in reader.text
    reader.open("response")
    assert "85.9" not in reader.text


def test_revoking_is_told_on_the_next_page() -> None:
    made = _shared()
    reader = reader_of(made.token)
    reader.open("response")
    revoke(open_store(), made.entry.id)
    reader.open("safety")
    assert translator("en")("error.share_gone") in reader.text
    reader.open("baseline")  # gone on by the menu
    assert translator("en")("error.share_gone") not in reader.text


def test_a_pass_phrase_is_asked_for() -> None:
    made = _shared(phrase="correct horse")
    reader = reader_of(made.token)
    assert "85.9" not in reader.text
    reader.at.text_input(key="phrase").set_value("wrong wrong")
    reader.at.button(key="open_shared").click().run()
    assert translator("en")("error.share_wrong_phrase") in reader.text
    reader.at.text_input(key="phrase").set_value("correct horse")
    reader.at.button(key="open_shared").click().run()
    reader.open("response")
    assert "85.9" in reader.text


def test_the_manage_link_lists_and_revokes() -> None:
    made = _shared(label="For the monitor")
    at = app_test()
    at.query_params["manage"] = made.manage
    at.run()
    assert any("For the monitor" in m.value for m in at.markdown)
    at.button(key=f"revoke_{made.entry.id}").click().run()
    assert open_store().find(made.token) is None


def test_results_only_has_neither_rows_nor_other_questions() -> None:
    made = _shared("results")
    reader = reader_of(made.token, level="99", filters='[{"column":"age","low":60}]')
    reader.open("response")
    keys = {widget.key for widget in (*reader.at.selectbox, *reader.at.slider)}
    assert not keys & {"rule", "cut1", "filter_by", "primary"}
    loaded = reader.at.session_state["_loaded"]
    assert list(loaded.cohort.table.columns) == ["patient_id", "arm"]
    assert "95%" in reader.text
    assert "99%" not in reader.text
    # 2 of the control arm had a fever, and 6 of the treatment arm.
    reader.open("safety")
    assert translator("en")("note.withheld") in reader.text


def test_leaving_a_share_and_taking_up_a_sample() -> None:
    reader = reader_of(_shared().token)
    reader.open("data")
    reader.at.button(key="open_bad").click().run()
    reader.check()
    assert reader.at.session_state["_loaded"].opened is None
    assert "c" not in reader.at.query_params


def test_a_link_without_data_waits_for_its_file() -> None:
    digest = sample("synthetic_156.csv").digest[:12]
    at = app_test()
    at.query_params["d"] = digest
    at.query_params["level"] = "90"
    at.run()
    t = translator("en")
    assert any(t("shared.link_waits", digest=f"`{digest[:8]}`") == i.value for i in at.info)
    at.switch_page(page_file("data")).run()
    at.button(key="open_bad").click().run()
    assert at.warning[0].value.startswith(t("shared.link_other", digest="|", other="|")[:30])
    at.button(key="open_sample").click().run()
    assert any(t("shared.link_fits", digest=f"`{digest[:8]}`") == i.value for i in at.success)
    assert at.session_state["level"] == "90"


def test_a_link_that_does_not_open_never_shows_ones_own_cohort_instead(
    app: Callable[..., App],
) -> None:
    """Who has a draft would take his own numbers for those that were shared."""
    gone = _shared()
    assert revoke(open_store(), gone.entry.id)
    own = app(sample="sample")
    own.open("response")
    assert "85.9" in own.text
    own.at.query_params["c"] = gone.token
    own.at.run()
    assert translator("en")("error.share_gone") in own.text
    assert "85.9" not in own.text
    own.at.button(key="go_on").click().run()
    own.check()
    assert "85.9" in own.text
    assert translator("en")("error.share_gone") not in own.text


def test_who_does_not_know_the_pass_phrase_can_leave() -> None:
    reader = reader_of(_shared(phrase="correct horse").token)
    reader.at.button(key="go_on").click().run()
    assert translator("en")("error.share_locked") not in reader.text
    assert "c" not in reader.at.query_params


def test_the_app_deletes_what_has_expired_as_it_starts(app: Callable[..., App]) -> None:
    gone, kept = _shared(), _shared()
    engine = sa.create_engine(database.url())
    with engine.begin() as connection:
        table = database.METADATA.tables["shares"]
        old = table.update().where(table.c.id == gone.entry.id).values(expires=1)
        connection.execute(old)
    shared.start_purge.clear()
    app()
    for _ in range(600):
        with engine.connect() as connection:
            left = set(connection.execute(sa.select(table.c.id)).scalars())
        if gone.entry.id not in left:
            break
        time.sleep(0.1)  # it is deleted beside the page, which tells nobody
    engine.dispose()
    assert gone.entry.id not in left
    assert kept.entry.id in left


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_left_out_is_not_told_as_missing(lang: str) -> None:
    """Pages of results without any number that may be shown say so, and claim nothing else."""
    n = 60
    cohort = cohort_of(
        nihss_pre=[5 + i % 20 for i in range(n)],
        nihss_post=[1 if i > 3 else 19 for i in range(n)],
        vegf_pre=[100 + i for i in range(n)],
        ae_fever=[int(i < 3) for i in range(n)],
        died=[int(i < 2) for i in range(n)],
    )
    made = share(open_store(), cohort, Settings(), Terms(kind="results"))
    reader, t = reader_of(made.token, lang), translator(lang)
    reader.open("response")
    assert t("words.response.withheld") in reader.text
    assert {metric.value for metric in reader.at.metric} == {"—"}
    reader.open("safety")
    assert t("words.safety.all_withheld") in reader.text
    for page in ("overview", "outcomes", "response", "factors"):
        reader.open(page)
        [text] = [c.value for c in reader.at.caption if t(f"shared.left_out_{page}") in c.value]
        assert text.startswith(":material/visibility_off: ")
        assert t("shared.left_out_counts", most=4) in text


def _trial_of_harms(few: int, often: int) -> Any:
    n = 80
    return cohort_of(
        nihss_pre=[5 + i % 20 for i in range(n)],
        nihss_post=[i % 13 for i in range(n)],
        ae_fever=[int(i % 40 < few) for i in range(n)],
        ae_rash=[int(i % 40 < few) for i in range(n)],
        ae_headache=[int(i % 40 < often) for i in range(n)],
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_events_that_are_withheld_are_counted_beside_those_that_are_shown(lang: str) -> None:
    made = share(open_store(), _trial_of_harms(2, 10), Settings(), Terms(kind="results"))
    reader, t = reader_of(made.token, lang), translator(lang)
    reader.open("safety")
    assert t("words.safety.apart_withheld", n=2) in reader.text
    assert t("words.safety.apart_all", list="|").partition("|")[0] not in reader.text.replace(
        t("words.safety.apart_all_shown", list="|").partition("|")[0], ""
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_every_harm_is_withheld_one_sentence_stands_for_the_plot(lang: str) -> None:
    made = share(open_store(), _trial_of_harms(2, 3), Settings(), Terms(kind="results"))
    reader, t = reader_of(made.token, lang), translator(lang)
    reader.open("safety")
    assert t("words.safety.all_withheld") in reader.text
    assert not reader.at.get("plotly_chart")
    assert t("card.events") not in reader.text


@pytest.mark.usefixtures("stays_open")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dialog_says_what_will_be_left_out_before_a_link_is_made(
    app: Callable[..., App], lang: str
) -> None:
    owner, t = app(lang, sample="sample"), translator(lang)
    owner.open("response")
    [said] = [c.value for c in owner.at.caption if c.value.startswith(":material/visibility_off:")]
    for name in ("fever", "headache", "agitation"):
        assert labels.variable(t, name) in said
    owner.at.session_state["share_min_cell"] = 1
    owner.at.run()
    assert t("share.foreseen", list=t("share.foreseen_none")) in owner.text


def test_the_report_of_shared_results_promises_nothing() -> None:
    reader = reader_of(_shared("results").token)
    reader.open("report")
    assert translator("en")("error.share_results_only") in reader.text
    assert translator("en")("report_page.lead") not in reader.text


def test_the_language_of_the_address_stays_when_a_link_opens() -> None:
    made = _shared(view={"lang": "en"})
    reader = reader_of(made.token, "en", lang="zh")
    assert translator("zh")("shared.badge_rows") in reader.text
    assert translator("zh")("title.overview") in reader.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["rows", "results"])
def test_a_link_of_the_version_before_opens_and_says_what_changed(lang: str, kind: Any) -> None:
    body = (ROOT / "tests" / "data" / f"share_{kind}_0.1.0.bin").read_bytes()
    token = f"{kind}-{lang}-{'t' * 32}"
    open_store().put(body, token=token, manage=f"manage-{token}", kind=kind, seconds=3600)
    reader = reader_of(token, lang, lang=lang)
    t = translator(lang)
    label = t(f"shared.earlier_{kind}", version="0.1.0")
    assert label in [one.label for one in reader.at.expander]
    assert t("rules_changed.1") in reader.text
    for page in page_names.RESULTS:
        reader.open(page)
        reader.check()


def _without_cells(**columns: Any) -> Any:
    """A trial of no stem cells of the paper's, whose file records infusions."""
    n = 60
    base = {
        "nihss_pre": [5 + i % 20 for i in range(n)],
        "nihss_post": [i % 13 for i in range(n)],
        "输注次数": [1 + i % 8 if i >= n // 2 else None for i in range(n)],
    }
    arms = ["control"] * (n // 2) + ["treatment"] * (n // 2)
    return cohort_of(arm=arms, **{**base, **columns})


@pytest.mark.parametrize(
    ("settings", "view", "columns", "shown"),
    [
        (Settings(), {}, {}, False),
        (Settings(), {"cells": "yes"}, {}, True),
        (Settings(protocol=replace(DEFAULT, courses=2)), {}, {}, True),
        (Settings(), {}, {"nsc_doses": [0] * 30 + [6] * 30}, True),
    ],
)
def test_results_alone_show_no_protocol_of_another_trial(
    settings: Settings, view: dict[str, str], columns: dict[str, Any], shown: bool
) -> None:
    cohort = _without_cells(**columns)
    made = share(open_store(), cohort, settings, Terms(kind="results"), view=view)
    # What a reader writes into the link is not what the owner said.
    reader, t = reader_of(made.token, **({} if shown else {"cells": "yes"})), translator("en")
    reader.open("plan").run()  # a page that is opened first is framed by a second run
    reader.more("given")
    assert (t("protocol.card") in reader.text) == shown
    assert (t("plan_key.protocol") in reader.text) == shown
    assert t("protocol.elsewhere") not in reader.text
    assert "输注次数" in reader.text
    at = reader.open("overview")
    assert (t("more.mechanism") in at.segmented_control(key="more_overview").options) == shown


def test_the_registration_stands_in_a_shared_plan() -> None:
    made = _shared("results", settings=Settings(registration="NCT01234567"))
    reader = reader_of(made.token)
    reader.open("plan")
    assert "NCT01234567" in reader.text


def test_few_missing_values_and_withheld_characteristics_say_no_number() -> None:
    n = 60
    cohort = _without_cells(
        age=[None if i == 7 else 50 + i % 30 for i in range(n)],
        weight=[None if i < 11 else 60 + i % 20 for i in range(n)],
        toast=["A" if i < 2 else "B" for i in range(n)],
        ae_fever=[int(i < 3) for i in range(n)],
        ae_rash=[int(i < 20) for i in range(n)],
    )
    made = share(open_store(), cohort, Settings(), Terms(kind="results"))
    t = translator("en")
    content = open_link(open_store(), made.token).content
    result = content.results["baseline"]  # type: ignore[union-attr]
    assert not any("missing:1" in row.notes for row in result.rows)
    assert any("missing:10" in row.notes for row in result.rows)
    assert lookup.patients(result) == {"treatment": 30, "control": 30}
    lines = [[c.text for c in row.cells] for row in baseline_table.baseline(result, t).rows]
    at = {cells[0]: i for i, cells in enumerate(lines)}
    assert lines[at[labels.column(t, "toast")]][1:4] == ["withheld"] * 3
    after = lines[at[labels.column(t, "toast")] + 1 :]
    assert not after or after[0][0] != t("method.mean_sd")
    [few, some] = [cells[1:4] for cells in lines if cells[0] == t("table.missing")]
    assert {*few} == {"—"}
    assert some == ["0", "10", "10"]  # in steps of 5
    reader = reader_of(made.token)
    reader.open("safety")
    any_event = t("table.any_withheld", event=labels.variable(t, "any"))
    assert any_event in reader.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_withheld_rate_has_no_n_of_0(lang: str) -> None:
    post = [1 if i > 3 else 19 for i in range(60)]
    made = share(open_store(), _without_cells(nihss_post=post), Settings(), Terms(kind="results"))
    result = open_link(open_store(), made.token).content.results["response"]  # type: ignore[union-attr]
    t = translator(lang)
    table = response_table.grades(result, t)
    assert [row.cells[1].text for row in table.rows][:2] == ["—", "—"]
    drawn = str(rates.grades_or_rates(result, t))
    assert "—/0" not in drawn
    assert "— of 0" not in drawn
    reader = reader_of(made.token)
    for page in ("overview", "response"):
        reader.open(page)
        keys = [chart.proto.id for chart in reader.at.get("plotly_chart")]
        assert not [key for key in keys if "grades" in key], page
        assert sentences.response.finding(result, translator("en")) in reader.text


@pytest.mark.parametrize(
    ("kind", "page", "opens"),
    [
        ("rows", "data", "overview"),
        ("results", "data", "overview"),
        ("results", "report", "overview"),
        ("rows", "report", "report"),
        ("results", "safety", "safety"),
    ],
)
def test_a_link_opens_a_page_that_its_reader_has(
    monkeypatch: pytest.MonkeyPatch, kind: str, page: str, opens: str
) -> None:
    monkeypatch.setattr(links.view, "page", lambda: page)
    assert links.link("x", kind).partition("?")[0].endswith(f"/{opens}")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "90岁及以上统一记为90岁"), ("en", "90 and above")]
)
def test_the_words_of_a_link_say_which_ages_are_put_together(lang: str, words: str) -> None:
    t = translator(lang)
    assert words in t("share.about_rows")
    assert words in t("shared.about_rows", until="")
    assert top_code_ages(np.array([89.0, 90.0, 97.0])).tolist() == [89, 90, 90]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_of_a_pooled_trial_opens_on_every_page(lang: str) -> None:
    cohort, chosen = sample("synthetic_long.csv"), Settings(randomised=True, primary="nihss_m6")
    trial = pooled(read(data).centre for data in example(cohort, chosen))
    terms = Terms(kind="results", label="Three centres")
    made = share_centres(open_store(), trial, terms, view={"lang": lang})
    reader = reader_of(made.token)
    for page in READ:
        reader.open(page)
        reader.check()
        assert translator(lang)("shared.badge_results") in reader.text
    reader.open("outcomes")
    assert "−2.3" in reader.text
