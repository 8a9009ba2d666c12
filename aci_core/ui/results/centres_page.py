"""The page of several centres: their files, who is in, what differs, and the pooled trial."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation import subgroup_names
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.summaries import EFFECTIVE
from aci_core.ui.results.report import report_formats
from aci_core.ui.state import results
from aci_core.ui.state.session import loading
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.cards import Metric
from aci_core.ui.widgets.page.presenters import drawing, figures, sentences, tables
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from aci_core.analyses.centre_effects import CentreEffects
    from aci_core.analyses.result import Row
    from aci_core.federation.envelope import Opened
    from aci_core.federation.pooled_study import PooledStudy

_FILES = "centre_files"
_EXAMPLE = "_centres_example"  # whether the example is shown
_SHOWN = "_centres_shown"  # the trial, and the one before its centres changed
_MOST_MB = 4  # of a file; the envelope refuses more


def upload(t: Translator, refused: DeltaGenerator) -> tuple[Opened, ...]:
    """Draw the upload, and say of each file that is refused why; return what was read.

    Parameters
    ----------
    t : Translator
    refused : DeltaGenerator
        Above the results: beside the files it would stand below them, out of sight.
    """
    with layout.card("centres_upload"):
        cards.heading(t("centres.upload"))
        layout.caption(t("centres.how"))
        files = st.file_uploader(
            t("centres.files"),
            type="json",
            accept_multiple_files=True,
            key=_FILES,
            max_upload_size=_MOST_MB,
            on_change=_forget_example,
        )
        opened = _read(t, [(file.name, file.getvalue()) for file in files], refused)
        if not files:
            st.toggle(t("centres.example"), key=_EXAMPLE, help=t("centres.example_help"))
            if st.session_state.get(_EXAMPLE):
                opened = _read(t, [("", data) for data in _example()], refused)
        if opened:
            cards.table_body(tables.centres.members(opened, t))
    return opened


def _forget_example() -> None:
    st.session_state[_EXAMPLE] = False


def _example() -> tuple[bytes, ...]:
    def make() -> tuple[bytes, ...]:
        from aci_core.domain.study.plan import answered
        from aci_core.domain.study.settings import Settings
        from aci_core.federation.example import example

        cohort = loading.sample_cohort("long")
        return example(cohort, answered(cohort, Settings()))

    return results.cached(("centres", "example"), make)


def _read(
    t: Translator, files: Sequence[tuple[str, bytes]], refused: DeltaGenerator
) -> tuple[Opened, ...]:
    """The files that nothing speaks against; the others with the reason."""
    import aci_core.analyses  # noqa: F401 - as a whole and first, as `page.draw` does
    from aci_core.federation.envelope import read, refuse_twice

    opened: list[Opened] = []
    for name, data in files:
        try:
            one = results.cached(("centre", data), partial(read, data))
            refuse_twice([*opened, one])
        except AciError as error:
            refused.error(
                t("centres.refused", name=literal(name), reason=literal_error(t, error)),
                icon=":material/block:",
            )
        else:
            opened.append(one)
    return tuple(opened)


def pool(t: Translator, opened: Sequence[Opened]) -> PooledStudy | None:
    """The pooled trial; None where it is not yet, or, with what differs, cannot be."""
    if not opened:
        return None
    from aci_core.federation.pooled_study import FEWEST, CentresDifferError, pooled

    if len(opened) < FEWEST:
        st.info(t("centres.one_more"), icon=":material/hourglass_empty:")
        return None
    key = ("pooled", tuple(sorted(one.sha256 for one in opened)))
    try:
        return results.cached(key, lambda: pooled(one.centre for one in opened))
    except CentresDifferError as error:
        told = [literal(sentences.centres.difference(one, t)) for one in error.differences]
        lines = "\n".join(f"- {text}" for text in told)
        st.error(f"{t('centres.differ')}\n\n{lines}", icon=":material/difference:")
    except AciError as error:
        st.error(literal_error(t, error), icon=":material/block:")
    return None


def finding(t: Translator, study: PooledStudy) -> tuple[str, ...]:
    """The primary outcome given the centre; where it is the response, that within centres."""
    response = _of_response(study)
    if response is None:
        return sentences.centres.finding(study.effects, t)
    return (sentences.subgroups.centres(study.response, response.column, t),)


def _of_response(study: PooledStudy) -> CentreEffects | None:
    """The effects by centre, where they are of the response alone; else None."""
    return None if study.effects.outcomes or not study.effects.rows else study.effects


def draw(t: Translator, study: PooledStudy, link: more.Part) -> None:
    """Draw the headline, the forest by centre, the table by centre, and what lies behind."""
    if study.centres[0].synthetic:
        cards.synthetic_badge(t)
    effects = study.effects
    if changed := sentences.centres.changed(_before(study), study, t):
        layout.sentence(changed)
    told = (
        sentences.centres.kept_response(study.without_response, t),
        sentences.centres.only_at(study.only_at, t),
    )
    for text in filter(None, told):
        layout.notice(text)
    if effects.outcomes:
        cards.headline(headline(t, study, effects), "centres")
        [outcome] = effects.outcomes
        cards.figure_card(
            t,
            t("card.centres_forest"),
            drawing(figures.subgroups.by_level, effects, outcome.variable, t),
            sentences.centres.caption(effects, t),
            key="centres_forest",
        )
        cards.table_card(t, tables.centres.by_centre(effects, t), "by_centre")
    elif _of_response(study) is not None:
        _rates(t, study)
    more.draw(t, "centres", _parts(t, study, link))


def _rates(t: Translator, study: PooledStudy) -> None:
    """Draw the response within centres: its headline, forest and table."""
    from aci_core.analyses.centre_effects import SHARE
    from aci_core.analyses.plan import Endpoint
    from aci_core.analyses.subgroups import by_centre

    response, effects = study.response, study.effects
    at = {"visit": response.visit, "versus": effects.column}
    pooled = response.get("mantel_haenszel_rd", EFFECTIVE, **at)
    share = effects.row(SHARE, Endpoint(EFFECTIVE, response.visit))
    cards.headline(
        [
            *_points(t, study, pooled),
            _patients(t, study),
            *_share(t, share),
        ],
        "centres",
    )
    result = by_centre(response)
    if result is not None:
        cards.figure_card(
            t,
            t("card.centres_forest"),
            drawing(figures.subgroups.by_level, result, EFFECTIVE, t, total=response.total),
            sentences.subgroups.caption(result, EFFECTIVE, t, total=response.total),
            key="centres_forest",
        )
    cards.table_card(t, tables.subgroups.strata(response, effects.column, t), "by_centre")


def _points(t: Translator, study: PooledStudy, row: Row | None) -> list[Metric]:
    if row is None or row.estimate is None:
        return []
    value = format_number.points(row.estimate)
    ci, name = format_row.ci(t, row, 1, scale=100), labels.rate(t, total=study.response.total)
    return [Metric(t("headline.centres_rates"), value, ci, name, t("headline.points"))]


def _patients(t: Translator, study: PooledStudy) -> Metric:
    n, k = sum(study.n.values()), len(study.centres)
    of_centres = t("headline.centres_k", k=k)
    return Metric(t("headline.centres_n"), format_number.whole(n), of_centres)


def _share(t: Translator, row: Row | None) -> list[Metric]:
    if row is None or row.estimate is None:
        return []
    percent = format_number.percent(row.estimate, 0)
    return [Metric(t("headline.centres_share"), percent, sentences.centres.share_ci(row, t))]


def _before(study: PooledStudy) -> PooledStudy | None:
    """The trial that was shown before its centres changed; None where it is the first."""
    shown: list[PooledStudy] = st.session_state.setdefault(_SHOWN, [])
    if not shown or shown[-1].digest != study.digest:
        st.session_state[_SHOWN] = shown = [*shown[-1:], study]
    return shown[0] if len(shown) > 1 else None


def headline(t: Translator, study: PooledStudy, effects: CentreEffects) -> list[Metric]:
    """The effect given the centre, the spread beyond chance, and who is in."""
    from aci_core.analyses.centre_effects import SHARE
    from aci_core.analyses.subgroup_rows import INTERACTION

    [outcome] = effects.outcomes
    how = subgroup_names.printed(effects, outcome)
    row, share = effects.overall(outcome), effects.row(SHARE, outcome)
    crossed = effects.row(INTERACTION, outcome)
    metrics = [_patients(t, study)]
    if row is not None and row.estimate is not None:
        kind = subgroup_names.kind(effects, outcome)
        value = format_number.number(row.estimate, how.digits)
        ci, name = format_row.ci(t, row, how.digits), subgroup_names.outcome_name(t, outcome)
        metrics.insert(0, Metric(t(f"headline.centres_{kind}"), value, ci, name))
    metrics += _share(t, share)
    if crossed is not None and crossed.p is not None:
        p = format_number.p_value(crossed.p)
        metrics.append(Metric(t("headline.centres_crossed"), p, t("headline.centres_little")))
    return metrics


def _parts(t: Translator, study: PooledStudy, link: more.Part) -> list[more.Part]:
    return [
        more.Part("centres_report", partial(_report, t, study)),
        link,
        more.Part("tables", partial(_tables, t, study)),
        more.Part("json", partial(_document, t, study)),
    ]


def _report(t: Translator, study: PooledStudy) -> None:
    """Draw a download of the report in each format; a file is made when it is asked for."""
    from aci_core.report.formats import OF_SUMMARIES

    with layout.card("centres_report"):
        cards.heading(t("card.centres_report"))
        layout.caption(t("centres.report_about"))
        with layout.row():
            for ending in OF_SUMMARIES:
                st.download_button(
                    t(f"report_format.{ending}"),
                    partial(_file, study, t.lang, ending),
                    file_name=report_formats.file_name("pooled_trial", f".{ending}"),
                    key=f"centres_report_{ending}",
                    on_click="ignore",
                    icon=":material/download:",
                )


def _file(study: PooledStudy, lang: str, ending: str) -> bytes:
    from aci_core.report import Study, build
    from aci_core.report.formats import write_formats

    output = write_formats(build(Study.of_centres(study), lang), (ending,))
    for error in output.problems.values():
        raise error
    return output.files[f"report.{ending}"]


def _tables(t: Translator, study: PooledStudy) -> None:
    """Draw the pooled trial's own tables, one at a time."""
    of = study.results
    makers: layout.Tables = {
        "outcomes": lambda: tables.outcomes.outcomes(of["outcomes"], t),
        "baseline": lambda: tables.baseline.baseline(of["baseline"], t),
        "safety": lambda: tables.safety.events(of["safety"], t),
    }
    layout.tables(t, "centres", makers)


def _document(t: Translator, study: PooledStudy) -> None:
    """Draw the download of every number."""
    with layout.card("centres_json"):
        cards.heading(t("card.centres_json"))
        layout.caption(t("centres.json_about"))
        st.download_button(
            t("centres.json"),
            lambda: json.dumps(study.document(), ensure_ascii=False, indent=1).encode(),
            file_name="pooled_trial.json",
            mime="application/json",
            key="centres_document",
            on_click="ignore",
            icon=":material/download:",
        )
