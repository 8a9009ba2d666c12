"""The page of methods: its headline, the way to a method, and a method's card."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from aci_core.i18n import Translator, labels, numbers
from aci_core.i18n.markdown import literal
from aci_core.methods import METHODS, QUESTIONS, CaseResult, Method, methods_of, run_cases
from aci_core.methods.golden import R
from aci_core.methods.registry import PACKAGE
from aci_core.ui import cards, faces, view


def results(t: Translator) -> tuple[CaseResult, ...]:
    """Every golden number, computed now: nothing is kept from an earlier visit."""
    # Ten milliseconds, but for a server's first reader, who waits for the libraries.
    with st.spinner(t("methods.computing")):
        return run_cases()


def headline(t: Translator, found: Sequence[CaseResult]) -> None:
    """How many methods, and how many of their golden numbers agree, by who gives them."""
    by_r = [result for result in found if result.case.source == R]
    published = [result for result in found if result.case.source != R]
    groups = (("golden", found), ("by_r", by_r), ("published", published))
    counts = cards.Metric(
        t("methods.count"),
        numbers.whole(len(METHODS)),
        t("methods.count_note", questions=len(QUESTIONS)),
    )
    cards.headline((counts, *(_agreeing(t, name, group) for name, group in groups)))


def _agreeing(t: Translator, name: str, found: Sequence[CaseResult]) -> cards.Metric:
    return cards.Metric(
        t(f"methods.{name}"),
        numbers.whole(sum(result.agrees for result in found)),
        t(f"methods.{name}_note", n=numbers.whole(len(found))),
        t(f"methods.{name}_help"),
    )


def pick() -> Method:
    """The method that the reader opened: a question first, then one of its methods."""
    question = view.segmented("question", QUESTIONS, section="method_question")
    names = tuple(m.name for m in methods_of(question))
    return METHODS[view.segmented("method", names, section="method")]


def card(t: Translator, method: Method, found: Sequence[CaseResult]) -> None:
    """A method: formula, when and why, source, function, R, and its golden numbers."""
    with st.container(border=True, key="card_method"):
        cards.heading(labels.method(t, method.name))
        st.markdown(t(f"method_about.{method.name}"))
        with st.container(key="formula"):
            st.latex(method.formula)
            st.caption(t("methods.symbols"))
        left, right = st.columns(2, gap="large")
        with left:
            _part(t, "why", t(f"method_why.{method.name}"))
            _part(t, "needs", t(f"method_needs.{method.needs}"))
            if method.references:
                _part(t, "reference", _references(method))
        with right:
            paths = "\n".join(f"{PACKAGE}.{path}" for path in method.functions)
            _code(t, "function", paths, "python")
            _code(t, "agrees", method.agrees, "r")
    with st.container(border=True, key="card_golden"):
        cards.heading(t("methods.cases"))
        own = [result for result in found if result.case.method == method.name]
        if not own:
            st.markdown(t("methods.cases_none"))
            return
        cards.table_body(faces.table("methods.golden", own))


def _part(t: Translator, name: str, text: str) -> None:
    st.markdown(f"**{t(f'methods.{name}')}**  \n{text}")


def _code(t: Translator, name: str, text: str, language: str) -> None:
    st.markdown(f"**{t(f'methods.{name}')}**")
    st.code(text, language=language, wrap_lines=True)


def _references(method: Method) -> str:
    texts = []
    for reference in method.references:
        text = literal(reference.text)
        texts.append(f"{text} [doi]({reference.url})" if reference.url else text)
    return "\n\n".join(texts)


def everything(t: Translator, found: Sequence[CaseResult]) -> None:
    """All golden numbers, on demand, with a download."""
    below = st.expander(t("methods.all"), icon=":material/table:", on_change="rerun")
    # Some four hundred rows: not sent before someone wants them.
    if not below.open:
        return
    with below:
        table = faces.table("methods.golden", found, named=True)
        cards.table_body(table)
        cards.table_download(t, table, "golden")
