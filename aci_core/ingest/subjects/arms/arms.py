"""Assign patients to arms, and determine the reference arm."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.errors import AciError
from aci_core.domain.schema.aliases import arm_kind, clean, value_key, without_count
from aci_core.ingest.cells import Cells, Codes, format_level, is_missing
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout import fill_down
from aci_core.ingest.subjects.arms.population import UNASSIGNED, Population
from aci_core.ingest.values.codes import code_labels

MAX_ARMS = 20
_GROUP = ("组", "group", "arm")
MISSING, MAPPED_TO_NULL, NOT_CHOSEN = "arm_missing", "arm_null", "arm_not_chosen"
NOT_RANDOMISED = "not_randomised"
_NO_ARM = "unassigned"


@dataclass(frozen=True, eq=False)
class Arms:
    """The arms of a file.

    Parameters
    ----------
    labels : tuple of str
        (treatment, reference) if settled.
    settled : bool
    codes : ndarray of int32
        Place in `labels` of each row of the file; -1 left out.
    left_out : tuple of (int, str)
        Rows left out and why.
    names : dict of str to str
        The user's own name of an arm, by its label.
    """

    labels: tuple[str, ...]
    settled: bool
    codes: Codes
    left_out: tuple[tuple[int, str], ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def keep(self) -> npt.NDArray[np.bool_] | None:
        """Which rows stay; None if all do."""
        return self.codes >= 0 if (self.codes < 0).any() else None

    def written(self, cells: Cells) -> dict[str, str]:
        """The file's spelling of each arm that has only one."""
        spellings: dict[str, dict[str, str]] = {}
        codes, first = np.unique(cells.codes, return_index=True)
        for code, place in zip(codes.tolist(), self.codes[first].tolist(), strict=True):
            if code >= 0 and place >= 0:
                text = cells.texts[code]
                spellings.setdefault(self.labels[place], {}).setdefault(value_key(text), text)
        return {
            label: next(iter(texts.values()))
            for label, texts in spellings.items()
            if len(texts) == 1
        }

    def column(self) -> pd.Categorical:
        """The column `arm` of the rows that stay."""
        codes = self.codes[self.codes >= 0].astype(np.int8)
        dtype = pd.CategoricalDtype(pd.Index(list(self.labels), dtype="str"))
        return pd.Categorical.from_codes(codes, dtype=dtype)


def assign_arms(
    cells: Cells,
    header: str,
    mapping: ColumnMapping,
    issues: Issues,
    population: Population | None = None,
) -> Arms:
    """Assign each row to an arm.

    Parameters
    ----------
    cells : Cells
        Of the column of arms.
    header : str
    mapping : ColumnMapping
        Its reference takes precedence over the alias table.
    issues : Issues
    population : Population, optional
        Who was randomised by a flag of the file's standard.

    Raises
    ------
    AciError
        ``no_arm_values``, ``too_many_arms``, ``arms_not_found``, ``reference_not_found`` or
        ``arm_names_same``.
    """
    meant = mapping.values.get("arm", {})
    coded = _coded(cells, meant)
    per_text, null = _labels(cells, meant, coded)
    _report_spellings(cells, per_text, {*meant, *coded}, header, issues)
    code_labels.report(
        cells, np.array([t in coded for t in cells.texts], dtype=bool), header, issues
    )
    labels = _in_order_of_file(per_text)
    if not labels:
        raise AciError("no_arm_values", column=clean(header)[:60])
    if len(labels) > MAX_ARMS:
        raise AciError("too_many_arms", column=clean(header)[:60], n=len(labels), limit=MAX_ARMS)
    words = {**code_legends.legend_in_header(header), **meant}
    chosen = _chosen(labels, mapping.arms, words)
    settled, ordered = _settle(chosen, mapping, words)
    place = {label: i for i, label in enumerate(ordered)}
    lookup = [-1 if label is None else place.get(label, -2) for label in per_text]
    lookup = [-3 if is_null else code for is_null, code in zip(null, lookup, strict=True)]
    never = _never_assigned(cells, meant, header, issues)
    lookup = [UNASSIGNED if left else code for left, code in zip(never, lookup, strict=True)]
    codes = np.array([*lookup, -1], dtype=np.int32)[cells.codes]
    if population is not None:
        codes = population.without_unassigned(codes, issues)
    _report(
        codes,
        header,
        ordered,
        settled,
        issues,
        in_blocks=fill_down.block_lengths(cells) is not None,
    )
    left_out = _left_out(codes, issues)
    if not (codes >= 0).any():
        raise AciError("no_arm_values", column=clean(header)[:60])
    names = _own_names(labels, mapping.arm_names)
    return Arms(ordered, settled, np.maximum(codes, -1), left_out, names)


def _own_names(labels: tuple[str, ...], wanted: Mapping[str, str]) -> dict[str, str]:
    """The user's names of the arms that the file has.

    A name that another arm of the file bears would show one arm's numbers under the other.
    """
    by_key = {value_key(_without_code(label, labels)): name for label, name in wanted.items()}
    names = {label: by_key[value_key(label)] for label in labels if value_key(label) in by_key}
    for label, name in names.items():
        if any(value_key(name) == value_key(other) for other in labels if other != label):
            raise AciError("arm_names_same", name=name)
    return names


def _coded(cells: Cells, meant: Mapping[str, str | None]) -> dict[str, str]:
    """The label of each text with a code before it, where the codes count: 1_治疗组, 2_对照组."""
    texts = [t for t, n in zip(cells.texts, cells.counts, strict=True) if n and not is_missing(t)]
    both = code_labels.labelled(texts) if len(texts) <= MAX_ARMS else None
    if both is None:
        return {}
    codes = {one.code for one in both}
    counting = codes in (set(range(len(codes))), set(range(1, len(codes) + 1)))
    if not counting or {value_key(t) for t in texts} & {value_key(t) for t in meant}:
        return {}
    labels = {text: one.label for text, one in zip(texts, both, strict=True)}
    distinct = {arm_key(label) for label in labels.values()}
    return labels if len(distinct) == len(codes) else {}


def _labels(
    cells: Cells, meant: Mapping[str, str | None], coded: Mapping[str, str]
) -> tuple[list[str | None], list[bool]]:
    """The label of each distinct text, and whether the mapping sets it to null."""
    if len(cells.distinct) > 50 * MAX_ARMS:
        raise AciError("too_many_arms", column="arm", n=len(cells.distinct), limit=MAX_ARMS)
    by_key = {value_key(t): v for t, v in meant.items()}
    labels: list[str | None] = []
    null = []
    # The commonest spelling is the label; spellings that differ only in case, width, the word
    # for a group or the number of its patients are one arm.
    spelled: dict[str, str] = {}
    for place in np.argsort(-cells.counts, kind="stable"):
        text = coded.get(cells.texts[place], cells.texts[place])
        spelled.setdefault(arm_key(text), clean(text))
    for text, n in zip(cells.texts, cells.counts, strict=True):
        key = value_key(text)
        if key in by_key:
            label = by_key[key]
            null.append(label is None)
        else:
            no_arm = is_missing(text) or arm_kind(text) == _NO_ARM
            label = None if no_arm else spelled[arm_key(coded.get(text, text))]
            null.append(False)
        labels.append(label if n else None)
    return labels, null


def _never_assigned(
    cells: Cells, meant: Mapping[str, str | None], header: str, issues: Issues
) -> list[bool]:
    """Which texts say that a patient was never assigned to an arm, which is reported."""
    keys = {value_key(text) for text in meant}
    never = [arm_kind(t) == _NO_ARM and value_key(t) not in keys for t in cells.texts]
    for text, n, left in zip(cells.texts, cells.counts.tolist(), never, strict=True):
        if left and n:
            issues.add("not_randomised", "warning", header, value=clean(text), n=n)
    return never


def arm_key(text: str) -> str:
    """Key that spellings of an arm share: 观察组, 观察 and 观察组(n=78), or 1 and 1.0."""
    key = value_key(without_count(text)) or value_key(text)
    for ending in _GROUP:
        if key.endswith(ending) and len(key) > len(ending):
            return key.removesuffix(ending)
    return format_level(key)


def _report_spellings(
    cells: Cells,
    labels: Sequence[str | None],
    told: Collection[str],
    header: str,
    issues: Issues,
) -> None:
    """Report different spellings that were read as one arm, but those that are told otherwise."""
    written: dict[str, dict[str, str]] = {}
    keys = {value_key(text) for text in told}
    for text, label in zip(cells.texts, labels, strict=True):
        if label is not None and value_key(text) not in {*keys, value_key(label)}:
            written.setdefault(label, {}).setdefault(value_key(text), clean(text))
    for label, texts in written.items():
        issues.add(
            "arms_joined", "info", header, arm=label[:60], arms=format_labels([*texts.values()])
        )


def _in_order_of_file(labels: Sequence[str | None]) -> tuple[str, ...]:
    # Distinct texts are in order of first occurrence.
    return tuple(dict.fromkeys(label for label in labels if label is not None))


def _chosen(
    labels: tuple[str, ...], wanted: tuple[str, ...], words: Mapping[str, str | None]
) -> tuple[str, ...]:
    if not wanted:
        return labels
    return tuple(_find(label, labels, "arms_not_found", words) for label in wanted)


def _without_code(wanted: str, labels: tuple[str, ...]) -> str:
    """An arm as it is shown, where it is named with its code: 2_对照组."""
    both = code_labels.code_and_label(wanted)
    coded = both is not None and wanted not in labels and both.label in labels
    return both.label if both is not None and coded else wanted


def _find(wanted: str, labels: tuple[str, ...], code: str, words: Mapping[str, str | None]) -> str:
    """The arm that a text names: by its label, or by the code that stands for it in the file."""
    wanted = _without_code(wanted, labels)
    for label in labels:
        if label == wanted or value_key(label) == value_key(wanted):
            return label
    same = [label for label in labels if arm_key(label) == arm_key(wanted)]
    if len(same) == 1:
        return same[0]
    by_code = {value_key(of): word for of, word in words.items()}
    if word := by_code.pop(value_key(wanted), None):
        return _find(word, labels, code, {})
    raise AciError(code, arm=clean(wanted)[:60], arms=format_labels(labels))


def format_labels(labels: Sequence[str]) -> str:
    """Format labels for a message."""
    return ", ".join(label[:60] for label in labels)


def _settle(
    arms: tuple[str, ...],
    mapping: ColumnMapping,
    words: Mapping[str, str | None],
) -> tuple[bool, tuple[str, ...]]:
    """Whether there are two arms with a known reference, and (treatment, reference) if so."""
    wanted = mapping.reference
    control = _find(wanted, arms, "reference_not_found", words) if wanted else None
    if control is None and mapping.arms:
        control = arms[1]
    if control is None:
        known = [arm for arm in arms if arm_kind(arm) == "control"]
        control = known[0] if len(known) == 1 else None
    if control is None:
        return False, arms
    others = tuple(arm for arm in arms if arm != control)
    return len(arms) == 2, (*others, control)


def _report(
    codes: Codes,
    header: str,
    arms: tuple[str, ...],
    settled: bool,
    issues: Issues,
    *,
    in_blocks: bool,
) -> None:
    places = np.flatnonzero(codes == -1)
    if in_blocks and places.size:
        issues.add("missing_arm_blocks", "error", header, n=int(places.size))
    else:
        issues.add_cells("missing_arm", "error", header, places, None)
    present = [arm for i, arm in enumerate(arms) if (codes == i).any()]
    if len(present) < 2:
        issues.add("one_arm", "error", header, arms=format_labels(present))
    elif len(arms) > 2:
        issues.add("three_arms", "error", header, n=len(arms), arms=format_labels(arms))
    elif not settled:
        issues.add("choose_reference", "error", header, arms=format_labels(arms))


def _left_out(codes: Codes, issues: Issues) -> tuple[tuple[int, str], ...]:
    reasons = {-1: MISSING, -2: NOT_CHOSEN, -3: MAPPED_TO_NULL, UNASSIGNED: NOT_RANDOMISED}
    places = np.flatnonzero(codes < 0)
    return tuple((int(issues.rows[p]), reasons[int(codes[p])]) for p in places)
