"""Codebook on another sheet (编码说明, data dictionary): meanings of codes, labels of columns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ARM, ID, GradeScale, Issue, Severity
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE
from aci_core.domain.schema.aliases import clean, compact, value_key
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.cells import Cells, is_missing, parse_number
from aci_core.ingest.columns.headers import code_legends, timed_headers
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.files.sheet import Lines, Sheet, lines_of
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.values.codes import missing_codes

_MAX_BYTES = 1 << 20
_MOST_SHEETS = 8
_FEWEST_CODES, _MOST_CODES = 2, 40
_MOST_TOLD = 300  # letters of a message
_LONGEST = 80  # of a meaning
_GRADE = "grade"
_CODE = re.compile(r"-?[0-9]{1,3}(?:\.0)?|[A-Za-z]")
_CHOICE = re.compile(r"(?P<code>-?[0-9]{1,3}|[A-Za-z])\s*(?:[,=:.、)]|\s-\s|\s)\s*(?P<word>\S.*)")
_BREAKS = re.compile(r"[|\n;]")


@dataclass
class _Entry:
    """What a codebook says of a column.

    Parameters
    ----------
    sheet : str
    codes : dict of str to set of str
        Code to its meanings; two are a contradiction.
    label : str
    """

    sheet: str
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    label: str = ""

    def add(self, legend: Mapping[str, str]) -> None:
        for code, word in legend.items():
            self.codes[_code_of(code)].add(clean(word)[:_LONGEST])

    def said(self) -> dict[str, str]:
        """Code to all that is said of it."""
        return {code: " / ".join(sorted(said)) for code, said in self.codes.items()}

    def legend(self) -> dict[str, str] | None:
        """Code to word; None where one code has two words, or two codes one."""
        words = {code: next(iter(said)) for code, said in self.codes.items() if len(said) == 1}
        plain = len(words) == len(self.codes) == len(set(words.values()))
        return words if plain else None


def with_codebook(raw: RawTable, sheets: Sequence[Sheet]) -> RawTable:
    """The table with words in place of codes, and labels, as other sheets give them.

    Parameters
    ----------
    raw : RawTable
    sheets : sequence of Sheet
        All of the file.

    Returns
    -------
    RawTable
        A column keeps its codes where a code is given two meanings, or a value none, where it
        holds numbers (scores, ages), or its header explains them; what was taken is said.
    """
    others = [s for s in sheets if s.name != raw.reading.sheet and len(s.text) <= _MAX_BYTES]
    entries = _entries(raw.headers, sorted(others, key=lambda s: s.place)[:_MOST_SHEETS])
    if not entries:
        return raw
    frame = raw.frame.copy(deep=False)
    labels = [*raw.labels] or [""] * len(raw.headers)
    issues = list(raw.issues)
    legends: dict[str, dict[str, str]] = {}
    for place, entry in sorted(entries.items()):
        header = raw.headers[place]
        labels[place] = labels[place] or entry.label
        if not 0 < len(entry.codes) <= _MOST_CODES or not _takes_words(raw, header, entry.label):
            continue
        legend, cells = entry.legend(), Cells.from_column(raw.text(place))
        if legend is None:
            issues.append(_issue("codebook_contradicts", "warning", header, entry, entry.said()))
            continue
        keys = {_code_of(t) for t, n in zip(cells.texts, cells.counts, strict=True) if n}
        if len(legend) < _FEWEST_CODES or not keys & set(legend):
            continue  # one code explains no column; and the words may stand there already
        if not _fits(keys, legend):
            issues.append(_issue("codebook_unfit", "warning", header, entry, legend))
            continue
        decoded = code_legends.decode_cells(cells, legend)
        texts = decoded.distinct.take(pa.array(cells.codes, mask=cells.codes < 0))
        frame[place] = pd.arrays.ArrowExtensionArray(pa.chunked_array([texts]))
        issues.append(_issue("codebook_used", "info", header, entry, legend))
        legends[header] = legend
    shown = tuple(labels) if any(labels) else ()
    return replace(raw, frame=frame, labels=shown, issues=tuple(issues), legends=legends)


def with_words_for_codes(
    mapping: ColumnMapping, headers: Mapping[str, str], raw: RawTable, issues: Issues
) -> ColumnMapping:
    """The mapping, what it says of codes said of the words that a codebook put in their place.

    The user's word goes before the codebook's: `values` for ``1`` holds where ``1`` was read as
    ``male``, as values for ``male`` do; and so do arms, the reference and grades.

    Parameters
    ----------
    mapping : ColumnMapping
    headers : dict of str to str
        By canonical name, the header of the column.
    raw : RawTable
        With the codes that were replaced.
    issues : Issues
        Where a column's values are the user's, that is said instead of the codebook's.
    """
    legends = {name: raw.legends[h] for name, h in headers.items() if h in raw.legends}
    values = {
        name: _of_words(said, legends[name]) if name in legends else said
        for name, said in mapping.values.items()
    }

    theirs = {headers[name] for name in mapping.values if name in legends}
    issues.entries[:] = [
        replace(one, code="codebook_overruled")
        if one.code == "codebook_used" and one.column in theirs
        else one
        for one in issues.entries
    ]

    def words_of(name: str, texts: Sequence[str]) -> tuple[str, ...]:
        legend = {} if name in mapping.values else legends.get(name, {})
        return tuple(legend.get(_code_of(text), text) for text in texts)

    scale, labels = mapping.grade, mapping.arm_names
    return replace(
        mapping,
        values=values,
        arms=words_of(ARM, mapping.arms),
        arm_names=dict(zip(words_of(ARM, [*labels]), labels.values(), strict=True)),
        reference=mapping.reference and words_of(ARM, [mapping.reference])[0],
        grade=scale
        and GradeScale(words_of(_GRADE, scale.best_first), words_of(_GRADE, scale.effective)),
    )


def _of_words(said: Mapping[str, str | None], legend: Mapping[str, str]) -> dict[str, str | None]:
    """What is said of codes, said of the codes' words too unless those have their own."""
    by_code = {_code_of(text): value for text, value in said.items()}
    of_words = {word: by_code[code] for code, word in legend.items() if code in by_code}
    return {**of_words, **said}


def _issue(
    code: str, severity: Severity, header: str, entry: _Entry, legend: Mapping[str, str]
) -> Issue:
    codes = code_legends.format_for_message(dict(legend))
    facts = (("sheet", clean(entry.sheet)[:60]), ("codes", codes[:_MOST_TOLD]))
    return Issue(code, severity, None, header, facts=facts)


def _takes_words(raw: RawTable, header: str, label: str) -> bool:
    """Whether a column's cells may be words: no score, at whatever time, and no number."""
    own = raw.meanings.get(header)
    of = raw.meanings.get(label) if own.recognised == "covariate" and label else own
    timed = timed_headers.timed_name(header)
    later = timed is not None and timed.visit != PRE and of.recognised == "covariate"
    if own.unclear or of.unclear or later or of.name == ID:
        return False
    return code_legends.takes_legend(of.role, of.name) and not code_legends.legend_in_header(header)


def _fits(keys: Iterable[str], legend: Mapping[str, str]) -> bool:
    """Whether every value is a code, one of the words, or stands for a missing value."""
    words = {value_key(word) for word in legend.values()}
    left = [key for key in keys if key not in legend and key not in words and not is_missing(key)]
    numbers = np.array([parse_number(key) for key in left], dtype=float)
    return bool(missing_codes.is_usual(numbers).all())


def _code_of(text: str) -> str:
    return value_key(text).removesuffix(".0")


def _entries(headers: Sequence[str], sheets: Iterable[Sheet]) -> dict[int, _Entry]:
    """What the sheets say of the columns, by place."""
    places = _places(headers)
    entries: dict[int, _Entry] = {}
    for sheet in sheets:
        try:
            lines = [line for line in lines_of(sheet) if any(line)]
        except AciError:
            continue
        for place, legend, label in (*_of_table(lines, places), *_of_notes(lines, places)):
            entry = entries.setdefault(place, _Entry(sheet.name))
            entry.add(legend)
            entry.label = entry.label or label
    return entries


def _places(headers: Sequence[str]) -> dict[str, int]:
    """Key of each header to its place, of those that one column alone has."""
    keys = [{compact(h), compact(code_legends.BRACKETS.sub("", clean(h)))} - {""} for h in headers]
    times = Counter(key for each in keys for key in each)
    return {key: place for place, each in enumerate(keys) for key in each if times[key] == 1}


def _of_table(lines: Lines, places: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str], str]]:
    """What a table says: a row or several a column, with codes and meanings in any order."""
    width = max(map(len, lines), default=0)
    rows = [[*line, *[""] * (width - len(line))] for line in lines]
    named = [sum(compact(row[at]) in places for row in rows) for at in range(width)]
    if not named or max(named) == 0:
        return
    variable = named.index(max(named))
    of: list[int | None] = []
    for row in rows:
        key = compact(row[variable])
        of.append(places.get(key) if key else (of[-1] if of else None))
    told = [(row, place) for row, place in zip(rows, of, strict=True) if place is not None]
    # A row of headers of a sheet of patients names many columns.
    told = [(row, place) for row, place in told if len(_named(row, places)) <= 1]
    head = _head(rows, places)
    others = [at for at in range(width) if at != variable]
    code = _code_column(told, others, head)
    meant = _meaning_column(told, [at for at in others if at != code], head, code)
    label = _label_column([at for at in others if at != code], head, meant)
    for row, place in told:
        legend: dict[str, str] = {}
        for at in others:
            legend |= parse_choices(row[at])
        if not legend and code is not None and meant is not None and _CODE.fullmatch(row[code]):
            legend = {row[code]: row[meant]} if row[meant] else {}
        text = row[label] if label is not None and (label != meant or not legend) else ""
        yield place, legend, "" if parse_choices(text) else clean(text)[:_LONGEST]


def _named(row: Sequence[str], places: Mapping[str, int]) -> set[int]:
    """Places of the columns that the cells of a row name."""
    return {places[key] for key in map(compact, row) if key in places}


def _head(rows: Lines, places: Mapping[str, int]) -> list[str]:
    """The row of headers of a codebook: the last above the first column that it explains."""
    first = next((i for i, row in enumerate(rows) if any(compact(c) in places for c in row)), 0)
    return [compact(cell) for cell in rows[first - 1]] if first else [""] * len(rows[0])


def _code_column(
    told: Sequence[tuple[list[str], int]], others: Sequence[int], head: Sequence[str]
) -> int | None:
    """The column of codes: cells that are one each, of which a column of the file has several."""
    found = []
    for at in others:
        cells = [(row[at], place) for row, place in told if row[at]]
        several = max(Counter(place for _, place in cells).values(), default=0) >= _FEWEST_CODES
        if several and all(_CODE.fullmatch(text) for text, _ in cells):
            found.append(at)
    named = [at for at in found if head[at] in _words()["code"]]
    return (named or found)[0] if len(named) == 1 or len(found) == 1 else None


def _meaning_column(
    told: Sequence[tuple[list[str], int]],
    others: Sequence[int],
    head: Sequence[str],
    code: int | None,
) -> int | None:
    """The column with the meaning of each code: by its header, else the only one of texts."""
    if code is None:
        return None
    texts = [at for at in others if any(row[at] and row[code] for row, _ in told)]
    named = [at for word in _words()["meaning"] for at in texts if head[at] == word]
    if named:
        return named[0]
    return texts[0] if len(texts) == 1 else None


def _label_column(others: Sequence[int], head: Sequence[str], meant: int | None) -> int | None:
    """The column that says what each column of the file is, by its header."""
    named = [at for word in _words()["label"] for at in others if head[at] == word]
    apart = [at for at in named if at != meant]
    return next(iter(apart or named), None)


def parse_choices(text: str) -> dict[str, str]:
    """The codes that one cell lists with their meanings; empty if it lists none.

    Examples
    --------
    >>> [parse_choices(t) for t in ("1=男；2=女", "0, Control | 1, Active", "1-4", "0-42")]
    [{'1': '男', '2': '女'}, {'0': 'Control', '1': 'Active'}, {}, {}]
    >>> parse_choices("1=轻度")
    {'1': '轻度'}
    """
    if known := code_legends.parse_legend(text):
        return known
    parts = [part.strip(" ,、.。") for part in _BREAKS.split(clean_lines(text))]
    found = [_CHOICE.fullmatch(part) for part in parts if part]
    pairs = {match["code"]: match["word"].strip() for match in found if match}
    listed = len(found) >= _FEWEST_CODES and len(pairs) == len(found)
    return pairs if listed and len(set(pairs.values())) == len(pairs) else {}


def clean_lines(text: str) -> str:
    """A text cleaned line by line."""
    return "\n".join(map(clean, text.splitlines()))


def _of_notes(lines: Lines, places: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str], str]]:
    """What notes say: 性别：1=男，2=女, or Sex (1 = male, 2 = female)."""
    for cell in (clean(cell) for line in lines for cell in line if cell):
        name, sign, rest = cell.partition(":")
        if sign and compact(name) in places and (legend := parse_choices(rest)):
            yield places[compact(name)], legend, ""
        elif legend := code_legends.legend_in_header(cell):
            place = places.get(compact(code_legends.without_legend(cell)))
            if place is not None:
                yield place, legend, ""


@cache
def _words() -> dict[str, list[str]]:
    table = load_toml("aci_core.ingest.layout", "codebook.toml")["headers"]
    return {kind: [*map(compact, listed)] for kind, listed in table.items()}
