"""What remarks say of deaths and losses before they leave: a column that is asked about."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from aci_core.domain.schema.aliases import fold
from aci_core.domain.toml_file import load_toml

Fate = Literal["died", "lost"]
FATES: tuple[Fate, ...] = ("died", "lost")
# What the column is called that keeps of a column of remarks who is said to have died or left.
_ENDINGS: dict[Fate, tuple[str, str]] = {
    "died": (": death?", "：死亡？"),
    "lost": (": loss?", "：失访？"),
}
_CLAUSES = re.compile(r"[,，;；。.!！\n]")
# Not where they tell it: 儿子告知患者死亡.
_BETWEEN = r"(?:'s)?[^诉告称述患]{0,6}"


def header_of(header: str, fate: Fate) -> str:
    """The header of the column that tells of a column of remarks who died or was lost.

    Examples
    --------
    >>> header_of("Remarks", "died"), header_of("备注", "lost")
    ('Remarks: death?', '备注：失访？')
    """
    return f"{header}{_ENDINGS[fate][not header.isascii()]}"


def fate_in_header(header: str) -> Fate | None:
    """The fate of which a column tells that was made of remarks; None of any other column."""
    return next((fate for fate in FATES if header.endswith(_ENDINGS[fate])), None)


def remark_tells(text: str, fate: Fate) -> bool:
    """Whether a remark speaks of the patient's death or loss.

    Examples
    --------
    >>> [remark_tells(t, "died") for t in ("出院后死亡", "died at home", "家属诉患者已去世")]
    [True, True, True]
    >>> [remark_tells(t, "died") for t in ("其父去世", "无死亡", "death of his wife", "好转出院")]
    [False, False, False, False]
    >>> remark_tells("电话随访失访", "lost"), remark_tells("患者未失访", "lost")
    (True, False)
    """
    return any(
        _words(fate).search(clause) and not _words("denied").search(clause)
        and not (fate == "died" and _of_others().search(clause))
        for clause in map(fold, _CLAUSES.split(text))
    )  # fmt: skip


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(_one_of(key))


@cache
def _of_others() -> re.Pattern[str]:
    """A death of somebody else: 父亲去世, his wife died, the death of her mother."""
    died, others = _one_of("died"), _one_of("relatives")
    return re.compile(
        rf"(?:{others}){_BETWEEN}(?:{died})|death of (?:his |her |the |a )?(?:{others})"
    )


def _one_of(key: str) -> str:
    words = load_toml("aci_core.ingest.values.events", "remarks.toml")[key]
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    return rf"(?<![a-z])(?:{latin})(?![a-z])|{other}"
