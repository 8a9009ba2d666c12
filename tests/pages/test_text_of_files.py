"""Text of a file is text: on no page, in no state does Streamlit read Markdown in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from google.protobuf.message import Message

from aci_core.presentation.i18n import LANGUAGES
from aci_core.ui.widgets.navigation.navigation import PAGES
from aci_core.ui.widgets.text import key_of
from tests import hostile_text
from tests.hostile_text import stings
from tests.pages.conftest import App, opened, reader_of, unfolded

# Shown as they are, as seen in the browser (`tests/browser/test_text_of_files.py`).
_PLAIN = {
    "Selectbox": {"options", "placeholder", "raw_value", "default"},
    "MultiSelect": {"options", "placeholder", "raw_values", "default"},
    "TextInput": {"placeholder", "value", "default"},
    "TextArea": {"placeholder", "value", "default"},
    "NumberInput": {"placeholder"},
    "Code": {"code_text"},
    "PlotlyChart": {"spec", "config", "alt"},
    "Dataframe": {"alt", "columns"},
}
# The app's own way to another part of its page; no text of the workbook has it.
_OWN_WAY = "](#issues_card)"
_NEVER_SHOWN = {"id", "form_id", "page", "url", "query_string"}


# The workbook has no backslash: one that is itself escaped, or stands in plain text, is seen.
_TWICE = re.compile(r"\\\\|small\\\[")
_ONCE = re.compile(r"\\[^a-zA-Z0-9]|:small\[")


def _strings(
    message: Message, where: str = "", *, plain: bool = False
) -> Iterator[tuple[str, str, bool]]:
    """Every text of a message: the field it stands in, and whether it is shown as it is."""
    kind = message.DESCRIPTOR.name
    for field, value in message.ListFields():
        name = f"{where}.{field.name}"
        so = plain or field.name in _PLAIN.get(kind, ())
        for one in value if field.is_repeated else [value]:
            if field.name in _NEVER_SHOWN:
                continue
            if isinstance(one, Message):
                yield from _strings(one, name, plain=so)
            elif isinstance(one, str):
                yield name, one, so


class _Tags(HTMLParser):
    """What of an HTML asks somebody for something, or leads there."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "img", "iframe", "object", "link", "svg", "b"}:
            self.live.append(tag)
        said = {"aria-label", "title", "alt", "data-label"}  # the last by `attr()`
        self.live += [f"{tag} {name}={of}" for name, of in attrs
                      if name not in said and hostile_text.HOST in (of or "")]  # fmt: skip


def _live(node: Any) -> list[str]:
    """What is more than text in an element."""
    proto = getattr(node, "proto", None)
    if not isinstance(proto, Message):
        return []
    kind = proto.DESCRIPTOR.name
    if kind == "Html":
        tags = _Tags()
        tags.feed(proto.body)
        return tags.live
    found = []
    for field, text, plain in _strings(proto):
        own = text.replace(_OWN_WAY, "]")
        more = _ONCE.findall(text) if plain else stings(own) + _TWICE.findall(text)
        if more and kind not in ("PlotlyChart", "Dataframe"):  # JSON has backslashes of its own
            found.append(f"{kind}{field}: {text[:300]!r} {more}")
    return found


HEADER = f"I {hostile_text.ENTITY}"  # a category
NUMBER = f"J {hostile_text.LINK} 评分"
PROJECTS: tuple[dict[str, object], ...] = (
    {"columns": {hostile_text.IMAGE: "arm"}},
    {"columns": {"组别": hostile_text.IMAGE}},
    {"arms": [hostile_text.IMAGE, hostile_text.WWW]},
    {"reference": hostile_text.MAIL},
    {"reading": {"sheet": hostile_text.IMAGE}},
    {hostile_text.IMAGE: 1},
)


class Walk:
    """A visit, and what was more than text on its way."""

    def __init__(self, running: App) -> None:
        self.running, self.at, self.found = running, running.at, [""]
        self.look("start")

    def look(self, where: str) -> None:
        """Look at the page as it is."""
        self.running.check()
        self.found += [f"{where} {found}" for node in self.at._tree for found in _live(node)]

    def pages(self, where: str, without: Container[str] = ()) -> None:
        """Look at every page."""
        for page in PAGES:
            if page.name not in without:
                self.running.open(page.name)
                self.look(f"{where}, {page.name}:")
                for part in self.running.parts(page.name):
                    self.look(f"{where}, {page.name}, {part}:")

    def click(self, key: str) -> None:
        """Click a button, and look."""
        self.at.button(key=key).click().run()
        self.look(key)

    def ask(self, page: str, **query: str) -> None:
        """Come to a page by an address with these choices."""
        self.running.open("methods" if page == "data" else "data")
        for name, value in query.items():
            self.at.query_params[name] = value
        self.running.open(page)
        self.look(str(query))

    def end(self) -> None:
        """Nothing was."""
        found = list(dict.fromkeys(self.found))
        assert found == [""], "\n".join(found)


def _upload(running: App, data: bytes, name: str = hostile_text.FILE_NAME) -> None:
    running.open("data")
    running.at.file_uploader(key="upload_file").upload(name, data)
    running.at.run()


def _walk(app: Callable[..., App], lang: str, *, settled: bool = True) -> Walk:
    running = app(lang)
    _upload(running, hostile_text.workbook())
    walk = Walk(running)
    if settled:
        walk.click("is_control_1")
    return walk


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page(app: Callable[..., App], lang: str) -> None:
    walk = _walk(app, lang, settled=False)
    walk.pages("no control yet")
    walk.running.open("data")
    walk.click("is_control_1")
    walk.pages("settled")
    for arm in ("control", "treatment"):
        walk.ask("factors", group=arm, factor=NUMBER)
    walk.end()


def test_the_data_page(app: Callable[..., App]) -> None:
    walk = _walk(app, "zh")
    at = walk.at
    for part in ("read", "lacks", "cells"):
        opened(at, "data", part)
        walk.look(part)
    for header in list(at.selectbox(key="values_column").options):
        at.selectbox(key="values_column").select(header).run()
        walk.look(f"values of {header}")
    opened(at, "data", "columns")
    at.segmented_control(key="columns").set_value("all").run()
    walk.look("all columns")
    walk.click("mapping_more")
    for meaning in ("given", "ae_fever", "nihss", "left_out"):
        [box] = [b for b in at.selectbox if str(b.key).startswith("meaning_") and "copy" in b.label]
        box.set_value(meaning).run()
        walk.look(f"meaning {meaning}")
    unfolded(at, "arm_names")
    [name, _] = [one for one in at.text_input if one.placeholder in hostile_text.ARMS]
    name.set_value(f"{hostile_text.LINK} {hostile_text.ICON}").run()
    walk.look("a name for an arm")
    for key in [str(b.key) for b in at.button if str(b.key).startswith(("do_", "read0_"))][:4]:
        if any(b.key == key for b in at.button):
            walk.click(key)
    digest = key_of(at.session_state["_loaded"].cohort.digest)
    [cell] = [b for b in unfolded(at, f"open_0_{digest}").text_input if b.key == f"cell_0_{digest}"]
    cell.set_value(hostile_text.IMAGE)
    [use] = [b for b in at.button if b.form_id == cell.form_id]
    use.click().run()
    walk.look("a corrected cell")
    walk.click("empty_all")
    walk.pages("corrected")
    walk.end()


def test_files_that_are_refused(app: Callable[..., App]) -> None:
    walk = Walk(app("zh"))
    running = walk.running
    rows = hostile_text.sheet()
    without = [[cell for place, cell in enumerate(row) if place != 1] for row in rows]
    _upload(running, hostile_text.xlsx({hostile_text.SHEETS[0]: without}))
    walk.look("no arm")
    walk.at.selectbox(key="arm_column").select(f"A {hostile_text.IMAGE}").run()
    walk.click("use_arm_column")
    twice = [[*rows[0], rows[0][17]], *([*row, row[17]] for row in rows[1:])]
    _upload(running, hostile_text.xlsx({hostile_text.SHEETS[0]: twice}))
    walk.look("a header twice")
    _upload(running, hostile_text.workbook())
    for project in PROJECTS:
        running.open("data")
        running.at.file_uploader(key="upload_mapping").upload(
            "p.json", json.dumps(project).encode()
        )
        running.at.run()
        walk.look(f"project {project}")
    walk.end()


def test_filters_sets_and_the_selected(app: Callable[..., App]) -> None:
    walk = _walk(app, "en")
    at = walk.at
    among = {"column": HEADER, "among": [hostile_text.NEAR, hostile_text.COLOUR]}
    many = {"column": NUMBER, "low": 5.0}
    walk.ask("response", filters=json.dumps([among, many]))
    unfolded(at, "filter_panel")
    walk.click("edit_0")
    walk.click("edit_1")
    at.text_input(key="set_name").set_value(f"{hostile_text.IMAGE} {hostile_text.MAIL}").run()
    walk.look("a saved set")
    at.selectbox(key="filter_by").set_value(HEADER).run()
    walk.look("a condition")
    at.selectbox(key="filter_by").set_value(NUMBER).run()
    walk.look("a range")
    at.session_state["picked_chooser"] = True
    at.run()
    at.text_input(key="picked_numbers").set_value("1-9")
    at.button_group(key="picked_arms").set_value([hostile_text.ARMS[0]])
    at.multiselect(key="picked_events").set_value([f"ae_{hostile_text.IMAGE}"])
    [do] = [b for b in at.button if b.label == "Pick"]
    do.click().run()
    walk.look("selected")
    walk.pages("filtered, selected")
    walk.ask(
        "overview",
        filters=json.dumps([{"column": HEADER, "among": ["1"]}, {"column": NUMBER, "low": 99.0}]),
    )
    walk.pages("nobody is left")
    walk.end()


def test_the_plan_and_the_report(app: Callable[..., App]) -> None:
    walk = _walk(app, "zh")
    at = walk.at
    walk.running.open("plan")
    for part, name in (("adjusted", "covariates"), ("apart", "subgroups")):
        walk.running.more(part)
        at.multiselect(key=f"plan_{name}").set_value([HEADER, NUMBER]).run()
        walk.look(name)
    walk.running.more("adjusted")
    at.selectbox(key="plan_centre").set_value(HEADER).run()
    walk.running.more("apart")
    at.selectbox(key="plan_population_by").set_value(HEADER).run()
    walk.look("population")
    condition = {"column": HEADER, "among": [hostile_text.NEAR]}
    walk.ask("plan", population=json.dumps([condition]), registration=f"{hostile_text.ADDRESS} x")
    walk.click("plan_lock_confirm")
    walk.running.more("apart")
    at.multiselect(key="plan_subgroups").set_value([f"A {hostile_text.IMAGE}"]).run()
    walk.look("changed since it was locked")
    walk.ask(
        "outcomes",
        secondary="![i](http~x",
        covariates=f"{hostile_text.WWW}~age",
        rule=hostile_text.IMAGE,
    )
    walk.pages("planned")
    walk.end()


@pytest.mark.parametrize("kind", ["rows", "results"])
def test_a_link(app: Callable[..., App], kind: str) -> None:
    walk = _walk(app, "en")
    at = walk.at
    walk.running.open("overview")
    at.session_state["share_what"] = kind
    walk.click("share")
    at.text_input(key="share_label").set_value(f"{hostile_text.IMAGE} {hostile_text.WWW}")
    [accepted] = [box for box in at.checkbox if "accept_share" in str(box.key)]
    accepted.check()
    walk.click("share_make")
    made = at.session_state["_share_made"]
    walk.ask("data", manage=made.manage)
    walk.end()

    reader = Walk(reader_of(made.token))
    reader.pages("read", without={"report", "patient"} if kind == "results" else ())
    reader.end()


def test_addresses(app: Callable[..., App]) -> None:
    walk = _walk(app, "en")
    walk.ask("methods", find=hostile_text.IMAGE)
    for field in ("events_t", "events_c", "rate_t", "events_p"):
        walk.ask("published", **{field: hostile_text.IMAGE})
    walk.ask("overview", c=hostile_text.IMAGE)
    walk.ask("overview", d="0123456789ab", lang=hostile_text.WWW, id=hostile_text.MAIL)
    walk.end()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sample", ["sample", "bad"])
def test_marks_of_our_own_words_are_not_shown(
    app: Callable[..., App], lang: str, sample: str
) -> None:
    """The samples have neither an asterisk nor a bracket: one that is escaped is ours."""
    running = app(lang, sample=sample)
    for page in PAGES:
        running.open(page.name)
        for node in running.at._tree:
            proto = getattr(node, "proto", None)
            if isinstance(proto, Message) and proto.DESCRIPTOR.name not in ("Html", "PlotlyChart"):
                for field, text, plain in _strings(proto):
                    marks = re.findall(r"\*\*|\[|`" if plain else r"\\[*`\[]", text)
                    assert not marks, (page.name, field, text)
