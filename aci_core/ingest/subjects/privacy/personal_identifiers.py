"""Detect personal identifiers in cells: numbers of people and records, addresses, pictures."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema.aliases import clean
from aci_core.ingest.cells import is_missing
from aci_core.ingest.subjects.privacy.personal_names import embedded_name

# Other texts are not checked further.
_LOOKS = re.compile(r"^(?:[0-9+( ][0-9() +.xX-]{8,24}|[^@\s]{1,64}@[^@\s]{1,255})$")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}$")
_RESIDENT = re.compile(r"^[0-9]{17}[0-9xX]$")
# Before 1999, without a check digit: district, birthday, number.
_OLD_RESIDENT = re.compile(
    r"^[1-6][1-9][0-9]{4}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}$"
)
_SSN = re.compile(r"^[0-9]{3}-[0-9]{2}-[0-9]{4}$")
_NHS = re.compile(r"^[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}$")
# Mobile numbers, or with trunk code, country code or brackets; no ordinary numbers.
_PHONES = (
    ("CN", re.compile(r"^(?:(?:\+|00)86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}$")),
    ("CN", re.compile(r"^(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}-?|0[0-9]{2,3} )[0-9]{4} ?-?[0-9]{3,4}$")),
    ("GB", re.compile(r"^(?:(?:\+|00)44 ?(?:\(0\))?|0)[1-9][0-9 ]{8,13}$")),
    ("US", re.compile(r"^(?:\+?1[ .-]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[.-])[0-9]{3}[.-][0-9]{4}$")),
)
# Within other words, as in a remark; not within decimals or longer sequences of digits.
_BEGIN, _END = r"(?:^|[^0-9.]|[^0-9]\.|^\.)", r"(?:$|[^0-9.]|\.$|\.[^0-9])"
_GROUPS = "|".join(
    rf"[0-9]{{{a - 2}}}[ -]?[0-9]{{{b}}}[ -]?[0-9]{{{c}}}"
    for a, b, c in ((3, 4, 4), (4, 3, 4), (3, 3, 5), (4, 4, 3))
)
_EMBEDDED_PHONE = rf"{_BEGIN}(?:(?:\+|00)?86[ -]?)?1[3-9](?:{_GROUPS}){_END}"
_EMBEDDED_RESIDENT = rf"{_BEGIN}(?P<id>[0-9]{{17}}[0-9xX])(?:$|[^0-9])"
_EMBEDDED_EMAIL = r"[^@\s]@[^@\s.]+\.[A-Za-z]{2}"
_EMBEDDED_CARD = r"(?:^|[^0-9.])(?P<card>[2-69][0-9]{3}(?:[ -]?[0-9]){11,15})(?:$|[^0-9.])"
_PHONE_DIGITS, _RESIDENT_DIGITS, _SHORTEST, _SHORTEST_NAME = 11, 18, 6, 3
_MOST_CHECKED = 2000
_FEWEST, _MOSTLY = 5, 0.9
_CARD = re.compile(r"^[2-69][0-9]{3}(?:[ -]?[0-9]){11,15}$")
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•. -]?"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
_IPV4 = r"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_HARDWARE = r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"
_WEB = r"(?i:https?://|www\.)\S"
_PICTURE = re.compile(
    r"(?i)^data:image|\.(?:jpe?g|png|bmp|gif|heic|tiff?|webp|dcm|mp4|mov|avi|wav|mp3)$"
)
_ADDRESS = re.compile(
    r"..[乡镇村屯]$|.(?:街道|社区|居委会|村委会)$|(?:路|街|巷|弄|道|村|镇|乡)\S{0,8}\d+号"
    r"|[村乡镇庄]\S{0,4}\d+[组队社]|\d+(?:号楼|栋|幢|单元|室)|^(?:.{2,8}(?:省|自治区)|(?:北京|上海|天津|重庆)市?).{1,8}[市区县].{2}"
    r"|^\d{1,5} (?:[A-Z][\w'.]* ){1,3}(?:St|Street|Rd|Road|Ave|Avenue|Lane|Drive|Dr|Blvd)\.?\b"
)
# A long number, or a shorter one after letters: 20160110000399, ZY2226731; letters and digits in
# parts, six digits among them: CT-2023-00412, 23B0017742.
_CODE = re.compile(
    r"^(?:[A-Za-z]{1,6}[-_ ]?[0-9]{5,}|[0-9]{8,}|[0-9]{2,}(?:-[0-9]{2,}){2,})[A-Za-z]?$"
    r"|^(?=(?:[^0-9]*[0-9]){6})(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9]+(?:[-_#][A-Za-z0-9]+){0,5}$"
)
# What is measured or prepared is rounded, a number of a record is not: 52300000 cells.
_ROUNDED = re.compile(r"^[1-9][0-9]*000$")
_MOST_ROUNDED = 0.2
_COMPACT_DATE = re.compile(r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$")
_MONTH_AND_YEAR = re.compile(r"^([^\W\d_]{3,9})\.?[-/ ']+(?:19|20)?[0-9]{2}$")
_YEAR_AND_MONTH = re.compile(r"^(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2]|1)$")
_MONTHS = (4, 24)  # different names, some of them written two ways
# A spreadsheet's number of a day: 2000 to 2050, within some years.
_SERIAL_DAY = re.compile(r"^[345][0-9]{4}(?:\.[0-9]+)?$")
_SERIAL_DAYS, _STUDY_DAYS = (36_526.0, 54_789.0), 4_000
_YEAR = re.compile(r"^(?:19|20)[0-9]{2}(?:\.0+)?年?$")
_GENERATION = 20  # years that a column of years of birth spans at least
_NETWORK = re.compile(rf"^(?:{_IPV4}(?::[0-9]{{1,5}}|/[0-9]{{1,2}})?|{_HARDWARE})$|{_WEB}")
_EMBEDDED_PLATE = rf"(?:^|[^A-Z]){_PLATE}(?:$|[^A-Z0-9])"
_EMBEDDED_NETWORK = rf"(?:^|[^0-9.])(?:{_IPV4})(?:$|[^0-9.])|{_HARDWARE}|{_WEB}"


def identifier_kind(sample: Sequence[str]) -> str | None:
    """Kind of personal identifier that at least half of the texts are.

    Parameters
    ----------
    sample : sequence of str
        Distinct texts of a column.

    Returns
    -------
    str or None
        ``online``, ``national_id``, ``phone``, ``account``, ``vehicle``, ``network``,
        ``photo`` or ``address``.

    Examples
    --------
    >>> identifier_kind(["13812345678", "15900001111"]), identifier_kind(["12345678", "183.5"])
    ('phone', None)
    >>> identifier_kind(["京A12345"]), identifier_kind(["10.2.0.17"]), identifier_kind(["a.jpg"])
    ('vehicle', 'network', 'photo')
    """
    texts = [clean(t[:320]) for t in sample if not is_missing(t)]
    if not texts:
        return None
    looks = [t for t in texts if _LOOKS.match(t)]
    if 2 * len(looks) >= len(texts):
        for kind in ("online", "national_id", "phone"):
            if 2 * sum(_matches(kind, t, len(texts)) for t in looks) >= len(texts):
                return kind
    for kind, matches in _SHAPES.items():
        if 2 * sum(map(matches, texts)) >= len(texts):
            return kind
    return None


def are_codes(sample: Sequence[str]) -> bool:
    """Whether nearly all of the distinct texts are numbers of a record: of an exam, a card.

    Parameters
    ----------
    sample : sequence of str
        Distinct texts of a column in which hardly any repeats.

    Examples
    --------
    >>> are_codes([f"2016011000{i}" for i in range(10, 20)]), are_codes(["183500", "229800"])
    (True, False)
    >>> are_codes([f"{i}00000" for i in range(521, 560)])  # cells, rounded
    False
    """
    texts = [clean(t) for t in sample if not is_missing(t)]
    codes = sum(_CODE.match(t) is not None for t in texts)
    rounded = sum(_ROUNDED.match(t) is not None for t in texts)
    several = len(texts) >= _FEWEST and rounded <= _MOST_ROUNDED * len(texts)
    return several and codes >= _MOSTLY * len(texts)


def are_days(sample: Sequence[str]) -> bool:
    """Whether the distinct texts are days in plain numbers, or months: 20240301, 45352, mai 24.

    Examples
    --------
    >>> are_days(["45352", "45360", "45299", "45401", "45377"])
    True
    >>> are_days(["45000", "52000", "38000", "61000", "47000"])
    False
    >>> are_days(["sty-91", "lut-91", "mar-91", "kwi-92", "maj-92"])
    True
    """
    texts = [clean(t) for t in sample if not is_missing(t)]
    numbered = sum(_YEAR_AND_MONTH.match(t) is not None for t in texts)
    if len(texts) >= _FEWEST and (_are_months(texts) or numbered == len(texts)):
        return True
    serial = [float(t) for t in texts if _SERIAL_DAY.match(t)]
    if len(texts) >= _FEWEST and len(serial) == len(texts):
        within = _SERIAL_DAYS[0] <= min(serial) and max(serial) <= _SERIAL_DAYS[1]
        return within and max(serial) - min(serial) < _STUDY_DAYS
    days = [t for t in texts if _COMPACT_DATE.match(t)]
    if len(texts) < _FEWEST or len(days) < _MOSTLY * len(texts):
        return False
    try:
        return all(date(int(t[:4]), int(t[4:6]), int(t[6:])) for t in days)
    except ValueError:
        return False


def _are_months(texts: Sequence[str]) -> bool:
    """Whether texts are a month's name and a year, in whatever language."""
    months = [match[1].casefold() for t in texts if (match := _MONTH_AND_YEAR.match(t))]
    return len(months) >= _MOSTLY * len(texts) and _MONTHS[0] <= len({*months}) <= _MONTHS[1]


def are_years_of_birth(sample: Sequence[str]) -> bool:
    """Whether the distinct texts are years that span a generation, not those of a study.

    Examples
    --------
    >>> are_years_of_birth(["1938", "1941", "1947", "1952", "1960"])
    True
    >>> are_years_of_birth(["2018", "2019", "2020", "2021", "2022"])
    False
    """
    texts = [clean(t) for t in sample if not is_missing(t)]
    years = [int(t[:4]) for t in texts if _YEAR.match(t)]
    if len(texts) < _FEWEST or len(years) < _MOSTLY * len(texts):
        return False
    return max(years) - min(years) >= _GENERATION


def embedded_identifier(distinct: pa.Array, *, names: bool = False) -> str | None:
    """Kind of personal identifier inside any of the texts.

    Parameters
    ----------
    distinct : pyarrow string array
    names : bool
        Names of people too, after a word for who they are: 家属王建国.

    Returns
    -------
    str or None
        ``online``, ``national_id``, ``phone``, ``account``, ``vehicle``, ``network`` or ``name``.

    Examples
    --------
    >>> embedded_identifier(pa.array(["女儿电话138 0000 1111", "无"]))
    'phone'
    >>> embedded_identifier(pa.array(["1380000111122", "无"]))
    >>> embedded_identifier(pa.array(["好转，家属王建国签字", "好转"]), names=True)
    'name'
    """
    at = pc.or_(pc.match_substring(distinct, "@"), pc.match_substring(distinct, "＠"))
    if pc.any(pc.match_substring_regex(_plain(distinct.filter(at)), _EMBEDDED_EMAIL)).as_py():
        return "online"
    lengths = pc.utf8_length(distinct)
    long = _plain(distinct.filter(pc.greater_equal(lengths, _RESIDENT_DIGITS)))
    numbers = pc.extract_regex(long, _EMBEDDED_RESIDENT).drop_null()
    if len(numbers) and _any_resident(numbers.field("id")):
        return "national_id"
    long = _plain(distinct.filter(pc.greater_equal(lengths, _PHONE_DIGITS)))
    if pc.any(pc.match_substring_regex(long, _EMBEDDED_PHONE)).as_py():
        return "phone"
    if any(map(_is_card, _found(long, _EMBEDDED_CARD, "card"))):
        return "account"
    some = _plain(distinct.filter(pc.greater_equal(lengths, _SHORTEST)))
    for kind, pattern in (("vehicle", _EMBEDDED_PLATE), ("network", _EMBEDDED_NETWORK)):
        if pc.any(pc.match_substring_regex(some, pattern)).as_py():
            return kind
    named = distinct.filter(pc.greater_equal(lengths, _SHORTEST_NAME))
    if names and pc.any(pc.match_substring_regex(named, embedded_name())).as_py():
        return "name"
    return None


def _found(texts: pa.Array, pattern: str, group: str) -> list[str]:
    """What a pattern finds in the texts, at most so many."""
    found = pc.extract_regex(texts, pattern).drop_null()
    return found.field(group).slice(0, _MOST_CHECKED).to_pylist() if len(found) else []


def _plain(texts: pa.Array) -> pa.Array:
    """Normalise full-width digits."""
    return texts if pc.all(pc.string_is_ascii(texts)).as_py() else pc.utf8_normalize(texts, "NFKC")


def _is_card(text: str) -> bool:
    """Whether a text is the number of a bank card, by its length and check digit."""
    from stdnum import luhn

    return bool(_CARD.match(text)) and luhn.is_valid(re.sub(r"[ -]", "", text))


def _is_network(text: str) -> bool:
    if _NETWORK.match(text):
        return True
    if text.count(":") < 2 or not text.isascii():
        return False
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


_SHAPES = {
    "account": _is_card,
    "vehicle": lambda text: re.fullmatch(_PLATE, text) is not None,
    "network": _is_network,
    "photo": lambda text: _PICTURE.search(text) is not None,
    "address": lambda text: _ADDRESS.search(text) is not None,
}


def _any_resident(numbers: pa.Array) -> bool:
    from stdnum.cn import ric

    places = np.linspace(0, len(numbers) - 1, min(len(numbers), _MOST_CHECKED)).astype(np.int64)
    return any(ric.is_valid(text) for text in numbers.take(pa.array(places)).to_pylist())


def _matches(kind: str, text: str, among: int) -> bool:
    match kind:
        case "online":
            return _EMAIL.match(text) is not None
        case "national_id":
            return _national(text, among)
    return _phone(text)


def _national(text: str, among: int) -> bool:
    """Whether a text is a resident ID or NHS number with its check digit, or a valid US SSN."""
    from stdnum.cn import ric
    from stdnum.gb import nhs
    from stdnum.us import ssn

    if _RESIDENT.match(text):
        return bool(ric.is_valid(text))
    if _OLD_RESIDENT.match(text):
        return True
    if _SSN.match(text):
        return bool(ssn.is_valid(text))
    match = _NHS.match(text)
    # One of eleven plain numbers has the right check digit by chance: a few are no evidence.
    return bool(match and (match[1] or among >= 5) and nhs.is_valid(text))


def _phone(text: str) -> bool:
    import phonenumbers

    for region, pattern in _PHONES:
        if pattern.match(text):
            try:
                number = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return True
    return False
