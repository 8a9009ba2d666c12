"""Read a file into a table of text, unparsed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.ingest.files import limits
from aci_core.ingest.files.control_characters import without_controls
from aci_core.ingest.files.delimited import NON_BLANK
from aci_core.ingest.files.encoding import as_utf8, codec_name
from aci_core.ingest.files.file_type import CSV, STATISTICS, kind_of
from aci_core.ingest.files.reader_process import open_file
from aci_core.ingest.files.sheet import AS_IS, DETECT, JOINED, Reading, Sheet
from aci_core.ingest.layout.codebook import with_codebook
from aci_core.ingest.layout.count_table import count_table
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.layout.rearrange import arrange, needed_arrangement
from aci_core.ingest.layout.sheet_choice import rank_sheets
from aci_core.ingest.layout.sheet_join import Joined, join_sheets, joined_sheets, unread_sheets
from aci_core.ingest.layout.tabulate import tabulate
from aci_core.ingest.reshape.long.event_sheets import event_sheets
from aci_core.ingest.reshape.long.visit_sheets import with_visits_in_columns
from aci_core.ingest.reshape.split_cells import event_lists, paired_values


def read(data: bytes, name: str, reading: Reading | None = None) -> RawTable:
    """Read the requested sheet of a file, or the likeliest.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name; only its last part is used.
    reading : Reading, optional

    Returns
    -------
    RawTable

    Raises
    ------
    AciError
        Those of `sheets`, ``sheet_unknown``, ``one_column``, ``too_many_columns``,
        ``too_many_rows``, ``cell_too_long``, ``no_rows``, ``ragged_rows``, ``bad_quotes`` or
        ``cannot_arrange``.
    """
    wanted = reading or DETECT
    all_sheets = sheets(data, wanted.encoding)
    sheet = _chosen(all_sheets, wanted.sheet)
    names = tuple(each.name for each in all_sheets if each.name)
    raw = _table(sheet, all_sheets, name, wanted, names)
    used = raw.reading
    if sheet.kind != CSV:  # determined by the format, where it is not undeclared
        encoding = sheet.encoding if sheet.undeclared else None
        used = replace(used, encoding=encoding, delimiter=None)
    issues = (*raw.issues, *_reading_issues(sheet, wanted))
    raw = replace(raw, sheets=names, reading=used, issues=issues)
    if count_table(raw) is not None:
        return raw  # as it stands, for `build` to refuse
    if wanted.arrangement != AS_IS:
        raw = with_codebook(raw, all_sheets)
    return event_lists.split(paired_values.split(raw))


def _reading_issues(sheet: Sheet, wanted: Reading) -> Iterator[Issue]:
    """What was done to read the text of a sheet."""
    if sheet.undeclared and wanted.encoding is None:
        yield Issue("encoding_guessed", "info", facts=(("encoding", sheet.encoding.upper()),))
    if sheet.n_controls:
        yield Issue("control_characters", "info", facts=(("n", sheet.n_controls),))


def _table(
    sheet: Sheet, all_sheets: tuple[Sheet, ...], name: str, wanted: Reading, names: tuple[str, ...]
) -> RawTable:
    """Tabulate the sheet, rearranged if its patients are not one below another."""
    how = wanted.arrangement
    raw = made = None
    if how in (None, AS_IS):
        reading = replace(wanted, delimiter=sheet.delimiter or wanted.delimiter)
        raw = tabulate(sheet, name, reading)
        raw = replace(raw, sheets=names, reading=replace(raw.reading, arrangement=how))
        how = how or needed_arrangement(raw, wanted.sheet)
        if how == AS_IS:
            if wanted.arrangement or wanted.sheet or len(all_sheets) < 2:
                return raw
            made = _joined(sheet, all_sheets, wanted)
            if made is None:
                listed = event_sheets(sheet, all_sheets)
                return replace(raw, issues=(*raw.issues, *_unread(sheet, all_sheets, listed)))
            how = JOINED
        sheet = replace(sheet, delimiter=raw.delimiter)
    if how != JOINED:
        arranged = arrange(sheet, all_sheets, how, wanted)
        made = Joined(*arranged) if arranged else None
    elif made is None:
        made = _joined(sheet, all_sheets, wanted)
    if made is not None:
        table = made.sheet
        put = tabulate(table, name, Reading(delimiter=table.delimiter))
        if raw is None or put.arm_place is not None:
            used = replace(wanted, sheet=table.name or None, arrangement=how)
            issues = (*made.issues, *put.issues)
            return replace(put, issues=issues, reading=used, joined=made.sources)
    if raw is None:
        raise AciError("cannot_arrange")
    return raw


def _joined(sheet: Sheet, all_sheets: tuple[Sheet, ...], wanted: Reading) -> Joined | None:
    """The sheet with further columns of its patients; others may have a row a visit or event."""
    events = event_sheets(sheet, all_sheets)
    plain = [each for each in all_sheets if each.name not in events]
    sheets, visits = with_visits_in_columns(sheet, plain)
    made = join_sheets(sheet, sheets, wanted, events, all_sheets)
    if made is None:
        return None
    names = joined_sheets(made.issues)
    told = [issue for each in visits.values() for issue in each if joined_sheets([issue]) & names]
    return replace(made, issues=(*told, *made.issues, *_unread(sheet, all_sheets, events, names)))


def _unread(
    sheet: Sheet,
    all_sheets: tuple[Sheet, ...],
    listed: Collection[str],
    joined: Collection[str] = (),
) -> Iterator[Issue]:
    """Report other sheets that hold patients or list their events, and were not joined."""
    held = {*unread_sheets(sheet, all_sheets), *listed} - {*joined}
    names = [each.name for each in sorted(all_sheets, key=lambda s: s.place) if each.name in held]
    if names:
        facts = (("sheet", sheet.name[:60]), ("others", ", ".join(name[:40] for name in names)))
        yield Issue("sheets_unread", "warning", facts=facts)


def sheets(data: bytes, encoding: str | None = None) -> tuple[Sheet, ...]:
    """The sheets of a file that are not empty, the likeliest first.

    Parameters
    ----------
    data : bytes
    encoding : str, optional
        Of a text file, or one of a statistics package; other formats determine it themselves.

    Raises
    ------
    AciError
        ``file_too_large``, ``empty_file``, those of `kind_of`, `as_utf8` and `open_file`.
    """
    if len(data) > limits.MAX_BYTES:
        raise AciError("file_too_large", limit_mb=limits.MAX_BYTES >> 20, mb=len(data) >> 20)
    if not NON_BLANK.search(data):
        raise AciError("empty_file")
    kind = kind_of(data)
    if kind != CSV:
        codec = codec_name(encoding) if encoding is not None and kind in STATISTICS else None
        in_order = rank_sheets(open_file(data, kind, encoding=codec))
        if not in_order:
            raise AciError("empty_file")
        return in_order
    # One line end for each row; exact without quotes.
    if (
        _may_have_too_many_rows(data)
        and b'"' not in data
        and data.count(b"\n") > limits.MAX_ROWS + 1
    ):
        raise AciError("too_many_rows", limit=limits.MAX_ROWS)
    text, start, encoding = as_utf8(data, encoding)
    text, n_controls = without_controls(text)
    return (Sheet(text, start, encoding=encoding, n_controls=n_controls),)


def _may_have_too_many_rows(data: bytes) -> bool:
    """Whether there may be too many rows, estimated from the beginning of the file."""
    head = data[: 1 << 20]
    return head.count(b"\n") * (len(data) // max(1, len(head)) + 1) > 3 * limits.MAX_ROWS // 4


def _chosen(candidates: tuple[Sheet, ...], name: str | None) -> Sheet:
    """The sheet with that name; a file without sheets is one."""
    if name is None or not any(sheet.name for sheet in candidates):
        return candidates[0]
    for sheet in candidates:
        if sheet.name == name:
            return sheet
    known = ", ".join(sheet.name for sheet in candidates[:20])
    raise AciError("sheet_unknown", sheet=name[:60], known=known[:1000])
