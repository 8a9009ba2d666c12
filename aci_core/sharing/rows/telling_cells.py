"""What the cells of a column tell, whatever its header: ages, coarse dates, names, batch codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from aci_core.domain.schema.aliases import clean
from aci_core.ingest.subjects.privacy.privacy import OLDEST

_MOSTLY = 0.6
_YOUNGEST, _LONGEST_LIVED = 18, 110
_LONGEST_NUMBER = 6
_YEARS = (1900, 2100)
_BORN_BEFORE, _GENERATION = 1990, 20
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_COARSE_DATE = re.compile(
    rf"^(?:{_YEAR}(?:0[1-9]|1[0-2])|{_YEAR}[-/. 年]{{1,2}}{_MONTH}月?"
    rf"|{_YEAR}[-/. 年]{{0,2}}第?(?:Q[1-4]|[1-4一二三四]季度?)|Q[1-4][-/. ]?{_YEAR}"
    rf"|{_YEAR}[-/. 年]{{0,2}}第?(?:W(?:eek|k)? ?[0-9]{{1,2}}|[0-9]{{1,2}}周))$",
    re.IGNORECASE,
)
# A decade of birth, and the animal of a year: 90后, 1930s, 属虎.
_DECADE = re.compile(r"^(?:19|20)?[0-9]0(?:后|s|'s|年代)$|^属?[鼠牛虎兔龙蛇马羊猴鸡狗猪]$|^属.$")
_TITLED = re.compile(
    r"(?:^|[\s,;(])(?:Dr|Prof|Professor|Doctor|Doktor|Mr|Mrs|Ms|Miss|Herr|Frau|Mme|Mlle|Sra?|Pr)"
    r"(?:\.\s*|\s+)(?:[A-Za-z]\.?\s*)*[A-ZÀ-Þ][\w'’-]+"
)
_HANGUL_NAME = re.compile(
    r"^[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국]"
    r"[가-힣]{2}$"
)
_BATCH = re.compile(r"\((?:01|21|17|11|10)\)\s*[0-9A-Za-z]{3,}")


def are_ages(values: npt.NDArray[np.float64]) -> bool:
    """Whether numbers look as the ages of adults do, some of them above 89.

    Examples
    --------
    >>> are_ages(np.array([55, 68, 72, 97])), are_ages(np.array([4, 12, 97, 140]))
    (True, False)
    """
    if not values.size or not (values > OLDEST - 1).any():
        return False
    whole = values == np.floor(values)
    adult = whole & (values >= _YOUNGEST) & (values <= _LONGEST_LIVED)
    return bool(adult.mean() >= _MOSTLY and (adult & (values > OLDEST - 1)).any())


def are_ages_in_texts(texts: Collection[str]) -> bool:
    """Whether texts are such numbers: levels that a file writes as words."""
    plain = [float(t) for t in texts if re.fullmatch(r"[0-9]{1,3}", t.strip())]
    return len(plain) >= _MOSTLY * len(texts) and are_ages(np.array(plain))


def are_coarse_dates(texts: Sequence[str]) -> bool:
    """Whether texts are months, quarters, weeks, or years or decades of birth.

    Examples
    --------
    >>> are_coarse_dates(["2022Q1", "2022-W01"]), are_coarse_dates(["90后"])
    (True, True)
    >>> are_coarse_dates(["Q1", "W01"])
    False
    """
    plain = [float(t) for t in map(clean, texts) if t.isdecimal() and len(t) <= _LONGEST_NUMBER]
    if len(plain) == len(texts) and are_years_or_months(np.array(plain)):
        return True
    found = sum(bool(_COARSE_DATE.match(clean(t)) or _DECADE.match(clean(t))) for t in texts)
    return bool(found) and found >= _MOSTLY * len(texts)


def are_years_or_months(values: npt.NDArray[np.float64]) -> bool:
    """Whether all numbers are years of which some are of birth, or a year and its month.

    Examples
    --------
    >>> are_years_or_months(np.array([1938, 1951])), are_years_or_months(np.array([202312.0]))
    (True, True)
    >>> are_years_or_months(np.array([2022.0, 2023.0]))
    False
    """
    if not values.size or (values != np.floor(values)).any():
        return False
    if ((values >= _YEARS[0]) & (values < _YEARS[1])).all():
        return bool(values.min() < _BORN_BEFORE or np.ptp(values) >= _GENERATION)
    year, month = np.floor(values / 100), values % 100
    in_years = (year >= _YEARS[0]) & (year < _YEARS[1])
    return bool((in_years & (month >= 1) & (month <= 12)).all())


def name_somebody(texts: Collection[str]) -> bool:
    """Whether a text is a title and a name, or most are names in Hangul.

    Examples
    --------
    >>> name_somebody(["Dr. Kowalski", "none"]), name_somebody(["김철수"]), name_somebody(["Dr"])
    (True, True, False)
    """
    if any(_TITLED.search(t) for t in texts):
        return True
    hangul = sum(_HANGUL_NAME.match(t.strip()) is not None for t in texts)
    return bool(hangul) and hangul >= _MOSTLY * len(texts)


def are_batch_codes(texts: Collection[str]) -> bool:
    """Whether any text is a code of a device or a batch by GS1: (01)0697.

    Examples
    --------
    >>> are_batch_codes(["UDI(01)06971234567890"]), are_batch_codes(["NIHSS (0-42)"])
    (True, False)
    """
    return any(_BATCH.search(t) for t in texts)
