"""Names of persons in cells: by surnames, given names and titles, in Chinese and Latin letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from aci_core.domain.schema.aliases import clean, words
from aci_core.domain.schema.identifying_headers import (
    given_characters,
    latin_names,
    surnames,
    titles,
)
from aci_core.ingest.cells import is_missing

# A name, also partly masked: 张三, 张*三, 李某某; Smith, J.
_CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff](?:[\u4e00-\u9fff·*xX×○]{1,3})$")
_PART = r"(?:[A-Z]['’])?[A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_ENGLISH_NAME = re.compile(rf"^{_PART},? (?:[A-Z]\.? )?(?:{_PART}|[A-Z]{{1,2}}\.?)$")
_FEWEST_NAMES, _MOSTLY, _SURE = 5, 0.9, 0.6
# A name of two parts, as of Uyghurs; what stands beside a name: 王丽(神内), 王丽1023.
_TWO_PARTS = re.compile(r"^[\u4e00-\u9fff]{2,6}[·•・][\u4e00-\u9fff]{2,6}$")
_BESIDE = re.compile(r"[(（][^()（）]*[)）]|[ \-_]?[0-9]+$")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff]{2}) (?=[\u4e00-\u9fff]{2})")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEVERAL = re.compile(r"[、，/;；&+|]|,(?! )|\band\b|和")
_INITIALS = re.compile(r"^([A-Za-z]{2,6}),? (?:[A-Z]\.?){1,3}$")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_LATIN_NAME = re.compile(r"^[A-Za-z]+(?:[-'’][A-Za-z]+)?(?:,? (?:[A-Z]\.? )?[A-Za-z'’-]+){1,2}\.?$")
_PINYIN = re.compile(
    r"^(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:[aeiouv]|ai|ei|ui|ao|ou|iu|ie|ue|er|an|en|in|un|ang|eng|ing|ong|ia|ian"
    r"|iang|iao|iong|ua|uai|uan|uang|uo)){1,3}$"
)
# Who is spoken of before a name within other words.
_ROLES = (
    "家属|亲属|联系人|监护人|签名|签字|记录人|姓名|护士|医生|医师|主任"
    "|儿子|女儿|妻子|丈夫|父亲|母亲|之子|之女|配偶"
)
_AFTER = "来签代电转要陪诉述及与和之"


def are_staff_names(sample: Sequence[str]) -> bool:
    """Whether the distinct texts are names of persons though they repeat, as a nurse's does.

    Parameters
    ----------
    sample : sequence of str
        Distinct texts of a column.

    Examples
    --------
    >>> are_staff_names(["王丽", "李建国", "张伟"]), are_staff_names(["高危", "低危", "中危"])
    (True, False)
    >>> are_staff_names(["Mary Jones", "Wang Xiaoming"]), are_staff_names(["Large Artery"])
    (True, False)
    """
    if not _begin_with_letters(sample):
        return False
    texts = [
        part.strip()
        for t in sample
        if not is_missing(t)
        for part in _SEVERAL.split(_SPACED.sub("、", _BESIDE.sub("", clean(t[:80]))))
        if part.strip()
    ]
    texts = list(dict.fromkeys(texts))
    if not texts:
        return False
    chinese = sum(_chinese_name(t) or _titled(t) or bool(_TWO_PARTS.match(t)) for t in texts)
    latin = sum(_LATIN_NAME.match(_CAMEL.sub(" ", t)) is not None for t in texts)
    sure = sum(map(is_sure_name, texts))
    enough = len(texts) if len(texts) < _FEWEST_NAMES else _SURE * len(texts)
    return max(chinese, latin) >= _MOSTLY * len(texts) and sure >= enough


def _begin_with_letters(sample: Sequence[str]) -> bool:
    """Whether most texts do: asked first, since most columns hold numbers."""
    return 2 * sum(text[:1].isalpha() for text in sample) >= len(sample)


def is_sure_name(text: str) -> bool:
    """Whether a text is a name by its surname and by its given name, or by a title.

    Examples
    --------
    >>> [is_sure_name(t) for t in ("王小明", "李主任", "John Smith", "高危", "白色", "安慰剂")]
    [True, True, True, False, False, False]
    """
    text = clean(text)
    if _titled(text) or _TWO_PARTS.match(text):
        return True
    if _chinese_name(text):
        _, two = surnames()
        plain = text.replace(" ", "").translate(words().simplified)
        given = plain[2:] if plain[:2] in two else plain[1:]
        masked = bool(given) and all(c in "*×○·某xX" or c in given_characters() for c in given)
        return masked and len(given) <= 2
    text = _CAMEL.sub(" ", text)
    if not _LATIN_NAME.match(text):
        return False
    pinyin, forenames = latin_names()
    if (initials := _INITIALS.match(text)) and initials[1].lower() in pinyin:
        return True
    parts = [w.lower() for w in _WORDS.findall(text)]
    ends = {parts[0], parts[-1]} if len(parts) > 1 else set()
    if ends & pinyin and _pinyin_given(parts, pinyin):
        return True
    return bool(ends & forenames) and text[:1].isupper()


def _pinyin_given(parts: Sequence[str], pinyin: frozenset[str]) -> bool:
    """Whether what stands beside a surname in pinyin is made of its syllables."""
    others = parts[1:] if parts[0] in pinyin else parts[:-1]
    return all(_PINYIN.match(part) for part in others)


def _titled(text: str) -> bool:
    """Whether a text is a surname, perhaps with a given name, and a title: 王医生."""
    one, two = surnames()
    for title in titles():
        name = text.removesuffix(title)
        if name and name != text:
            given = name[2:] if name[:2] in two else name[1:]
            known = name[:2] in two or name[0] in one
            return known and len(given) <= 2 and all(c in given_characters() for c in given)
    return False


def may_be_names(texts: Sequence[str]) -> bool:
    """Whether nearly all texts begin with a surname and are as short as names: 王珏滢, 李翀.

    Examples
    --------
    >>> may_be_names(["王珏滢", "李翀"]), may_be_names(["高危", "低危"]), may_be_names(["农民"])
    (True, False, False)
    """
    short = sum(len(t) <= 3 and _chinese_name(clean(t)) for t in texts)
    return len(texts) > 1 and short >= _MOSTLY * len(texts)


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
    if not _begin_with_letters(sample):
        return False
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


@cache
def embedded_name() -> str:
    """Pattern of a name within other words, after who it is or before a title."""
    one, two = surnames()
    surname = f"(?:{'|'.join(sorted(two))}|[{''.join(sorted(one))}])"
    given = f"[{''.join(sorted(given_characters()))}]"
    end = f"(?:$|[^\\p{{Han}}]|[{_AFTER}])"
    title = "|".join(titles())
    return (
        f"(?:{_ROLES})[:：为是 （(]{{0,3}}{surname}{given}{{1,2}}{end}"
        f"|(?:患者|病人)[:： ]{{0,2}}{surname}{given}{{2}}{end}"
        f"|(?:^|[^\\p{{Han}}]){surname}{given}{{0,2}}(?:{title})(?:$|[^组评团队])"
    )
