"""Convert Chinese numerals and Roman grades to digits: 三十, 一百零五, Ⅲ级."""

from __future__ import annotations

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_DIGIT = f"[{''.join(_DIGITS)}]"
# From thousands down to ones; a zero stands for places left out.
_SPELLED = re.compile(
    rf"(?=[{''.join(_DIGITS)}十])(?:({_DIGIT})千零?)?(?:({_DIGIT})百零?)?(?:({_DIGIT}?)(十)零?)?({_DIGIT})?"
)


# Of a grade: Ⅲ级, III. Folded to small letters before.
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi")
_ROMAN = re.compile(r"^(vi|iv|v|i{1,3})(?=[级度期型]|$)")


def to_digits(text: str) -> str:
    """Replace a numeral at the start of a text by digits.

    Examples
    --------
    >>> [to_digits(t) for t in ("三十", "十二分", "一百零五", "二", "两千零三", "12", "周三")]
    ['30', '12分', '105', '2', '2003', '12', '周三']
    >>> to_digits("二三"), to_digits("十百"), to_digits("iii级")
    ('二三', '十百', '3级')
    """
    if (roman := _ROMAN.match(text)) and roman[1]:
        return f"{_ROMANS.index(roman[1]) + 1}{text[roman.end(1) :]}"
    match = _SPELLED.match(text)
    if match is None or not match[0] or text[match.end() :][:1] in {*_DIGITS, *_TENS}:
        return text
    thousands, hundreds, tens, ten, ones = match.groups()
    value = 1000 * _digit(thousands) + 100 * _digit(hundreds) + _digit(ones)
    value += 10 * (_digit(tens) or 1) if ten else 0
    return f"{value}{text[match.end() :]}"


def _digit(written: str | None) -> int:
    return _DIGITS[written] if written else 0
