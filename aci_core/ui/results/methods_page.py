"""The methods page: headline, search, and a card for one method."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import streamlit as st

from aci_core.methods import METHODS, QUESTIONS, CaseResult, Method, methods_of, run_cases
from aci_core.methods.coverage import coverage_of
from aci_core.methods.golden import R
from aci_core.methods.registry import PACKAGE
from aci_core.presentation.i18n import LANGUAGES, Translator, format_number, labels, translator
from aci_core.presentation.i18n.markdown import literal, unbroken
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.results import cached
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import sentences, tables

_FIRST = 6  # golden numbers of a method that are seen at once
_LAST_QUESTION = "_methods_question"  # of the method that was shown last
_SEARCH_RESULT = "_methods_found"  # the method that a search led to


def results(t: Translator) -> tuple[CaseResult, ...]:
    """Compute every golden number anew, once a session."""
    # Ten milliseconds, but for a server's first reader, who waits for the libraries.
    waiting = partial(layout.with_spinner, t("methods.computing"), run_cases)
    with layout.placeholder():  # what follows stays where it was
        return cached(("golden",), waiting)


def headline(t: Translator, cases: Sequence[CaseResult]) -> None:
    """Draw the number of methods and of golden numbers that agree, by source."""
    by_r = [result for result in cases if result.case.source == R]
    published = [result for result in cases if result.case.source != R]
    groups = (("golden", cases), ("by_r", by_r), ("published", published))
    counts = cards.Metric(
        t("methods.count"),
        format_number.whole(len(METHODS)),
        t("methods.count_note", questions=len(QUESTIONS)),
    )
    cards.headline((counts, *(_agreeing(t, name, group) for name, group in groups)))


def _agreeing(t: Translator, name: str, cases: Sequence[CaseResult]) -> cards.Metric:
    agree = sum(result.agrees for result in cases)
    return cards.Metric(
        t(f"methods.{name}"),
        format_number.whole(agree),
        t(
            f"methods.agree_{'all' if agree == len(cases) else 'some'}",
            n=format_number.whole(len(cases)),
        ),
        t(f"methods.{name}_help"),
    )


def method_selector(t: Translator) -> Method:
    """Draw search and selectors; return the selected method."""
    words = choice_widgets.text("find", icon=":material/search:").casefold().split()
    names = tuple(m.name for m in METHODS.values() if words and _matches(m.name, words))
    if words:
        n_found = t("methods.found", n=len(names), all=len(METHODS))
        st.caption(n_found if names else t("methods.found_none"))
    searched = bool(names)
    if not searched:
        names = tuple(m.name for m in methods_of(_question()))
        led_to = st.session_state.pop(_SEARCH_RESULT, None)
        if led_to in names:
            view.pin("method", led_to)
    method = METHODS[choice_widgets.segmented("method", names, section="method")]
    if searched:
        # Where the search ends, the reader stays at the method it led to.
        view.set_value("question", method.question)
        st.session_state[_SEARCH_RESULT] = method.name
    st.session_state[_LAST_QUESTION] = method.question
    return method


def _question() -> str:
    """Selected question; that of the method where a link names only the method."""
    named = METHODS.get(str(view.get("method")))
    moved = st.session_state.get(_LAST_QUESTION, view.get("question")) != view.get("question")
    if named is not None and not moved:
        view.set_value("question", named.question)
    return choice_widgets.segmented("question", QUESTIONS, section="method_question")


@cache
def _words_of(name: str) -> str:
    """Searchable text of a method, in every language."""
    method = METHODS[name]
    parts = [name, *method.functions, method.agrees, *(r.text for r in method.references)]
    for lang in LANGUAGES:
        t = translator(lang)
        parts += [
            labels.method(t, name),
            t(f"method_question.{method.question}"),
            t(f"method_about.{name}"),
        ]
    return " ".join(parts).casefold()


def _matches(name: str, words: Sequence[str]) -> bool:
    return all(word in _words_of(name) for word in words)


def card(t: Translator, method: Method, cases: Sequence[CaseResult]) -> None:
    """Draw a method: formula, when and why, source, function, R, and its golden numbers."""
    with st.container(border=True, key="card_method"):
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.heading(labels.method(t, method.name))
            _badges(t, method)
        st.markdown(t(f"method_about.{method.name}"))
        with st.container(key="formula"):
            st.latex(method.formula)
            symbols = sentences.methods.symbols(method, t)
            if symbols:
                st.caption(symbols)
        left, right = st.columns(2, gap="medium")
        with left:
            _part(t, "why", t(f"method_why.{method.name}"))
            _part(t, "needs", t(f"method_needs.{method.needs}"))
            if method.references:
                _part(t, "reference", _references(method))
        with right:
            _code(t, "function", "\n".join(map(_import_line, method.functions)))
            _code(t, "agrees", method.agrees)
    _coverage(t, method)
    with st.container(border=True, key="card_golden"):
        cards.heading(t("methods.cases"))
        own = [result for result in cases if result.case.method == method.name]
        if not own:
            st.markdown(t("methods.cases_none"))
            return
        cards.table_body(tables.methods.golden(own[:_FIRST], t))
        if len(own) > _FIRST:
            with st.expander(t("methods.cases_more", n=len(own) - _FIRST), type="compact"):
                cards.table_body(tables.methods.golden(own[_FIRST:], t))


def _badges(t: Translator, method: Method) -> None:
    """Draw a warning that its interval under-covers, or is conservative."""
    studies = coverage_of(method.name)
    if any(c.below for c in studies):
        st.badge(t("coverage.badge_below"), icon=":material/warning:", color="orange")
    if any(c.above for c in studies):
        st.badge(t("coverage.badge_above"), icon=":material/expand:", color="gray")


def _coverage(t: Translator, method: Method) -> None:
    """Draw the simulated coverage of its 95 % interval, where it was studied."""
    studies = coverage_of(method.name)
    if not studies:
        return
    with st.container(border=True, key="card_coverage"):
        cards.heading(t("coverage.title"))
        st.markdown(unbroken(sentences.coverage.finding(studies, t)))
        cards.table_body(tables.coverage.by_size(studies, t))
        st.caption(sentences.coverage.how(studies, t))


def _part(t: Translator, name: str, text: str) -> None:
    st.markdown(f"**{t(f'methods.{name}')}**  \n{text}")


def _code(t: Translator, name: str, text: str) -> None:
    st.markdown(f"**{t(f'methods.{name}')}**")
    # Uncoloured: the colours of a language have too little contrast.
    st.code(text, language=None, wrap_lines=True)


def _import_line(path: str) -> str:
    """``from aci_core.stats.ranks import win_odds``: a dotted name would break anywhere."""
    module, _, name = path.rpartition(".")
    return f"from {PACKAGE}.{module} import {name}"


def _references(method: Method) -> str:
    texts = []
    for reference in method.references:
        text = literal(reference.text)
        texts.append(f"{text} [doi]({reference.url})" if reference.url else text)
    return "\n\n".join(texts)


def all_cases(t: Translator, cases: Sequence[CaseResult]) -> None:
    """Draw all golden numbers, on demand, with a download."""
    below = st.expander(t("methods.all"), icon=":material/table:", on_change="rerun")
    # Some four hundred rows: not sent before someone wants them.
    if not below.open:
        return
    with below:
        table = tables.methods.golden(cases, t, named=True)
        cards.table_body(table)
        cards.table_download(t, table, "golden")
