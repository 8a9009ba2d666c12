"""Headers that give a day in words of time: 发热发生时间(天), 第1次NSC时间(天)."""

from __future__ import annotations

import re

from aci_core.ingest.columns.header_parts import CHINESE_DIGITS

_PRODUCTS = {"nsc": "nsc", "神经干细胞": "nsc", "msc": "msc", "间充质干细胞": "msc"}
_NTH = "第(?P<{0}>[0-9]{{1,2}}|[一二三四五六七八九十])次"
_DOSE = re.compile(
    rf"(?:{_NTH.format('one')})?(?P<product>{'|'.join(_PRODUCTS)})(?:{_NTH.format('two')})?"
    r"(?:移植|注射|治疗|给药|输注|回输)?(?:时间|天数)"
)


def dose(key: str) -> str | None:
    """The column of the day of a dose with a number.

    Examples
    --------
    >>> dose("第1次nsc时间"), dose("间充质干细胞第二次移植天数"), dose("nsc时间")
    ('nsc_day_1', 'msc_day_2', None)
    """
    match = _DOSE.fullmatch(key)
    number = match and (match["one"] or match["two"])
    if not match or not number:
        return None
    return f"{_PRODUCTS[match['product']]}_day_{CHINESE_DIGITS.get(number) or int(number)}"


def as_day(key: str) -> str:
    """A time that the header gives in days, as the day that it is.

    Examples
    --------
    >>> as_day("发热发生时间"), as_day("发热")
    ('发热发生天数', '发热')
    """
    return f"{key.removesuffix('时间')}天数" if key.endswith("时间") else key
