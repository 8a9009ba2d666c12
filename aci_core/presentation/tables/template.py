"""Template workbook: a sheet with the columns of a trial to fill in, and its codebook."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter

from aci_core.domain.schema import MEASURES, Role
from aci_core.domain.schema.aliases import words
from aci_core.ingest.columns.headers.header_meaning import canonical
from aci_core.presentation import palette
from aci_core.presentation.i18n import Translator, labels

# What a first spreadsheet usually has, in the order a person would fill it in.
COLUMNS = (
    "patient_id", "arm", "age", "sex", "hypertension", "diabetes",
    "nihss_pre", "nihss_post", "bi_pre", "bi_post", "perfusion_pre", "perfusion_post",
    "vegf_pre", "vegf_post", "bfgf_pre", "bfgf_post",
    "ae_fever", "ae_headache", "ae_agitation", "died", "lost",
)  # fmt: skip
_KEYS = ("column", "meaning", "values", "unit", "example")
# The same workbook has the same bytes.
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def template(t: Translator) -> bytes:
    """Excel workbook with headers that the app recognises, and its codebook.

    Parameters
    ----------
    t : Translator
        Headers are in its language.

    Returns
    -------
    bytes
        The same for the same language.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _MADE, "title": t("template.title")})
    head = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": palette.SIDEBAR_FIELD.light, "text_wrap": True}
    )
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    data = book.add_worksheet(t("template.data"))
    for place, name in enumerate(COLUMNS):
        text = header(name, t)
        data.write_string(0, place, text, head)
        data.set_column(place, place, max(10, 1.6 * len(text)))
    data.freeze_panes(1, 2)
    codebook = book.add_worksheet(t("template.codebook"))
    for place, key in enumerate(_KEYS):
        codebook.write_string(0, place, t(f"template.{key}"), head)
        codebook.set_column(place, place, (24, 30, 46, 12, 14)[place])
    for row, name in enumerate(COLUMNS, start=1):
        for place, text in enumerate(describe(name, t)):
            codebook.write_string(row, place, text, wrapped)
    codebook.freeze_panes(1, 1)
    book.close()
    return made.getvalue()


def header(name: str, t: Translator) -> str:
    """A canonical column as a person of that language would head it.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> header("nihss_pre", translator("zh")), header("nihss_pre", translator("en"))
    ('治疗前NIHSS', 'nihss_pre')
    """
    key = f"template_header.{name}"
    return t(key) if t.has(key) else name


def describe(name: str, t: Translator) -> tuple[str, ...]:
    """A column of the codebook: header, meaning, values, unit, an example."""
    column = canonical(name)
    role = column.role if column else Role.COVARIATE
    measure = MEASURES.get(column.stem) if column else None
    if role is Role.MEASURE and measure is not None and column is not None:
        long = t(f"measure_long.{measure.name}")
        meaning = t("table.at_visit", name=long, visit=labels.in_visit(t, column.visit or ""))
        values = _range(measure.low, measure.high, measure.step, t)
        return header(name, t), meaning, values, labels.unit(t, measure.name), _example(name, t)
    kind = {
        Role.ID: "id",
        Role.ARM: "arm",
        Role.EVENT: "event",
    }.get(role) or ("sex" if name == "sex" else "number" if name in words().numbers else "yes_no")
    meaning = labels.variable(t, column.stem if column and role is Role.EVENT else name)
    return header(name, t), meaning, t(f"template.values_{kind}"), "", _example(name, t)


def _range(low: float | None, high: float | None, step: float | None, t: Translator) -> str:
    if low is not None and high is not None:
        key = {1.0: "values_whole", 5.0: "values_fives"}.get(step or 0.0, "values_range")
        return t(f"template.{key}", low=f"{low:g}", high=f"{high:g}")
    return t("template.values_amount")


def _example(name: str, t: Translator) -> str:
    return t(f"template_example.{name}")
