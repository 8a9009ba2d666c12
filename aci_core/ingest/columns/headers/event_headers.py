"""Headers of adverse events: which event, and which of its attributes."""

from __future__ import annotations

import re

from aci_core.domain.schema import BEFORE, SERIOUS, Role
from aci_core.domain.schema.aliases import clean, compact, fold, words
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.headers.column_meaning import MAX_NAME, Meaning

UNSPECIFIED = "unspecified"
_COUNT = "count"
# Events that have another name in results: all together, and those with their own columns.
_RENAMED = {"any": UNSPECIFIED, "died": "death", "lost": "loss"}
# Classes of events rather than events: no history of a patient has such a name.
_CLASSES = frozenset({UNSPECIFIED, SERIOUS, "other", "any", "death", "loss"})
_CANONICAL = re.compile(r"^ae_[-_:]*(.+)$")
_NUMBERED = re.compile(r"^([0-9]{1,2})(?=\D)")
# A word for adverse and the event's name, told apart by a sign, in either order with brackets.
_APART = re.compile(r"\s*[:\-‐-―—./|·_]+\s*")
_BRACKETED = re.compile(r"^(?P<first>[^()\[\]【】]+?)\s*[(\[【](?P<second>[^()\[\]【】]+)[)\]】]$")
_ROLES = {"day": Role.EVENT_DAY, "resolved": Role.EVENT_RESOLVED}


def canonical_event(name: str) -> Meaning | None:
    """The meaning of a canonical name of an event or its attribute; None if it is none.

    Examples
    --------
    >>> [canonical_event(n).name for n in ("ae_fever", "ae_fever_day", "ae_grade", "ae_serious")]
    ['ae_fever', 'ae_fever_day', 'ae_unspecified_grade', 'ae_serious']
    >>> canonical_event("ae_unspecified_serious").name  # who had a serious event
    'ae_serious'
    """
    match = _CANONICAL.match(name)
    if match is None:
        return None
    term, table = match[1], words()
    if compact(term) in table.events:
        return _event(term, None, "canonical")
    parts = term.split("_")
    for start in range(len(parts)):
        attribute = table.event_after.get(compact("_".join(parts[start:])))
        if attribute:
            return _event("_".join(parts[:start]) or UNSPECIFIED, attribute, "canonical")
    return _event(term, None, "canonical")


def adverse_event(key: str) -> Meaning | None:
    """The event or attribute that a compact header names; None if it names none.

    Examples
    --------
    >>> [adverse_event(k).name for k in ("头痛", "aegrade", "不良反应程度", "发热次数")]
    ['ae_headache', 'ae_unspecified_grade', 'ae_unspecified_severity', 'ae_fever']
    >>> adverse_event("程度")
    """
    table = words()
    if key in table.event_alone:
        return _event(UNSPECIFIED, table.event_after[key], "alias")
    before = [w for w in table.event_before if key.startswith(w)]
    for candidate in (key, *(key[len(w) :] for w in before)):
        if candidate in table.events:
            return _event(candidate, None, "alias")
        for ending, attribute in table.event_after.items():
            if candidate.endswith(ending) and candidate[: -len(ending)] in table.events:
                return _event(candidate[: -len(ending)], attribute, "alias")
    for word in before:
        if word not in table.event_asks and (of := _of_any(key[len(word) :])):
            return of
    return None


def prefixed_event(header: str) -> Meaning | None:
    """An event that no table knows, behind a word for adverse and a sign; None if it is none.

    Examples
    --------
    >>> [prefixed_event(h).name for h in ("AE: Hair loss", "不良反应-脱发", "脱发（不良事件）")]
    ['ae_hair_loss', 'ae_脱发', 'ae_脱发']
    >>> prefixed_event("不良反应：脱发程度").name, prefixed_event("脱发-左侧")
    ('ae_脱发_severity', None)
    """
    text = clean(code_legends.without_legend(header[: code_legends.MAX_HEADER]))
    pairs = [(text[: sign.start()], text[sign.end() :]) for sign in _APART.finditer(text)]
    if bracketed := _BRACKETED.match(text):
        one, other = bracketed["first"], bracketed["second"]
        pairs += [(one, other), (other, one)]
    told = (term for word, term in pairs if _is_adverse(word) and compact(term))
    term = next(told, None)
    if term is None or len(term) > MAX_NAME:
        return None
    for ending, attribute in words().event_after.items():
        of = _before(term, ending)
        if of:
            return attribute_of(of, attribute)
    return _event(_joined(term), None, "alias")


def _before(term: str, ending: str) -> str:
    """What stands before an attribute's word at the end of a term; empty if it does not end so."""
    if ending.isascii():  # a word of its own
        parts = _joined(term).split("_")
        tails = {compact("".join(parts[start:])): start for start in range(1, len(parts))}
        return "_".join(parts[: tails[ending]]) if ending in tails else ""
    key = compact(term)
    return key.removesuffix(ending) if key.endswith(ending) else ""


def _joined(term: str) -> str:
    return re.sub(r"\s+", "_", fold(term))


def _is_adverse(word: str) -> bool:
    """Whether a word says by itself that what stands beside it is an adverse event."""
    return words().events.get(compact(word)) == UNSPECIFIED


def _of_any(rest: str) -> Meaning | None:
    """An attribute of an event that the header does not name: AE grade, AE2 severity."""
    numbered = _NUMBERED.match(rest)
    attribute = words().event_after.get(rest[numbered.end() :] if numbered else rest)
    if attribute is None:
        return None
    return _event(numbered[1] if numbered else UNSPECIFIED, attribute, "alias")


def attribute_alone(key: str) -> str | None:
    """The attribute that a compact header names without saying of which event.

    Examples
    --------
    >>> attribute_alone("严重程度"), attribute_alone("age")
    ('severity', None)
    """
    return words().event_after.get(key)


def event(term: str) -> Meaning:
    """The meaning of an event that a check box names."""
    return _event(term, None, "alias")


def attribute_of(term: str, attribute: str) -> Meaning:
    """The meaning of an event's attribute that stands beside it."""
    return _event(term, attribute, "alias")


def known_before(key: str) -> Meaning | None:
    """An event's word with one that says it was before treatment; None if it is none.

    Examples
    --------
    >>> [known_before(k).name for k in ("既往癫痫", "headacheatonset")]
    ['baseline_seizure', 'baseline_headache']
    >>> known_before("headache")
    """
    table = words()
    for past in table.history_past:
        for rest in (key.removeprefix(past), key.removesuffix(past)):
            term = table.events.get(rest, UNSPECIFIED) if rest != key else UNSPECIFIED
            if term not in _CLASSES:
                return before_treatment(term)
    return None


def is_bare(header: str) -> bool:
    """Whether a header names an event in words that do not say that it is an adverse one.

    Examples
    --------
    >>> [is_bare(h) for h in ("癫痫", "是否癫痫", "AE: seizure", "ae_seizure", "SAE", "NIHSS")]
    [True, True, False, False, False, False]
    """
    table, key = words(), compact(header)
    asked = (key, *(key[len(w) :] for w in table.event_asks if key.startswith(w)))
    counts = [w for w, attribute in table.event_after.items() if attribute == _COUNT]
    counted = (text[: -len(w)] for text in asked for w in counts if text.endswith(w))
    return any(table.events.get(text, UNSPECIFIED) not in _CLASSES for text in (*asked, *counted))


def is_later(header: str) -> bool:
    """Whether a header names an event that only comes after the stroke: 出血转化."""
    return any(word in compact(header) for word in words().event_later)


def before_treatment(term: str) -> Meaning:
    """The meaning of an event's word where it tells what was before treatment."""
    name = f"{BEFORE}{term}"
    return Meaning(name, Role.COVARIATE, stem=name, recognised="alias")


def _event(term: str, attribute: str | None, recognised: str) -> Meaning:
    stem = words().events.get(compact(term), term)[: MAX_NAME - 12]
    stem = _RENAMED.get(stem, stem)
    if attribute == _COUNT:  # the event itself; a column that says yes or no goes before it
        return Meaning(f"ae_{stem}", Role.EVENT, stem, recognised="weak")
    if attribute == SERIOUS and stem == UNSPECIFIED:  # who had a serious event, of any kind
        stem, attribute = SERIOUS, None
    if attribute is None:
        return Meaning(f"ae_{stem}", Role.EVENT, stem, recognised=recognised)
    # Of several events by number no column says which: each has a name of its own.
    number = f"_{stem}" if stem.isdecimal() else ""
    stem = UNSPECIFIED if number else stem
    role = _ROLES.get(attribute, Role.EVENT_DETAIL)
    return Meaning(f"ae_{stem}_{attribute}{number}", role, stem, recognised=recognised)
