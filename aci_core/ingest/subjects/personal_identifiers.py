"""Detect personal identifiers in cells: names, identity numbers, telephone numbers, e-mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema.aliases import clean, words
from aci_core.domain.schema.identifying_headers import surnames
from aci_core.ingest.cells import is_missing

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
_PHONE_DIGITS, _RESIDENT_DIGITS = 11, 18
_MOST_CHECKED = 2000
# A name, also partly masked: 张三, 张*三, 李某某; Smith, J.
_CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff](?:[\u4e00-\u9fff·*xX×○]{1,3})$")
_PART = r"(?:[A-Z]['’])?[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_ENGLISH_NAME = re.compile(rf"^{_PART},? (?:[A-Z]\.? )?(?:{_PART}|[A-Z]{{1,2}}\.?)$")
_FEWEST_NAMES, _MOSTLY = 5, 0.9


def identifier_kind(sample: Sequence[str]) -> str | None:
    """Kind of personal identifier that at least half of the texts are.

    Parameters
    ----------
    sample : sequence of str
        Distinct texts of a column.

    Returns
    -------
    str or None
        ``online``, ``national_id`` or ``phone``.

    Examples
    --------
    >>> identifier_kind(["13812345678", "15900001111"]), identifier_kind(["12345678", "183.5"])
    ('phone', None)
    """
    texts = [t for t in sample if not is_missing(t)]
    looks = [shown for t in texts if _LOOKS.match(shown := clean(t[:320]))]
    if not texts or 2 * len(looks) < len(texts):
        return None
    for kind in ("online", "national_id", "phone"):
        if 2 * sum(_matches(kind, t, len(texts)) for t in looks) >= len(texts):
            return kind
    return None


def are_personal_names(sample: Sequence[str]) -> bool:
    """Whether nearly all of the distinct texts are names of persons.

    Parameters
    ----------
    sample : sequence of str
        Distinct texts of a column in which hardly any repeats.

    Examples
    --------
    >>> are_personal_names(["王小明", "李红", "张伟", "赵敏", "欧阳明"])
    True
    >>> are_personal_names(["左侧", "右侧", "无", "有", "双侧"])
    False
    """
    texts = [clean(t) for t in sample if not is_missing(t)]
    if len(texts) < _FEWEST_NAMES:
        return False
    english = sum(_ENGLISH_NAME.match(t) is not None for t in texts)
    return max(english, sum(map(_chinese_name, texts))) >= _MOSTLY * len(texts)


def _chinese_name(text: str) -> bool:
    one, two = surnames()
    plain = text.replace(" ", "").translate(words().simplified)
    match = _CHINESE_NAME.match(plain)
    return match is not None and (plain[0] in one or plain[:2] in two)


def embedded_identifier(distinct: pa.Array) -> str | None:
    """Kind of personal identifier inside any of the texts.

    Parameters
    ----------
    distinct : pyarrow string array

    Returns
    -------
    str or None
        ``online``, ``national_id`` or ``phone``.

    Examples
    --------
    >>> embedded_identifier(pa.array(["女儿电话138 0000 1111", "无"]))
    'phone'
    >>> embedded_identifier(pa.array(["1380000111122", "无"]))
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
    return "phone" if pc.any(pc.match_substring_regex(long, _EMBEDDED_PHONE)).as_py() else None


def _plain(texts: pa.Array) -> pa.Array:
    """Normalise full-width digits."""
    return texts if pc.all(pc.string_is_ascii(texts)).as_py() else pc.utf8_normalize(texts, "NFKC")


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
