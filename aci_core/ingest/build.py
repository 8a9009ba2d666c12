"""Build the cohort from a table of text and a mapping: every stage of the way in, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ARM, ID, Cohort, Correction, Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Column, Kind, Measure, Role
from aci_core.domain.schema.aliases import clean
from aci_core.domain.steps import Step
from aci_core.ingest import patient_table
from aci_core.ingest.apply_steps import apply_steps
from aci_core.ingest.cells import Cells
from aci_core.ingest.column_builder import ColumnBuilder, take_cells, with_legend
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.digest import digest
from aci_core.ingest.files.sheet import AS_IS
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout import fill_down
from aci_core.ingest.layout.arm_sections import no_arm_error
from aci_core.ingest.layout.count_table import refuse_counts
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.layout.row_names import without_row_names
from aci_core.ingest.reshape.split_cells.item_lists import with_items_apart
from aci_core.ingest.reshape.ticked_columns import with_ticks_joined
from aci_core.ingest.subjects.arms.arm_indicators import with_indicated_arm
from aci_core.ingest.subjects.arms.arms import Arms, assign_arms
from aci_core.ingest.subjects.arms.one_arm_columns import stop_one_arm_columns
from aci_core.ingest.subjects.arms.population import Population
from aci_core.ingest.subjects.patients import patient_ids, repeated_rows
from aci_core.ingest.subjects.privacy import privacy
from aci_core.ingest.values.events import fates, serious_events
from aci_core.ingest.values.numbers import cross_arm_units, impossible, modified_barthel, units
from aci_core.ingest.values.numbers.limits import with_values

SYNTHETIC = "SYN-"
_ROWS_OF_MEANS = 4
# Tables of results one under another: so many rows at most, and this share of their cells.
_ROWS_OF_RESULTS, _MEANS = 200, 0.2


def build(
    raw: RawTable,
    mapping: ColumnMapping | None = None,
    reference: str | None = None,
    steps: Sequence[Step] = (),
) -> Cohort:
    """Build the cohort of a table.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping, optional
    reference : str, optional
        Label or code of the reference arm; goes before the mapping's.
    steps : sequence of Step
        Applied to the cells before they are parsed.

    Returns
    -------
    Cohort

    Raises
    ------
    AciError
        ``table_of_means``; those of `refuse_counts`, `reshape_standard`, `no_arm_error`,
        `select_sources` and `assign_arms`.
    """
    mapping = _with_reference(mapping or ColumnMapping(), reference)
    original = raw
    raw = _of_patients(_with_hidden_told(apply_steps(raw, steps)), mapping)
    raw = privacy.remove_identifiers(raw, mapping)
    mapping = privacy.without_dropped(mapping, raw)
    measures = {**MEASURES, **mapping.measures}
    corrections, raw = _kept_corrections(raw), _one_answer_a_column(raw, mapping)
    raw, mapping, distinct = patient_table.shaped(raw, mapping)
    issues = patient_table.issues_of(raw)
    name, headers, skipped, sheets = raw.name, raw.headers, raw.left_out, raw.sheets
    meanings, labels, legends, memory = raw.meanings, raw.labels, raw.legends, raw.memory
    as_is = raw.reading.arrangement == AS_IS
    taken, repeats, mapping = patient_table.sources(raw, mapping, measures, distinct, issues)
    # Without `raw`, each column's text is freed as soon as it is typed.
    texts = {i: raw.text(i) for i in range(len(headers))}
    del raw, distinct
    arm = next((s for s in taken if s.meaning.name == ARM), None)
    if arm is None:
        raise no_arm_error(headers, texts, sheets, meanings.standard)
    identifier = next((s for s in taken if s.meaning.name == ID), None)
    copies = repeated_rows.without_repeated_rows(
        texts, headers, identifier if repeats else None, issues, original, steps
    )
    cells = take_cells(texts, arm, issues)
    explained = with_legend(cells, arm, mapping, issues)
    below = None if as_is else fill_down.fill_arm_blocks(explained)
    if below is not None:
        issues.add("arms_in_blocks", "warning", arm.header, n=explained.filled)
        cells = explained = below
    arms = assign_arms(
        explained, arm.header, mapping, issues, _population(texts, headers, meanings)
    )
    written = arms.written(cells)
    keep = arms.keep
    if keep is not None:
        issues.restrict(keep)
    builder = ColumnBuilder(
        texts, keep, mapping, measures, issues, meanings, labels, legends, memory
    )
    columns: dict[str, Column] = {}
    data: dict[str, Any] = {}
    id_cells = None if identifier is None else take_cells(texts, identifier, issues, keep)
    columns[ID], data[ID] = patient_ids.identify_patients(
        id_cells, identifier, arms, issues, within_arms=ARM in mapping.numbered_within
    )
    columns[ARM], data[ARM] = _arm_column(arm, arms)
    builder.add_columns(taken, columns, data)
    stop_one_arm_columns(columns, data, issues)
    _report_unused(mapping, columns, issues)
    units.scores_from_reductions(columns, data, builder.reductions, measures, issues)
    cross_arm_units.report_barthel_20(columns, data, written, mapping.units, issues)
    measures = modified_barthel.apply_modified_barthel(
        columns, data, builder.reductions, mapping.measures, measures, issues
    )
    cross_arm_units.report_unit_suspects(columns, data, written, issues)

    _check_not_means(issues, len(issues.rows), len(arms.labels))
    _settle_harms(columns, data, builder, issues)
    unread = impossible.empty_impossible(columns, data, builder.reductions, issues)

    table, read = pd.DataFrame(data, copy=False), tuple(columns.values())
    known, censored = _with_undeclared(measures, read), with_values(builder.censored, data)
    return Cohort(
        table=table,
        columns=read,
        arms=arms.labels,
        settled=arms.settled,
        issues=tuple(issues.entries),
        digest=digest(
            table,
            read,
            arms.labels,
            settled=arms.settled,
            grade_scale=builder.grade_scale,
            measures=known,
            unread=unread,
            censored=censored,
        ),
        name=name,
        synthetic=bool(table[ID].str.startswith(SYNTHETIC).all()),
        grade_scale=builder.grade_scale,
        measures=known,
        left_out=tuple(
            sorted(
                (
                    *repeated_rows.with_copies_named(skipped, headers, identifier, original),
                    *copies,
                    *arms.left_out,
                )
            )
        ),
        steps=tuple(steps),
        rows=issues.rows.astype(np.int32),
        origins=issues.origins,
        unread=unread,
        corrections=corrections,
        censored=censored,
        arm_names=dict(arms.names),
    )


def _with_reference(mapping: ColumnMapping, reference: str | None) -> ColumnMapping:
    return replace(mapping, reference=reference) if reference else mapping


def _with_hidden_told(raw: RawTable) -> RawTable:
    """The table with an issue that counts the rows that the workbook hides and nobody left out."""
    n = len(raw.hidden_places())
    if not n:
        return raw
    issue = Issue("rows_hidden", "warning", facts=(("n", n), ("of", len(raw.frame))))
    return replace(raw, issues=(*raw.issues, issue))


def _of_patients(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table without row numbers of another program, unless its rows are no patients."""
    refuse_counts(raw, mapping)
    _refuse_results(raw)
    return without_row_names(raw, mapping)


def _one_answer_a_column(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table where no cell lists several items, and no item is told by several columns."""
    return with_ticks_joined(with_items_apart(with_indicated_arm(raw, mapping), mapping), mapping)


def _kept_corrections(raw: RawTable) -> tuple[Correction, ...]:
    """The corrections of the columns that are kept; of an identifier that was replaced no cell."""
    replaced = {issue.column for issue in raw.issues if issue.code == "identifier_replaced"}
    kept = {"", *raw.headers}
    return tuple(
        replace(one, cells=()) if one.header in replaced else one
        for one in raw.corrections
        if one.header in kept
    )


def _with_undeclared(measures: dict[str, Measure], read: Sequence[Column]) -> dict[str, Measure]:
    """The known measures and those of the file that nobody declared."""
    stems = {c.stem for c in read if c.role is Role.MEASURE}
    return {**measures, **{s: Measure(s) for s in sorted(stems) if s not in measures}}


def _population(
    texts: dict[int, pa.ChunkedArray], headers: Sequence[str], meanings: MeaningCache
) -> Population | None:
    """The flag of who was randomised, if the file's standard has one."""
    header = meanings.standard.population if meanings.standard else None
    if header is None or header not in headers:
        return None
    return Population(header, Cells.from_column(texts[headers.index(header)]))


def _arm_column(source: Source, arms: Arms) -> tuple[Column, pd.Categorical]:
    column = Column(
        ARM,
        Role.ARM,
        Kind.CATEGORY,
        source.header,
        stem=ARM,
        levels=arms.labels,
        recognised=source.meaning.recognised,
        stopped=not arms.settled,
    )
    return column, arms.column()


def _check_not_means(issues: Issues, n: int, arms: int) -> None:
    """Reject a table of results, with a few rows of means for each arm and no patients."""
    means = sum(i.code == "mean_and_sd" for i in issues.entries)
    if n <= _ROWS_OF_MEANS * arms and means >= n:
        raise AciError("table_of_means", n=n)


def _refuse_results(raw: RawTable) -> None:
    """Reject tables of results one under another: cells such as 14.2±2.5."""
    names = {raw.meanings.get(header).name for header in raw.headers}
    if len(raw.frame) > _ROWS_OF_RESULTS or ID in names:
        return
    columns = [raw.text(place).to_pylist() for place in range(len(raw.headers))]
    filled = [text for column in columns for text in column if text]
    means = sum("±" in text for text in filled)
    if filled and means >= _MEANS * len(filled):
        rows = sum(any(text and "±" in text for text in row) for row in zip(*columns, strict=True))
        raise AciError("table_of_means", n=rows)


def _settle_harms(
    columns: dict[str, Column], data: dict[str, Any], builder: ColumnBuilder, issues: Issues
) -> None:
    fates.settle_fates(columns, data, builder.fates, issues)
    serious_events.settle_serious(columns, data, issues)


def _report_unused(mapping: ColumnMapping, columns: dict[str, Column], issues: Issues) -> None:
    """Report parts of the mapping for a column that the file does not have."""
    headers = {c.header for c in columns.values()}
    headers |= {i.column for i in issues.entries if i.code == "items_listed" and i.column}
    for part, names in (
        ("values", mapping.values),
        ("kinds", mapping.kinds),
        ("units", mapping.units),
    ):
        for name in names:
            if name not in columns and name not in headers:
                issues.add("mapping_unused", "warning", part=part, name=clean(name)[:60])
    for name in mapping.numbered_within:
        if name not in columns:
            issues.add("mapping_unused", "warning", part="numbered_within", name=name)
