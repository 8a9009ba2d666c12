"""Cards and their parts: headlines, tables, figures, downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.presentation.i18n import Translator, format_filter, format_number
from aci_core.presentation.i18n.markdown import beginning, literal, of_table, unbroken
from aci_core.presentation.tables.csv_text import to_csv
from aci_core.presentation.tables.html import to_html
from aci_core.presentation.tables.model import Table
from aci_core.ui.state import selection
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page.presenters import written

if TYPE_CHECKING:
    from aci_core.presentation.figures.drawing import Drawing

# The picture, and a frame or a loop round patients where a figure has many: the other buttons
# repeat what the mouse does.
_CHART = {
    "displaylogo": False,
    "scrollZoom": False,
    "modeBarButtonsToRemove": [
        "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d",
    ],
}  # fmt: skip
_BUTTONS = {
    "image": "Download plot as a PNG",
    "box": "Box Select",
    "lasso": "Lasso Select",
}  # as Plotly names them
_TABLE = ":material/table:"
_CAPTION = 220  # characters that may stand under a figure
# Pages whose numbers are not the cohort's.
_APART = frozenset({"published"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A headline number.

    Parameters
    ----------
    label, value : str
        As printed: texts of a table, no Markdown.
    note : str
        Beneath, likewise: the interval, or n.
    help : str
        What it is, in a sentence, in Markdown.
    unit : str
        Of the value, small beside it.
    mark : str
        Of a primary outcome: small words after the label, in Markdown.
    """

    label: str
    value: str
    note: str = ""
    help: str = ""
    unit: str = ""
    mark: str = ""


def cohort_name(t: Translator, name: str, *, synthetic: bool) -> str:
    """Name of a cohort, in Markdown; of a sample in the page's language."""
    for key, file in loading.SAMPLES.items():
        if synthetic and name == file.removesuffix(".csv"):
            return t(f"sample.{key}_name")
    return literal(name) or t("shared.unnamed")


def headline(metrics: Sequence[Metric], key: str = "headline") -> None:
    """Draw a row of headline numbers that wraps evenly; `key` where a page has several."""
    if not metrics:
        return
    # The style sheet knows this key, and lets every row take the whole width.
    with st.container(horizontal=True, key=f"headline_{key}"):
        for metric in metrics:
            unit = metric.unit if metric.value != format_number.DASH else ""
            st.metric(
                of_table(metric.label) + (f" :small[{metric.mark}]" if metric.mark else ""),
                of_table(metric.value) + (f" :small[{literal(unit)}]" if unit else ""),
                of_table(metric.note) or None,
                delta_color="off",
                delta_arrow="off",
                help=metric.help or None,
                border=True,
                height="stretch",
            )


def download(
    t: Translator, make: Callable[[], Table], file_name: str, key: str, *, whole: bool = False
) -> None:
    """Draw a button that makes a table's CSV when it is pressed.

    Parameters
    ----------
    t : Translator
    make : callable
        The table; asks nothing of the session, which nobody may know when it is called.
    file_name, key : str
    whole : bool
        The table is of the whole cohort, whatever is filtered.
    """
    # What the file says of itself is what the page shows when the button is drawn.
    about = provenance(t, whole=whole)
    st.download_button(
        t("ui.download_csv"),
        lambda: to_csv(make(), *about),
        file_name=f"{export_name(file_name)}.csv",
        mime="text/csv",
        key=f"download_{key}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def table_body(table: Table, *, caption: bool = False, wrap: bool = False) -> None:
    """Draw a table without a card: three lines, numbers right, scrolling sideways."""
    if table.rows:
        folded = view.words()("ui.notes")
        st.html(written(to_html, table, caption=caption, wrap=wrap, folded=folded))
        return
    # Headings over nothing tell less than why nothing stands there.
    for text in table.notes[:1]:
        st.caption(of_table(text))


def table_download(t: Translator, table: Table, key: str, name: str = "") -> None:
    """Draw a button that downloads the table as CSV."""
    download(t, lambda: table, name or key, key)


def provenance(t: Translator, *, whole: bool = False) -> tuple[str, ...]:
    """Notes of every export: which patients, synthetic where they are, intended use."""
    synthetic = (t("app.synthetic_note"),) if _synthetic() else ()
    chosen = (format_filter.describe_all(t, view.filters()),) if filtered() and not whole else ()
    return (*chosen, *synthetic, t("app.footer"))


def filtered() -> bool:
    """Whether the page shows only some of the patients."""
    return session.cohort() is not None and bool(view.filters()) and view.page() not in _APART


def _synthetic() -> bool:
    """Whether the page shows synthetic patients."""
    cohort = session.cohort()
    return cohort is not None and cohort.synthetic and view.page() not in _APART


def heading(text: str, heading_level: int = 2) -> None:
    """Draw a heading, a text of a table: of level 2 under the title, of level 3 in a section."""
    (st.header if heading_level == 2 else st.subheader)(of_table(text), anchor=False)


def table_card(
    t: Translator,
    table: Table,
    key: str,
    *,
    title: str = "",
    leaving: Callable[[], Table] | None = None,
) -> None:
    """Draw a table in a card: heading, by default the table's own, its download, the table.

    The download is of what `leaving` makes, where it holds more than what is shown.
    """
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            heading(title or table.title)
            download(t, leaving or (lambda: table), key, key)
        table_body(table)


def figure_card(
    t: Translator,
    title: str,
    drawing: Drawing,
    caption: str = "",
    *,
    table: Callable[[], Table] | None = None,
    key: str,
    heading_level: int = 2,
    selectable: bool = True,
) -> None:
    """Draw a figure in a card: heading, figure, caption, and the same numbers as a table.

    Parameters
    ----------
    t : Translator
    title : str
    drawing : Drawing
        ``themed()`` gives the plotly figure; with ``alt`` and ``height``.
    caption : str
        Rule, n, what was left out, method.
    table : callable, optional
        Makes the figure's numbers, shown on demand.
    key : str
    heading_level : {2, 3}
        Of its heading.
    selectable : bool
        Its marks, where they stand for patients, can be selected.
    """
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        heading(title, heading_level)
        figure(drawing, key=key, selectable=selectable)
        if caption:
            folded_caption(t, caption)
        if table is not None:
            numbers(t, table, key)


def folded_caption(t: Translator, text: str) -> None:
    """Draw what stands under a figure; of a long text all but its beginning behind a word."""
    first, rest = beginning(text, _CAPTION)
    st.caption(unbroken(first))
    if rest:
        with st.expander(t("ui.notes"), type="compact"):
            st.caption(unbroken(rest))


def subfigure(title: str, drawing: Drawing, *, key: str, selectable: bool = True) -> None:
    """Draw a figure with its heading, as one of several within a card."""
    heading(title, 3)
    figure(drawing, key=key, selectable=selectable)


def as_table(
    t: Translator,
    table: Table,
    key: str,
    *,
    wrap: bool = False,
    label: str = "ui.as_table",
    leaving: Table | None = None,
) -> None:
    """Draw a figure's numbers on demand, with their download: `leaving` where it holds less."""
    with st.expander(t(label), icon=_TABLE, type="compact"):
        table_body(table, wrap=wrap)
        table_download(t, leaving or table, f"{key}_numbers", key)


def numbers(
    t: Translator,
    make: Callable[[], Table],
    key: str,
    *,
    leaving: Callable[[], Table] | None = None,
) -> None:
    """Draw a figure's numbers as `as_table`, made when they are opened: no first sight waits."""
    with st.expander(
        t("ui.as_table"), icon=_TABLE, type="compact", key=f"numbers_{key}", on_change="rerun"
    ) as opened:
        if opened.open:
            table = make()
            table_body(table)
            download(t, leaving or (lambda: table), key, f"{key}_numbers")


def figure(drawing: Drawing, *, key: str, selectable: bool = True) -> None:
    """Draw a figure without a card; a button saves it, its patients can be selected."""
    picture = {"format": "png", "scale": 3, "filename": export_name(key)}
    shown, on_select = (
        selection.selectable(drawing, key) if selectable else (drawing.themed(), None)
    )
    spoken = {"locale": "aci", "locales": {"aci": {"dictionary": _buttons()}}}
    st.plotly_chart(
        shown,
        width="stretch",
        height=drawing.height,
        key=key,
        on_select=on_select or "ignore",
        selection_mode=written(selection.modes, drawing),
        config={**_CHART, **spoken, "toImageButtonOptions": picture},
        alt=drawing.alt,
    )
    if selectable:
        selection.reserve_place(key)


def _buttons() -> dict[str, str]:
    """Labels of Plotly's buttons in the language of the page."""
    t = view.words()
    return {english: t(f"chart.{name}") for name, english in _BUTTONS.items()}


def export_name(key: str) -> str:
    """File name of an export, without its extension; synthetic data is marked."""
    return f"synthetic_{key}" if _synthetic() else key


def sample_button(t: Translator, key: str, *, primary: bool = True) -> None:
    """Draw a button that opens the sample."""
    st.button(
        t("ui.open_sample"),
        key=key,
        on_click=loading.adopt_sample,
        args=("sample",),
        type="primary" if primary else "secondary",
        icon=":material/science:",
    )


def synthetic_badge(t: Translator) -> None:
    """Draw the badge of synthetic patients."""
    st.badge(t("app.synthetic"), icon=":material/science:", color="orange")
