"""Code legends in headers: 性别(男=1,女=2), Group (1=treatment, 2=control)."""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import clean, compact, value_key, words
from aci_core.ingest.cells import Cells

BRACKETS = re.compile(r"[(\[{<【「](.*?)[)\]}>】」]")
# Longer headers have no meaning, and the rules are slow on them.
MAX_HEADER = 200
_WORD = r"(?:[^\d=:,;、/|]*[^\d=:,;、/|\s])"
_BETWEEN = r"[\s,;、/|]*"
# The code before the word, and after it: 1=男 2=女, 男1女2.
_CODE_FIRST = re.compile(rf"(?P<code>\d{{1,2}})\s*(?P<is>[=:]?)\s*(?P<word>{_WORD}){_BETWEEN}")
_WORD_FIRST = re.compile(rf"(?P<word>{_WORD})\s*(?P<is>[=:]?)\s*(?P<code>\d{{1,2}}){_BETWEEN}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Roles whose cells are words. A score or an amount is a number, whatever its header explains.
_ROLES = frozenset(
    {
        Role.ARM, Role.EVENT, Role.EVENT_RESOLVED, Role.FOLLOWUP, Role.DIED, Role.LOST,
        Role.GRADE, Role.COVARIATE,
    }
)  # fmt: skip


def parse_legend(bracket: str) -> dict[str, str]:
    """Parse a legend in brackets to code -> word; empty if the text is none.

    Examples
    --------
    >>> [parse_legend(text) for text in ("男=1,女=2", "1治疗 2对照", "m3/w2", "pg/mL")]
    [{'1': '男', '2': '女'}, {'1': '治疗', '2': '对照'}, {}, {}]
    """
    text = clean(bracket).strip(" ,;、/|")
    for pattern in (_CODE_FIRST, _WORD_FIRST):
        pairs = [m.groupdict() for m in pattern.finditer(text)]
        if not pairs or "".join(m[0] for m in pattern.finditer(text)) != text:
            continue
        words = {p["code"]: p["word"].strip() for p in pairs}
        distinct = len(set(words.values())) == len(words) == len(pairs)
        return words if distinct and all(map(_is_unambiguous, pairs)) else {}
    return {}


def _is_unambiguous(pair: dict[str, str]) -> bool:
    """Whether a code and a word belong together: joined by a sign, or Chinese and not a time."""
    if pair["is"]:
        return True
    word = compact(pair["word"])
    return bool(_CHINESE.search(word)) and word not in words().visit_units


def legend_in_header(header: str) -> dict[str, str]:
    """The legend in a header; empty if it has none."""
    for match in BRACKETS.finditer(clean(header[:MAX_HEADER])):
        if legend := parse_legend(match[1]):
            return legend
    return {}


def without_legend(text: str) -> str:
    """A header without its legend."""
    return BRACKETS.sub(lambda match: " " if parse_legend(match[1]) else match[0], text)


def legend_for_column(header: str, role: Role, name: str) -> dict[str, str]:
    """The legend for decoding a column's cells; empty if they are numbers."""
    return legend_in_header(header) if takes_legend(role, name) else {}


def takes_legend(role: Role, name: str) -> bool:
    """Whether the cells of a column with this meaning are words, for which codes may stand."""
    return role in _ROLES and name not in words().numbers


def decode_cells(cells: Cells, legend: dict[str, str]) -> Cells:
    """Replace the codes in cells by the legend's words."""
    by_key = {key: word for code, word in legend.items() for key in (code, f"{code}.0")}
    texts = [by_key.get(value_key(text), text) for text in cells.texts]
    return replace(cells, distinct=pa.array(texts, pa.string()))


def format_for_header(legend: dict[str, str]) -> str:
    """Format a legend as it stands in a header."""
    return " ".join(f"{code}={word}" for code, word in legend.items())


def format_for_message(legend: dict[str, str]) -> str:
    """Format a legend for a message."""
    return ", ".join(f"{code} = {word}" for code, word in legend.items())
