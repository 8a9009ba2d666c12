"""Which columns of a file may be the arm, where none says so: the likeliest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.schema.aliases import arm_kind, compact, value_key, without_count, words
from aci_core.ingest.cells import is_missing
from aci_core.ingest.columns.by_context.untimed_outcomes import names_baseline, names_outcome
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.layout.raw_table import RawTable

MOST_ARMS = 8  # a column of more texts is seldom the arm
_MOST_UNTOLD = 2  # of more columns of which nothing speaks of arms none is likelier than another
_LETTERS = ("abcdefgh", "甲乙丙丁戊己庚辛")
_TREATED = frozenset({"active", "treated", "experimental"})  # headers of a yes or no
_FINDINGS = frozenset({"阳性", "阴性", "positive", "negative", "pos", "neg", "+", "-"})
_PARTS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ArmCandidates:
    """The headers of a file, for its owner to say which is the arm.

    Parameters
    ----------
    headers : tuple of str
        All of them, the likeliest first.
    n_likely : int
        So many of them are likely: they hold a few texts, and their headers or texts speak of
        arms. Where none does, the only one or two that are known for nothing else.
    """

    headers: tuple[str, ...]
    n_likely: int

    @property
    def likely(self) -> tuple[str, ...]:
        """The likely ones."""
        return self.headers[: self.n_likely]


def arm_candidates(raw: RawTable) -> ArmCandidates:
    """Rank the columns of a table that names no arm, or two.

    Parameters
    ----------
    raw : RawTable
    """
    ranks: dict[str, tuple[bool, bool, bool, bool, int]] = {}
    identifier = next((p for p, h in enumerate(raw.headers) if meaning(h).name == ID), None)
    for place, header in enumerate(raw.headers):
        of, texts = meaning(header), raw.frame[place].nunique()
        few = 2 <= texts <= MOST_ARMS
        # Sex and smoking have two texts too, and are known for what they are.
        known = of.recognised != "covariate" or _is_of_patient(header, raw.frame[place], texts)
        known = known or (identifier is not None and _differs_within(raw, identifier, place))
        named = few and _names_arms(raw.frame[place])
        size = texts if few else MOST_ARMS + 1
        rank = (of.name != ARM, known, not _speaks_of_arms(header), not named, size)
        ranks.setdefault(header, rank)
    ranked = sorted(ranks, key=lambda header: ranks[header])
    likely = [h for h in ranked if ranks[h][4] <= MOST_ARMS and not (ranks[h][0] and ranks[h][1])]
    told = [h for h in likely if not all(ranks[h][i] for i in (0, 2, 3))]
    likely = told or (likely if len(likely) <= _MOST_UNTOLD else [])
    return ArmCandidates(tuple(dict.fromkeys((*likely, *ranked))), len(likely))


def _is_of_patient(header: str, cells: pd.Series[str], texts: int) -> bool:
    """Whether a column without a known meaning is a characteristic or an outcome all the same."""
    if _speaks_of_arms(header):
        return False
    if names_baseline(header) or names_outcome(header) or compact(header) in words().visit_columns:
        return True
    none = {*words().values["sex"], *_FINDINGS}
    return 0 < texts <= MOST_ARMS and all(
        value_key(str(text)) in none
        for text in cells.dropna().unique()
        if not is_missing(str(text))
    )


def _differs_within(raw: RawTable, identifier: int, place: int) -> bool:
    """Whether a patient with several rows has several values: a visit or a score, no arm."""
    ids = raw.frame[identifier]
    if not ids.duplicated().any():
        return False
    return bool((raw.frame[place].groupby(ids).nunique() > 1).any())


def _names_arms(cells: pd.Series[str]) -> bool:
    """Whether a column's texts name a treatment or a control, or are letters from A on."""
    texts = [str(text) for text in cells.dropna().unique() if not is_missing(str(text))]
    keys = {compact(without_count(text)).removesuffix("组") for text in texts}
    letters = any(keys == {*row[: len(keys)]} for row in _LETTERS)
    return letters or any(arm_kind(text) in ("control", "treatment") for text in texts)


def _speaks_of_arms(header: str) -> bool:
    """Whether a part of a header is a word for the arm: group_allocation, 随机分组号, active."""
    named = {word for word, name in words().columns.items() if name == ARM} | _TREATED
    whole = compact(header)
    han = (word for word in named if not word.isascii() and len(word) > 1)
    return any(part in named for part in map(compact, _PARTS.split(header))) or any(
        word in whole for word in han
    )
