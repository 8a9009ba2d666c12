"""The view: every choice in session state and in the URL, so that Back undoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, cast

import streamlit as st

from aci_core.domain.study.filters import Filter
from aci_core.domain.study.plan import Fitted, changes, fitted
from aci_core.domain.study.protocol import Protocol
from aci_core.domain.study.settings import JUDGING, Deviation, Lock, Settings
from aci_core.presentation.i18n import Translator, labels, translator
from aci_core.presentation.i18n.languages import of_browser
from aci_core.ui.state.choices import choices, plan_record
from aci_core.ui.state.choices.choice import Value, filters_of, filters_to_text, questions_of
from aci_core.ui.state.choices.choices import BY_NAME
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.cohort.loaded import LOADED, Loaded

T = TypeVar("T")

_PLANNED = (*choices.ANALYSED, *choices.PROTOCOL)
_WRITTEN = ("locked", "deviations", "registration", "pins")

_LAST = "_view_last"  # what the last run ended with: values, query, page
_DECIDED = "_view_decided"  # values derived from choices, with those choices
_FIRST = "_view_first"  # first option of choices whose options are the file's own
_HELD = "_view_held"  # every choice, while a page is drawn
_LISTED = "_view_listed"  # cohort and choices of the plan up to which deviations are listed
SEEN = "_results_seen"  # whether this session showed results of its cohort; None: not known


def defaults() -> dict[str, Value]:
    """Defaults of this visitor: language of the browser, first options of the file."""
    return {"lang": _lang_of_browser(), **st.session_state.get(_FIRST, {})}


def _lang_of_browser() -> str:
    return of_browser(st.context.locale or "").code


def _query() -> dict[str, str]:
    return dict(st.query_params.to_dict())


def chosen() -> dict[str, Value]:
    """Value of every choice that was made or drawn."""
    state = st.session_state.to_dict()  # at once: by name each would be asked for twice
    return {name: state[name] for name in BY_NAME if name in state}


def values_of(names: Sequence[str]) -> dict[str, Value]:
    """Value of each of these choices, as by default where it was neither made nor drawn."""
    held = st.session_state.get(_HELD)
    if held is not None:
        return {name: held[name] for name in names}
    state = {**defaults(), **st.session_state.to_dict()}
    return {name: state.get(name, BY_NAME[name].default) for name in names}


def sync(page: str) -> None:
    """Synchronise URL and session; called by the frame before any widget is drawn.

    A first run reads the link. Later a widget that moved is newer than the link; a link
    that changed by itself (Back, Forward, an edited address) is newer than the session;
    a menu click drops the query, which loses nothing: the session writes it again,
    and `history.js` keeps the browser's history free of the bare address.

    Parameters
    ----------
    page : str
        Path of the page, to tell a menu click from Back.
    """
    last = st.session_state.get(_LAST)
    query, values = _query(), chosen()
    if last is None:
        read = True
    else:
        moved = values != last["values"]
        menu = page != last["page"] and not query
        # Quick steps through history: the browser still sends the widgets of the page before.
        stepped = page != last["page"] and bool(query)
        read = stepped or (not moved and not menu and query != last["query"])
    if read:
        of_link = choices.read(query, defaults())
        if last is not None and _same_cohort():
            of_link |= plan_record.merged(_record(), of_link)
        usual = defaults()
        for name, value in of_link.items():
            # What nobody chose is left out: Streamlit copies its state for every widget.
            if name in values or value != usual.get(name, BY_NAME[name].default):
                st.session_state[name] = value
        values = chosen()
    if _list_deviations(values):
        values = chosen()
    ours = choices.write(values, defaults())
    apart = {*BY_NAME, open_share.SHARE}
    foreign = {key: text for key, text in query.items() if key not in apart}
    target = {**foreign, **open_share.link_params(), **ours}
    if target != query:
        st.query_params.from_dict(target)
    st.session_state[_LAST] = {"values": values, "query": target, "page": page}


def plan_values() -> dict[str, Value]:
    """The choices of the plan and its record, to be kept with the cohort."""
    return values_of(choices.KEPT)


def plan_of_last() -> dict[str, Value]:
    """The same as the last `sync` or `end_run` found them."""
    return _of(st.session_state[_LAST]["values"], choices.KEPT)


def _of(values: Mapping[str, Value], names: Sequence[str]) -> dict[str, Value]:
    """Some of the choices; as by default where they were neither made nor drawn."""
    return {name: values.get(name, BY_NAME[name].default) for name in names}


def take_plan(values: Mapping[str, Value]) -> bool:
    """Take over a plan that was kept with the cohort, before any widget is drawn.

    Returns
    -------
    bool
        False, and nothing is taken, where the address has a part of a plan itself.
    """
    query = _query()
    if any(name in query for name in choices.KEPT):
        return False
    for name, value in values.items():
        set_value(name, value)
    made = chosen()
    target = query | choices.write(made, defaults())
    if target != query:
        st.query_params.from_dict(target)
    st.session_state[_LAST] |= {"values": made, "query": target}
    return True


def hold() -> None:
    """Read every choice at once for a page that asks hundreds of times; until `end_run`.

    Meanwhile nothing but `set_value` changes one: what a visitor moves comes with the next run.
    """
    st.session_state[_HELD] = values_of(tuple(BY_NAME))


def end_run() -> None:
    """End a run: a value that the page itself set is no move of a visitor's."""
    st.session_state.pop(_HELD, None)
    if _LAST in st.session_state:
        values = st.session_state[_LAST]["values"] = chosen()
        _mark_listed(values)


def get(name: str) -> Value:
    """The value of a choice."""
    held = st.session_state.get(_HELD)
    if held is not None:
        return cast("Value", held[name])
    if name in st.session_state:
        return cast("Value", st.session_state[name])
    return _default(name)


def _default(name: str) -> Value:
    """What a choice is before it is made."""
    if name == "lang":
        return _lang_of_browser()
    return cast("Value", st.session_state.get(_FIRST, {}).get(name, BY_NAME[name].default))


def set_value(name: str, value: Value | None) -> None:
    """Set a choice; from a callback, or before its widget is drawn."""
    st.session_state[name] = value
    held = st.session_state.get(_HELD)
    if held is not None:
        held[name] = value


def reset(name: str) -> None:
    """Reset a choice to its default; from a callback, or before its widget is drawn."""
    st.session_state.get(_FIRST, {}).pop(name, None)
    if name in st.session_state:
        set_value(name, BY_NAME[name].default)


def ensure_option(name: str, options: Sequence[str], leading: str | None = None) -> None:
    """Give a choice a value among the options, the leading one where it has none.

    Parameters
    ----------
    name : str
    options : sequence of str
        Never empty.
    leading : str, optional
        The first option if left out or if it is none of them.
    """
    lead = leading if leading in options else options[0]
    choice = BY_NAME[name]
    if choice.kind == "name" and not choice.default:
        first = st.session_state.setdefault(_FIRST, {})
        if st.session_state.get(name) == first.get(name):
            set_value(name, lead)
        first[name] = lead
    if st.session_state.get(name) not in options:
        usual = _default(name)
        set_value(name, usual if usual in options else lead)


def undo(name: str) -> None:
    """Set a choice back to what the last run ended with; from a callback."""
    set_value(name, _of(st.session_state[_LAST]["values"], (name,))[name])


def pin(name: str, value: Value) -> None:
    """Set a choice that was the first of its options, and keep it when the options change."""
    st.session_state.get(_FIRST, {}).pop(name, None)
    set_value(name, value)


def lang() -> str:
    """Language of the page: before the first `sync`, the URL's or the browser's."""
    chosen_one = st.session_state.get("lang")
    return str(chosen_one or choices.read(_query(), defaults())["lang"])


def page() -> str:
    """Path of the current page; empty before the first `sync`."""
    return str(st.session_state.get(_LAST, {}).get("page", ""))


def words() -> Translator:
    """Translator of the page's language, with the names that the cohort has of its own."""
    t, loaded = translator(lang()), st.session_state.get(LOADED)
    if loaded is None:
        return t
    # One for one cohort: drawings are kept by it.
    return _derived("words", (t.lang, loaded.cohort), lambda: labels.of_cohort(t, loaded.cohort))


def settings() -> Settings:
    """Settings of the visitor, with the protocol and the record of the plan."""
    return plan().settings


def plan() -> Fitted:
    """Settings of the visitor as far as the cohort has their columns, and what it lacks."""
    if fixed := open_share.frozen_settings():
        return Fitted(fixed)
    analysed = _analysed()
    planned = protocol()[0]
    record = tuple(map(str, values_of(_WRITTEN).values()))

    def make() -> Fitted:
        locked, deviations, registration, pins = record
        made = replace(
            analysed.settings,
            protocol=planned,
            locked=plan_record.lock_of(locked),
            deviations=plan_record.deviations_of(deviations),
            registration=registration.strip() or None,
            explored=questions_of(pins),
        )
        return Fitted(made, analysed.misfits)

    return _derived("settings", (analysed, planned, record), make)


def analysed() -> Settings:
    """Settings of every analysis: the protocol is as reported, and nothing is locked.

    Of the record there is what decides the standing of an outcome, no more.
    """
    return _analysed().settings


def _analysed() -> Fitted:
    if fixed := open_share.frozen_settings():
        return Fitted(fixed)
    values, patients = values_of(choices.ANALYSED), filters()
    loaded: Loaded | None = st.session_state.get(LOADED)
    record = str(get("deviations"))

    def make() -> Fitted:
        made = choices.to_settings(values, patients)
        every = plan_record.deviations_of(record)
        if judging := tuple(one for one in every if one.key in JUDGING):
            made = replace(made, deviations=judging)
        return fitted(loaded.cohort, made) if loaded else Fitted(made)

    return _derived("analysed", (values, patients, record, _cohort()), make)


# ----------------------------------------------------------------------- record of the plan


def lock_plan() -> None:
    """Record that the plan is settled; from a callback."""
    _list_deviations(chosen())  # of what was changed beside the button
    lock = Lock(_now(), settings().plan_digest, st.session_state.get(SEEN))
    set_value("locked", plan_record.lock_to_text(lock))


def results_seen() -> None:
    """Note that the page shows results of the cohort."""
    st.session_state[SEEN] = True


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record() -> dict[str, Value]:
    return values_of(choices.RECORD)


def _cohort() -> str | None:
    loaded: Loaded | None = st.session_state.get(LOADED)
    return loaded.cohort.digest if loaded else None


def _same_cohort() -> bool:
    """Whether the cohort is that of the run before."""
    listed = st.session_state.get(_LISTED)
    return listed is not None and listed[0] == _cohort()


def _mark_listed(values: Mapping[str, Value]) -> None:
    st.session_state[_LISTED] = _cohort(), _of(values, _PLANNED)


def _list_deviations(values: Mapping[str, Value]) -> bool:
    """List what was changed of a locked plan since the last time; only standings depend on it.

    Parameters
    ----------
    values : mapping of str to Value
        The choices as they are now.

    Returns
    -------
    bool
        Whether there was any, so that the record is another one.
    """
    made: Sequence[Deviation] = ()
    locked = plan_record.lock_of(str(values.get("locked", "")))
    if locked is not None and _same_cohort() and not open_share.frozen():
        now = _of(values, _PLANNED)
        before = st.session_state[_LISTED][1]
        if now != before:
            old, new = map(_settings_of, (before, now))
            made = changes(old, new, time=_now(), results_seen=st.session_state.get(SEEN))
            listed = plan_record.deviations_of(str(get("deviations")))
            set_value("deviations", plan_record.deviations_to_text((*listed, *made)))
            _tell(made)
    _mark_listed(values)
    return bool(made)


def _tell(made: Sequence[Deviation]) -> None:
    """Say at once that a choice changed the locked plan: it may stand on a page of results."""
    if made:
        t = words()
        listed = t("words.list").join(t(f"plan_key.{one.key}") for one in made)
        st.toast(t("plan.changed_now", list=listed), icon=":material/lock:", duration="long")


def _settings_of(values: Mapping[str, Value]) -> Settings:
    """The plan of these choices for the cohort that is loaded."""
    planned = replace(choices.to_settings(values), protocol=choices.protocol_of(values)[0])
    loaded: Loaded | None = st.session_state.get(LOADED)
    return fitted(loaded.cohort, planned).settings if loaded else planned


def protocol() -> tuple[Protocol, tuple[str, ...]]:
    """The visitor's protocol, and the choices that could not be read."""
    return choices.protocol_of(values_of(choices.PROTOCOL))


def filters() -> tuple[Filter, ...]:
    """Filters in use; empty for all patients."""
    if fixed := open_share.frozen_settings():
        return fixed.filters
    text = str(get("filters"))
    return _derived("filters", text, partial(filters_of, text))


def set_filters(new: Sequence[Filter]) -> None:
    """Set the filters; from a callback."""
    set_value("filters", filters_to_text(tuple(dict.fromkeys(new))))


def use(settings: Settings) -> None:
    """Take over settings of a project file; from a callback.

    A lock of this session's stays where the project has none: what differs is a deviation.
    """
    values = choices.from_settings(settings)
    if settings.locked is None:
        values |= _record()
    for name, value in values.items():
        set_value(name, value)
    if settings.locked is None:
        _list_deviations(chosen())
    else:
        _mark_listed(chosen())


def _derived(what: str, chosen: object, make: Callable[[], T]) -> T:
    """Return what `make` returns, called only where one of the choices has changed.

    Compared, and never dropped by hand: a widget, a link or a callback may set a choice at any
    time, and whoever asks next sees it.

    Parameters
    ----------
    what : str
    chosen : object
        The choices that `make` depends on.
    make : callable
    """
    decided: dict[str, tuple[object, T]] = st.session_state.setdefault(_DECIDED, {})
    if what not in decided or decided[what][0] != chosen:
        decided[what] = chosen, make()
    return decided[what][1]
