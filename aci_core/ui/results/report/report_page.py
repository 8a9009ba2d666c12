"""The report page: options, preview, and files to download."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import unbroken
from aci_core.ui.results.report import coordinator_summary, report_formats, report_preview
from aci_core.ui.state import results
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import confirm
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import sentences
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from aci_core.analyses.objection import Severity
    from aci_core.domain.cohort import Cohort
    from aci_core.report import Report, Study
    from aci_core.report.model import Style

Made = dict[str, dict[str, bytes] | AciError]
NOTHING = ("none",)
_LEADING = "report_download"
_FRESH = "_report_fresh"  # whether the files were made by the click before this run
# The button may be drawn after the script.
_PRESS = f"""<script>(function press(left) {{
    const button = document.querySelector(".st-key-{_LEADING} button");
    if (button) button.click();
    else if (left) setTimeout(press, 100, left - 1);
}})(50);</script>"""
_COLORS: Mapping[Severity, str] = {"major": "red", "moderate": "orange", "minor": "gray"}


def draw(t: Translator) -> None:
    """Draw the page: files, contents, preview; behind it what a reviewer and a centre will ask."""
    left, right = layout.columns(5, 6)
    with left:
        # The files first: who wants them as they are presses one button.
        place = st.container()
        report = options(t)
    files(t, report, place)
    with right:
        report_preview.draw(t, report)
    major = (one for one in report.study.review if one.severity == "major")
    asked = t("written.space").join(sentences.review.question(one, t) for one in major)
    name = report.study.whole.name
    parts = (
        more.Part("review", partial(review, t, report), asked),
        more.Part("coordinator", partial(coordinator_summary.draw, t, name)),
    )
    more.draw(t, "report", parts)


def options(t: Translator) -> Report:
    """Draw the controls of the contents; return the report that they describe."""
    from aci_core.report import SECTIONS, STYLES

    with layout.card("report_asked"):
        cards.heading(t("report_page.asked"))
        lang = choice_widgets.segmented("report_lang")
        style = cast("Style", choice_widgets.segmented("report_style", STYLES))
        layout.caption(t(f"report_style_help.{style}"))
        choice_widgets.segmented("baseline_tests")
        sections = _multiple("report_sections", SECTIONS, "choice_report_sections", SECTIONS)
    return _report(t, lang, style, sections)


def _formats(t: Translator) -> tuple[str, ...]:
    """Draw the formats, at first those chosen last; return them."""
    from aci_core.report import FORMATS

    usual = report_formats.usual()
    chosen = _multiple(
        "report_formats", tuple(FORMATS), "report_format", usual, report_formats.remember
    )
    layout.caption("\n".join(f"- {t(f'report_format_help.{name}')}" for name in chosen))
    return chosen


def _multiple(
    name: str,
    codes: Sequence[str],
    section: str,
    usual: Sequence[str],
    taken: Callable[[Sequence[str]], None] = lambda _: None,
) -> tuple[str, ...]:
    """Draw pills of which several may be selected, at first the usual ones; return the selected."""
    t = view.words()
    value = cast("tuple[str, ...]", view.get(name))  # a choice of several names
    chosen = tuple(code for code in codes if code in (value or usual))
    key = f"{name}_pills"
    st.session_state[key] = list(chosen)

    def take() -> None:
        selected = tuple(code for code in codes if code in st.session_state[key])
        view.set_value(name, () if selected == tuple(usual) else selected or NOTHING)
        taken(selected)

    st.pills(
        t(f"choice.{name}"),
        codes,
        selection_mode="multi",
        key=key,
        format_func=lambda code: t(f"{section}.{code}"),
        help=t(f"choice_help.{name}"),
        on_change=take,
    )
    return chosen


def _report(t: Translator, lang: str, style: Style, sections: tuple[str, ...]) -> Report:
    spoken = view.lang() if lang == "page" else lang
    settings = view.settings()

    def study() -> Study:
        from aci_core.ingest import Project
        from aci_core.report import Study

        whole = session.cohort()
        if whole is None:
            raise AciError("no_cohort")
        loaded = session.loaded()
        return Study(
            whole,
            results.selected(),
            settings,
            results.data(),
            results.study(),
            loaded.project if loaded else Project(),
        )

    def make() -> Report:
        from aci_core.report import Options, build

        made = results.cached((*cohort, "study", settings), study)
        return build(made, spoken, Options(sections, style))

    # Names of arms are in no digest.
    cohort = (results.cohort().digest, _arm_names(session.cohort()))
    key = (*cohort, "report", settings, spoken, style, sections)
    return results.cached(key, partial(layout.with_spinner, t("report_page.reading"), make))


def _arm_names(cohort: Cohort | None) -> tuple[tuple[str, str], ...]:
    return () if cohort is None else tuple(cohort.arm_names.items())


# -------------------------------------------------------------------------------------- review


def review(t: Translator, report: Report) -> None:
    """Draw what a reviewer will ask, the most serious first, each with its page."""
    objections = report.study.review
    with layout.card("report_review"):
        cards.heading(t("review.title"))
        layout.caption(t("review.lead" if objections else "review.none"))
        for place, objection in enumerate(objections):
            words = t(f"review_severity.{objection.severity}")
            with st.container(key=f"objection_{place}", gap=None):
                badge = f":{_COLORS[objection.severity]}-badge[{words}]"
                question = f"{badge} **{sentences.review.question(objection, t)}**"
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(question, width="content")
                    if navigation.has(objection.page):
                        navigation.link(t, objection.page)
                text = sentences.review.sentence(objection, report.study.response, t)
                st.markdown(unbroken(text))


# --------------------------------------------------------------------------------------- files


def files(t: Translator, report: Report, place: DeltaGenerator) -> None:
    """Draw formats and the button that makes the files, and what was made, in their place."""
    from aci_core.report.formats import PICTURED

    with place, layout.card("report_files"):
        cards.heading(t("report_page.files"))
        formats = _formats(t)
        if not (formats and report.options.sections):
            layout.caption(t("report_page.nothing"))
            return
        named = _arm_names(report.study.whole)
        asked = (report.t.lang, report.options, report.study.settings, formats)
        key = (report.meta.digest, named, *asked)
        cached = st.session_state.get(session.REPORT)
        made: Made | None = cached[1] if cached is not None and cached[0] == key else None
        accepted = made is not None or confirm.errors(t, "unread.accept")
        bar = st.container()
        if made is None:
            if PICTURED & set(formats):
                layout.caption(t("report_page.wait"))
            first = t(f"report_format.{formats[0]}")
            words = {"name": first} if len(formats) == 1 else {"n": len(formats)}
            if not bar.button(
                t(f"report_page.make_{'one' if len(formats) == 1 else 'more'}", **words),
                key="report_make",
                type="primary" if accepted else "secondary",
                icon=":material/download:",
                disabled=not accepted,
            ):
                return
            st.session_state[session.REPORT] = (key, _make(t, report, formats, bar))
            st.session_state[_FRESH] = True
            st.rerun()  # the files in the place of the button
        _downloads(t, made, report.study.whole.name)


def _make(t: Translator, report: Report, formats: Sequence[str], bar: DeltaGenerator) -> Made:
    from aci_core.report.formats import iter_formats

    made: Made = {}
    shown = bar.progress(0.0)
    todo = list(formats)
    # Closed also where the visitor goes elsewhere meanwhile: it holds a browser.
    with closing(iter_formats(report, formats)) as outputs:
        for i, name in enumerate(todo):
            shown.progress(i / len(todo), t("report_page.making", name=t(f"report_format.{name}")))
            made.update([next(outputs)])
    shown.empty()
    return made


def _downloads(t: Translator, made: Made, study: str) -> None:
    """Draw the downloads; what was just made comes by itself, as the click asked for."""
    from aci_core.report.deterministic_zip import zip_files

    good = {name: output for name, output in made.items() if not isinstance(output, AciError)}
    for output in made.values():
        if isinstance(output, AciError):
            st.warning(literal_error(t, output), icon=":material/info:")
    fresh = st.session_state.pop(_FRESH, False)
    if not good:
        return
    every = {name: data for output in good.values() for name, data in output.items()}
    with layout.row():
        if len(every) > 1:
            label = t("report_page.all", n=len(every))
            _button(label, study, ".zip", zip_files(every), key=_LEADING)
        for name, output in good.items():
            label = t(f"report_format.{name}")
            key = _LEADING if len(every) == 1 else f"report_{name}"
            if len(output) == 1:
                ((file, data),) = output.items()
                _button(label, study, PurePath(file).suffix, data, key=key)
            elif len(good) > 1:  # else it is all there is
                _button(label, study, f"_{name}.zip", zip_files(output), key=key)
    if fresh:
        st.html(_PRESS, unsafe_allow_javascript=True)


def _button(label: str, study: str, ending: str, data: bytes, *, key: str) -> None:
    st.download_button(
        f"{label} ({_size(len(data))})",
        data,
        file_name=report_formats.file_name(study, ending),
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="primary" if key == _LEADING else "secondary",
    )


def _size(n: int) -> str:
    """A size in bytes, with its unit.

    Examples
    --------
    >>> _size(77_580), _size(2_013_496)
    ('78 kB', '2.0 MB')
    """
    return f"{n / 1e6:.1f} MB" if n >= 1e6 else f"{max(1, round(n / 1e3))} kB"
