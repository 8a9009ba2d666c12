"""Ledger of a centre: of whom it has sent what, so that a second summary cannot be subtracted.

One file cannot know of another: two summaries a week apart, with one new patient, are that
patient's values. So the centre keeps a ledger beside its data. It holds no value and no
identifier: keyed hashes of patients and of cells (HMAC-SHA256), the sets that the answers were
over, and the counts that were sent. Whoever has the ledger can test guesses of a patient's values
against it: it stays where the patients' file is.

An answer whose set differs by few patients, or whose counts do, from what was sent before stays
behind. A cell that was corrected is another cell.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta

from aci_core.domain.arrays import Ints, Mask
from aci_core.domain.cohort import ID
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE, Role
from aci_core.federation.leaving.told import Told
from aci_core.summaries import EFFECTIVE, GRADE, PatientLevelData

FORMAT: Final = "aci-sent-1"
MOST_BYTES: Final = 64 << 20
_DIGITS = 16  # of a hash

Cells = Mapping[str, tuple[int, int]]


class Table(msgspec.Struct, frozen=True):
    """Counts that were sent: of which variables, over which set, by cell."""

    of: tuple[str, ...]
    over: int
    cells: dict[str, tuple[int, int]]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One summary that was sent.

    Parameters
    ----------
    day, centre, sha256 : str
    rule : str or None
        By which the response was graded.
    arms : tuple of str
    patients : tuple of str
        Hash of each.
    arm : tuple of int
        0 for the treatment arm, 1 for the other.
    cells : dict of str to tuple of str
        By column the hash of each patient's cell.
    sets : tuple of str
        Sets of patients, in hexadecimal digits.
    sums : dict of str to tuple of int
        By column the sets over which something of it was sent.
    tables : tuple of Table
    """

    day: str
    centre: str
    sha256: str
    rule: str | None
    arms: tuple[str, str]
    patients: tuple[str, ...]
    arm: tuple[int, ...]
    cells: dict[str, tuple[str, ...]]
    sets: tuple[str, ...]
    sums: dict[str, tuple[int, ...]]
    tables: tuple[Table, ...]

    def members(self, number: int) -> Mask:
        """Which patients are in a set."""
        bits = np.frombuffer(bytes.fromhex(self.sets[number]), dtype=np.uint8)
        return np.unpackbits(bits)[: len(self.patients)].astype(bool)


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    key: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    sent: tuple[Sent, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """What a centre has sent.

    Parameters
    ----------
    key : bytes
        Of the hashes.
    sent : tuple of Sent
    """

    key: bytes
    sent: tuple[Sent, ...] = ()

    @classmethod
    def new(cls) -> Ledger:
        """Nothing sent yet."""
        return cls(secrets.token_bytes(32))

    @classmethod
    def from_bytes(cls, data: bytes) -> Ledger:
        """The ledger of a file; AciError ``ledger_unreadable`` where it is none."""
        try:
            read = msgspec.json.decode(data, type=_Document)
            for one in read.sent:
                _check(one)
        except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
            raise AciError("ledger_unreadable") from error
        if read.format != FORMAT:
            raise AciError("ledger_unreadable")
        return cls(bytes.fromhex(read.key), read.sent)

    def to_bytes(self) -> bytes:
        """As a file, a line for each summary."""
        return (
            json.dumps(
                {"format": FORMAT, "key": self.key.hex(), "sent": msgspec.to_builtins(self.sent)},
                ensure_ascii=False,
                indent=None,
            ).encode()
            + b"\n"
        )

    def hashed(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The keyed hash of each text."""
        return tuple(
            hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
            for text in texts
        )

    def with_sent(
        self, data: PatientLevelData, told: Sequence[Told], *, day: str, centre: str, sha256: str
    ) -> Ledger:
        """The ledger with one summary more.

        Parameters
        ----------
        data : PatientLevelData
            Of whom it speaks.
        told : sequence of Told
            What each of its answers tells.
        day, centre, sha256 : str
        """
        if any(one.sha256 == sha256 for one in self.sent):
            return self
        names = sorted({name for one in told for name in one.columns})
        numbers = {mask: i for i, mask in enumerate(dict.fromkeys(_hex(x.members) for x in told))}
        sums: dict[str, dict[int, None]] = {name: {} for name in names}
        tables = []
        for one in told:
            number = numbers[_hex(one.members)]
            for name in one.columns:
                sums[name][number] = None
            for table in one.tables():
                counts = table.counts(one.members, data.treated)
                tables.append(Table(table.of, number, counts))
        grading = data.grading
        sent = Sent(
            day=day,
            centre=centre,
            sha256=sha256,
            rule=None if grading is None else f"{grading.rule} {grading.visit}",
            arms=(data.arms.treatment, data.arms.control),
            patients=self.hashed(identities(data)),
            arm=tuple(np.where(data.treated, 0, 1).tolist()),
            cells={name: self.hashed(_texts(data, name)) for name in names},
            sets=tuple(numbers),
            sums={name: tuple(of) for name, of in sums.items()},
            tables=tuple(tables),
        )
        return replace(self, sent=(*self.sent, sent))


class Earlier:
    """What was sent before, as it bears on a new summary of these patients.

    Parameters
    ----------
    ledger : Ledger
    data : PatientLevelData
    least : int
    """

    def __init__(self, ledger: Ledger, data: PatientLevelData, least: int) -> None:
        self._ledger = ledger
        self._data = data
        self._least = least
        self._patients = ledger.hashed(identities(data))
        known = set(self._patients)
        self._overlapping = [one for one in ledger.sent if known & set(one.patients)]
        self._columns: dict[str, _Elements] = {}
        self._cells: dict[str, tuple[str, ...]] = {}

    def admits(self, told: Told) -> bool:
        """Whether an answer, beside all that was sent, tells of no few patients; then it is sent.

        Parameters
        ----------
        told : Told
        """
        if not self._overlapping:
            return True
        if {GRADE, EFFECTIVE} & set(told.columns) and not self._same_rule():
            return False
        elements = [self._elements(name) for name in told.columns]
        if not all(one.admits(told.members, self._least) for one in elements):
            return False
        if not all(self._admits_table(one, told) for one in self._overlapping):
            return False
        for one in elements:
            one.add(told.members)
        return True

    def _same_rule(self) -> bool:
        grading = self._data.grading
        rule = None if grading is None else f"{grading.rule} {grading.visit}"
        return all(one.rule in (None, rule) for one in self._overlapping)

    def _hashes(self, column: str) -> tuple[str, ...]:
        if column not in self._cells:
            self._cells[column] = self._ledger.hashed(_texts(self._data, column))
        return self._cells[column]

    def _elements(self, column: str) -> _Elements:
        if column not in self._columns:
            own = list(zip(self._patients, self._hashes(column), strict=True))
            made = _Elements(own, np.where(self._data.treated, 0, 1).tolist())
            for one in self._overlapping:
                if column in one.cells:
                    theirs = list(zip(one.patients, one.cells[column], strict=True))
                    made.sent(theirs, one, column)
            self._columns[column] = made
        return self._columns[column]

    def _admits_table(self, one: Sent, told: Told) -> bool:
        places = {patient: i for i, patient in enumerate(one.patients)}
        at = np.array([places.get(patient, -1) for patient in self._patients])
        for table in told.tables():
            for before in one.tables:
                if before.of != table.of:
                    continue
                inside = one.members(before.over)
                same = told.members & (at >= 0)
                same[same] = inside[at[same]]
                for name in table.columns:
                    theirs, own = one.cells[name], self._hashes(name)
                    same &= np.array(
                        [i >= 0 and theirs[i] == own[j] for j, i in enumerate(at.tolist())]
                    )
                both = table.counts(same, self._data.treated)
                now = table.counts(told.members, self._data.treated)
                if self._few_apart(now, both) or self._few_apart(before.cells, both):
                    return False
        return True

    def _few_apart(self, more: Cells, less: Cells) -> bool:
        """Whether few patients of a cell are in the one and not in the other."""
        return any(
            0 < n - less.get(cell, (0, 0))[arm] < self._least
            for cell, arms in more.items()
            for arm, n in enumerate(arms)
        )


class _Elements:
    """Cells of a column, now and before: which sets they were in, and who is alike in them."""

    def __init__(self, own: Sequence[tuple[str, str]], arms: Sequence[int]) -> None:
        self._place = {element: i for i, element in enumerate(dict.fromkeys(own))}
        self._own = np.array([self._place[element] for element in own], dtype=np.int64)
        self._arm = np.zeros(len(self._place), dtype=np.int64)
        self._arm[self._own] = arms
        self._alike = np.zeros(len(self._place), dtype=np.int64)
        self._told = np.zeros(len(self._place), dtype=bool)

    def sent(self, theirs: Sequence[tuple[str, str]], one: Sent, column: str) -> None:
        """Take up the sets of the column that were sent."""
        new = [element for element in dict.fromkeys(theirs) if element not in self._place]
        for element in new:
            self._place[element] = len(self._place)
        arm_of = dict(zip(theirs, one.arm, strict=True))
        self._arm = np.concatenate([self._arm, np.array([arm_of[x] for x in new], dtype=np.int64)])
        self._alike = np.concatenate([self._alike, np.zeros(len(new), dtype=np.int64)])
        self._told = np.concatenate([self._told, np.zeros(len(new), dtype=bool)])
        at = np.array([self._place[element] for element in theirs], dtype=np.int64)
        for number in one.sums.get(column, ()):
            self._add(at[one.members(number)])

    def admits(self, members: Mask, least: int) -> bool:
        """Whether one more set leaves no few cells that are in the same sets."""
        inside = np.zeros(len(self._alike), dtype=bool)
        inside[self._own[members]] = True
        told = self._told | inside
        groups = (self._alike * 2 + inside) * 2 + self._arm
        sizes = np.unique(groups[told], return_counts=True)[1]
        return bool((sizes >= least).all())

    def add(self, members: Mask) -> None:
        """Take up a set that is sent now."""
        self._add(self._own[members])

    def _add(self, places: Ints) -> None:
        inside = np.zeros(len(self._alike), dtype=bool)
        inside[places] = True
        self._told |= inside
        self._alike = np.unique(self._alike * 2 + inside, return_inverse=True)[1].ravel()


def identities(data: PatientLevelData) -> list[str]:
    """Who each patient is: the file's own identifier, else what was known before treatment.

    A number that only counts the rows is another patient's as soon as a row is put in.
    """
    cohort = data.cohort
    if any(True for _ in cohort.columns_with(Role.ID)):
        return [f"id {text}" for text in cohort.table[ID].astype(str)]
    first = [
        column.name
        for column in data.columns
        if column.role is Role.COVARIATE or (column.role is Role.MEASURE and column.visit == PRE)
    ]
    told = [" ".join(row) for row in zip(*(_texts(data, name) for name in first), strict=True)]
    seen: Counter[str] = Counter()
    named = []
    for text in told or [""] * cohort.n:
        seen[text] += 1
        named.append(f"first {text} {seen[text]}")
    return named


def _texts(data: PatientLevelData, column: str) -> list[str]:
    """What a cell holds, as a text that differs where the cell does."""
    if column in (GRADE, EFFECTIVE) and data.grades is not None:
        return [f"{column} {code}" for code in data.grades.codes.tolist()]
    cells = data.cohort.table[column]
    return [f"{column} {cell!r}" for cell in cells.tolist()]


def _hex(members: Mask) -> str:
    return np.packbits(members).tobytes().hex()


def _check(one: Sent) -> None:
    n = len(one.patients)
    sizes = {len(one.arm), *map(len, one.cells.values())}
    numbers = {i for of in one.sums.values() for i in of} | {table.over for table in one.tables}
    if sizes - {n} or numbers - set(range(len(one.sets))) or not set(one.arm) <= {0, 1}:
        raise ValueError("not a ledger")
    for number in range(len(one.sets)):
        if len(one.members(number)) != n:
            raise ValueError("not a ledger")
