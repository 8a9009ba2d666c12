"""What a cell lists: 高血压、糖尿病; 1.高血压2.糖尿病; codes ①③, 1,3 or 13 of a legend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from aci_core.domain.schema.aliases import canonical_value, clean, compact, fold
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.cells import is_missing
from aci_core.ingest.columns.headers import code_legends

_CLAUSES = re.compile(r"[;；。\n]")
_COMMAS = re.compile(r"[,，]")
_PARTS = re.compile(r"[、/+＋&|]|\band\b|\s{2,}")
_NUMBER = re.compile(r"(?:(?<=[^\d.])|^)\(?\d{1,2}\s*[.、)．]\s*(?=[^\d\s])")
_CODES = re.compile(r"[0-9]{1,9}|[0-9]{1,2}(?:\s*[,，;；、/+.\s]\s*[0-9]{1,2})+")
_WHOLE = re.compile(r"(\d{1,2})\.0")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_LENGTH = re.compile(
    r"\s*(?:约|for)?\s*[0-9.]+\s*\+?\s*余?\s*(?:年|个?月|天|years?|yrs?|months?)\s*[余多]?(?:以上)?$"
)
Items = tuple[str, ...]


def asks_for_several(header: str) -> bool:
    """Whether a header is of what a patient may have several of.

    Examples
    --------
    >>> [asks_for_several(h) for h in ("既往史", "Comorbidities", "用药（多选）", "诊断")]
    [True, True, True, False]
    """
    key = compact(code_legends.BRACKETS.sub(" ", code_legends.without_legend(header)))
    whole, asks = _words("header", "whole"), _words("header", "asks")
    return key in map(compact, whole) or any(compact(word) in compact(header) for word in asks)


def codes_in(text: str) -> Items:
    """The codes of a cell that holds nothing else.

    Examples
    --------
    >>> [codes_in(text) for text in ("①③", "1、3", "13", "1 3", "2.0", "高血压")]
    [('1', '3'), ('1', '3'), ('13',), ('1', '3'), ('2',), ()]
    """
    marks = code_legends.CIRCLED
    apart = clean(marks.sub(lambda sign: f" {clean(sign[0]).strip('().')} ", text))
    if whole := _WHOLE.fullmatch(apart):
        return (whole[1],)
    return tuple(re.findall(r"[0-9]+", apart)) if _CODES.fullmatch(apart) else ()


def coded_items(text: str, legend: Mapping[str, str]) -> Items | None:
    """The words of the codes that a cell lists; None if it lists something else.

    Where all codes have one digit, several may be written together: 13.

    Parameters
    ----------
    text : str
        Not empty.
    legend : dict of str to str
        Of codes; empty where nothing explains them: then each is its own word.

    Examples
    --------
    >>> legend = {"1": "高血压", "2": "糖尿病", "3": "冠心病"}
    >>> [coded_items(t, legend) for t in ("①③", "13", "糖尿病", "无", "4")]
    [('高血压', '冠心病'), ('高血压', '冠心病'), ('糖尿病',), (), None]
    """
    if text not in legend and _says_none(text):
        return ()
    codes = codes_in(text)
    if not codes:
        by_word = {compact(word): code for code, word in legend.items()}
        codes = tuple(by_word.get(compact(item), "") for item in items(text) or ())
    if are_together(codes, legend):
        codes = tuple(codes[0])
    if not codes or not all(code in legend if legend else code for code in codes):
        return None
    named = (legend.get(code, code) for code in dict.fromkeys(codes))
    return tuple(word for word in named if not _says_none(word) or not legend)


def are_together(codes: Items, legend: Mapping[str, str]) -> bool:
    """Whether the one code of a cell is several without a sign between them."""
    if len(codes) != 1 or len(codes[0]) < 2 or codes[0] in legend:
        return False
    if any(len(code) > 1 for code in legend):
        return False
    digits = [*codes[0]]
    in_order = digits == sorted(digits) or bool(legend)
    return len({*digits}) == len(digits) and in_order and "0" not in digits


@cache
def items(text: str) -> Items | None:
    """The items that a cell lists in words, without what it denies; None where that is not plain.

    Examples
    --------
    >>> items("高血压病史10年、糖尿病（5年）；否认冠心病、房颤"), items("无高血压")
    (('高血压', '糖尿病'), ())
    >>> items("1.高血压2.糖尿病"), items("hypertension and diabetes"), items("①高血压②糖尿病")
    (('高血压', '糖尿病'), ('hypertension', 'diabetes'), ('高血压', '糖尿病'))
    >>> items("no hypertension, diabetes")
    """
    if _says_none(text):
        return ()
    listed: list[str] = []
    for clause in _CLAUSES.split(clean(_numbered_apart(text))):
        denied = False
        for part in map(clean, _COMMAS.split(clause)):
            if part and part.lower().startswith(_words("item", "denies")):
                denied = True
            elif part and denied:  # denied too, or not?
                return None
            else:
                listed += _named(part)
    return tuple(dict.fromkeys(listed))


def _numbered_apart(text: str) -> str:
    """A text with its numbers of a list as signs: 1.高血压2.糖尿病."""
    return _NUMBER.sub("、", code_legends.CIRCLED.sub("、", _BRACKETS.sub("", text)))


def _named(text: str) -> Iterator[str]:
    """The items of a part of a cell, without for how long a patient has had them."""
    for part in _PARTS.split(text):
        item, before = clean(part).strip(" .:"), None
        while item != before:
            before, item = item, _LENGTH.sub("", item).strip()
            for ending in _words("item", "endings"):
                item = item.removesuffix(ending).strip() or item
        if item:
            yield item


def _says_none(text: str) -> bool:
    """Whether a cell says that the patient has none of all."""
    return canonical_value("yes_no", text) == "no" or fold(text) in _words("item", "none")


def is_blank(text: str) -> bool:
    """Whether a cell says that nobody knows."""
    return is_missing(text) and not _says_none(text)


@cache
def _words(part: str, key: str) -> tuple[str, ...]:
    return tuple(load_toml("aci_core.ingest.reshape.split_cells", "item_lists.toml")[part][key])
