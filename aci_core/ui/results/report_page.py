"""The report page: options, preview, and files to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, cast

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal, of_table, unbroken, unraised
from aci_core.ui.state import choice_widgets, results, session, view
from aci_core.ui.widgets import cards, confirm, layout, navigation
from aci_core.ui.widgets.presenters import sentences
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from aci_core.analyses.objection import Severity
    from aci_core.domain.cohort import Cohort
    from aci_core.report import Report, Study
    from aci_core.report.model import Style

Made = dict[str, dict[str, bytes] | AciError]
NOTHING = ("none",)
_PREVIEW = 380  # pixels
_COLORS: Mapping[Severity, str] = {"major": "red", "moderate": "orange", "minor": "gray"}


def options(t: Translator) -> tuple[Report, tuple[str, ...]]:
    """Draw the controls; return the report that they describe, and its formats."""
    from aci_core.report import FORMATS, SECTIONS, STYLES
    from aci_core.report.formats import WITH_ROWS

    with layout.card("report_asked"):
        cards.heading(t("report_page.asked"))
        lang = choice_widgets.segmented("report_lang")
        style = cast("Style", choice_widgets.segmented("report_style", STYLES))
        layout.caption(t(f"report_style_help.{style}"))
        sections = _multiple("report_sections", SECTIONS, "choice_report_sections")
        usual = tuple(name for name in FORMATS if name not in WITH_ROWS)
        formats = _multiple("report_formats", tuple(FORMATS), "report_format", usual)
        layout.caption("\n".join(f"- {t(f'report_format_help.{name}')}" for name in formats))
    report = layout.with_spinner(t("report_page.reading"), lambda: _report(lang, style, sections))
    return report, formats


def _multiple(
    name: str, codes: Sequence[str], section: str, usual: Sequence[str] = ()
) -> tuple[str, ...]:
    """Draw pills of which several may be selected, at first the usual ones; return the selected."""
    usual = tuple(usual or codes)
    t = view.words()
    value = cast("tuple[str, ...]", view.get(name))  # a choice of several names
    chosen = usual if value == () else [code for code in codes if code in value]
    key = f"{name}_pills"
    st.session_state[key] = list(chosen)

    def take() -> None:
        selected = tuple(code for code in codes if code in st.session_state[key])
        view.set_value(name, () if selected == usual else selected or NOTHING)

    st.pills(
        t(f"choice.{name}"),
        codes,
        selection_mode="multi",
        key=key,
        format_func=lambda code: t(f"{section}.{code}"),
        help=t(f"choice_help.{name}"),
        on_change=take,
    )
    return tuple(chosen)


def _report(lang: str, style: Style, sections: tuple[str, ...]) -> Report:
    spoken = view.lang() if lang == "page" else lang
    settings = view.settings()

    def study() -> Study:
        from aci_core.report import Study

        whole = session.cohort()
        if whole is None:
            raise AciError("no_cohort")
        loaded = session.loaded()
        project = {"project": loaded.project} if loaded else {}
        return Study(
            whole, results.selected(), settings, results.data(), results.study(), **project
        )

    def make() -> Report:
        from aci_core.report import Options, build

        made = results.cached((*cohort, "study", settings), study)
        return build(made, spoken, Options(sections, style))

    # Names of arms are in no digest.
    cohort = (results.cohort().digest, _arm_names(session.cohort()))
    key = (*cohort, "report", settings, spoken, style, sections)
    return results.cached(key, make)


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


# ------------------------------------------------------------------------------------- preview


def preview(t: Translator, report: Report) -> None:
    """Draw headings, first sentences and the first table, as the files will have them."""
    with layout.card("report_preview"):
        cards.heading(t("report_page.preview"))
        with st.container(height=_PREVIEW, border=False, key="report_text"):
            st.markdown(f"#### {report.title}")
            if report.meta.notice:
                st.markdown(unbroken(report.meta.notice))
            for line in report.meta.provenance:
                st.caption(literal(line))
            shown = False
            for section in report.sections:
                if section.heading_level == 1:
                    st.subheader(section.heading, anchor=False)
                else:
                    st.markdown(f"**{section.heading}**")
                for text in (*section.paragraphs, *section.items)[:1]:
                    st.markdown(unbroken(unraised(text)))
                numbered = [table for table in section.tables if table.label]
                if numbered and not shown:
                    cards.table_body(numbered[0].table, caption=True)
                    shown = True
                listed = [f"{table.label}  {of_table(table.table.title)}" for table in numbered]
                listed += [f"{figure.label}  {figure.title}" for figure in section.figures]
                for line in listed:
                    st.caption(line)


# --------------------------------------------------------------------------------------- files


def files(t: Translator, report: Report, formats: Sequence[str]) -> None:
    """Draw the button that makes the files; then the downloads."""
    with layout.card("report_files"):
        cards.heading(t("report_page.files"))
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
            layout.caption(t("report_page.wait"))
            if not bar.button(
                t("report_page.make"),
                key="report_make",
                type="primary" if accepted else "secondary",
                icon=":material/draft:",
                disabled=not accepted,
            ):
                return
            st.session_state[session.REPORT] = (key, _make(t, report, formats, bar))
            st.rerun()  # the files in the place of the button
        _downloads(t, made)


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


def _downloads(t: Translator, made: Made) -> None:
    from aci_core.report.deterministic_zip import zip_files

    good = {name: output for name, output in made.items() if not isinstance(output, AciError)}
    for output in made.values():
        if isinstance(output, AciError):
            st.warning(literal_error(t, output), icon=":material/info:")
    if not good:
        return
    every = {name: data for output in good.values() for name, data in output.items()}
    with layout.row():
        _button(t("report_page.all", n=len(every)), "report.zip", zip_files(every), first=True)
        for name, output in good.items():
            label = t(f"report_format.{name}")
            if len(output) == 1:
                ((file, data),) = output.items()
                _button(label, file, data)
            else:
                _button(label, f"{name}.zip", zip_files(output))


def _button(label: str, file: str, data: bytes, *, first: bool = False) -> None:
    size = f"{label} ({_size(len(data))})"
    st.download_button(
        size,
        data,
        file_name=cards.export_name(file),
        key=f"report_{file}",
        on_click="ignore",
        icon=":material/download:",
        type="primary" if first else "secondary",
    )


def _size(n: int) -> str:
    """A size in bytes, with its unit.

    Examples
    --------
    >>> _size(77_580), _size(2_013_496)
    ('78 kB', '2.0 MB')
    """
    return f"{n / 1e6:.1f} MB" if n >= 1e6 else f"{max(1, round(n / 1e3))} kB"
