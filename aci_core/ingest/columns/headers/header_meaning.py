"""Meaning of a header: measure and visit, split by rules, never by similarity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from aci_core.domain.schema import ENDPOINT, EXPOSURE, MEASURES, PRE, Role
from aci_core.domain.schema.aliases import clean, compact, fold, words
from aci_core.domain.schema.visits import POST, is_visit
from aci_core.ingest.columns.headers import code_legends, event_headers, header_parts, premorbid
from aci_core.ingest.columns.headers.column_meaning import MAX_NAME, Meaning

_FIXED = {
    "patient_id": Role.ID,
    "arm": Role.ARM,
    "died": Role.DIED,
    "died_day": Role.EVENT_DAY,
    "lost": Role.LOST,
    "lost_reason": Role.LOST_REASON,
    "grade": Role.GRADE,
    "nsc_doses": Role.DOSE,
    "msc_doses": Role.DOSE,
    "courses": Role.DOSE,
}
_PRODUCTS = {"nsc": "nsc", "神经干细胞": "nsc", "msc": "msc", "间充质干细胞": "msc"}
_NTH = "第(?P<{0}>[0-9]{{1,2}}|[一二三四五六七八九十])次"
_DOSE = re.compile(
    rf"(?:{_NTH.format('one')})?(?P<product>{'|'.join(_PRODUCTS)})(?:{_NTH.format('two')})?"
    r"(?:移植|注射|治疗|给药|输注|回输)?(?:时间|天数)"
)
_DAYS = frozenset({"d", "day", "days", "天", "日"})
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "小时", "时", "钟头"})
_ANY_UNIT = frozenset({"病程"})
_DIFFERENCE = re.compile(
    r"差值?$|变化|下降|降低|改善|减少|升高|增加|change|difference|delta|improvement|reduction|decrease|[△Δδ∆]"
)
# Before minus after only: a change or a difference may be the other way round.
_REDUCTION = re.compile(
    r"(?:评分)?(?:下降|降低|减少)(?:值|分值|分数|分)?|(?:fall|reduction|decrease)(?:of|in)?"
)
_SHARE = re.compile(r"[%率]|百分|percent|幅度|rate|ratio")
_BOTH_TIMES = re.compile(r"(?:治疗|干预|移植)?前后")
REDUCTION = "fall"
_LATIN, _HAN = re.compile(r"[a-z0-9 _-]+"), re.compile(r"[\u4e00-\u9fff]+")
_RESERVED = frozenset({"effective", "response"})  # names that analyses use
_DOSE_DAY = re.compile(r"^(nsc|msc)_day_\d{1,3}$")
_WORD = re.compile(r"[a-z]+")
_VISITED = re.compile(r"^(.+)_(pre|post|[dwmy]\d{1,4})$")
_BEFORE = "治疗前|before treatment|pre-?treatment|baseline"
_AFTER = "治疗后|after treatment|post-?treatment"
# Words for a time that are unambiguous, even with an unknown name.
_PLAIN_TIME = re.compile(
    rf"^(?:({_BEFORE})|({_AFTER}))[\s_:-]*(.+)$|^(.+?)[\s_:(-]*(?:({_BEFORE})|({_AFTER}))[)\s]*$"
)


def canonical(name: str, measures: Iterable[str] = MEASURES) -> Meaning | None:
    """The meaning of a canonical name; None if the name does not tell its role.

    Examples
    --------
    >>> canonical("ae_fever_day").role.value, canonical("nihss_m3").visit, canonical("site")
    ('event_day', 'm3', None)
    """
    if name in _FIXED:
        return Meaning(name, _FIXED[name], recognised="canonical")
    if _DOSE_DAY.match(name) or _tells_exposure(name):
        return Meaning(name, Role.DOSE, stem=name, recognised="canonical")
    if name.startswith(ENDPOINT) and name != ENDPOINT:
        return endpoint(name.removeprefix(ENDPOINT), "canonical")
    if event := event_headers.canonical_event(name):
        return event
    if match := _VISITED.match(name):
        # Day 0, month 0: before treatment.
        stem, visit = match[1], PRE if match[2][1:].strip("0") == "" else match[2]
        name = f"{stem}_{visit}"
        role = Role.FOLLOWUP if stem in words().followups.values() else Role.MEASURE
        if role is Role.FOLLOWUP or stem in measures:
            return Meaning(name, role, stem, visit, "canonical")
        return Meaning(name[:MAX_NAME], Role.MEASURE, stem[: MAX_NAME - 6], visit, "canonical")
    table = words()
    covariates = (table.numbers, table.yes_no, table.graded, table.columns.values())
    if any(name in names for names in covariates):
        return Meaning(name, Role.COVARIATE, stem=name, recognised="canonical")
    return None


def endpoint(name: str, recognised: str = "alias") -> Meaning:
    """What came of the treatment in words, or as yes and no, under that name."""
    text = f"{ENDPOINT}{clean(name)}"[:MAX_NAME].strip()
    return Meaning(text, Role.ENDPOINT, text, recognised=recognised, outcome=True)


def meaning(header: str, measures: Iterable[str] = MEASURES) -> Meaning:
    """Parse the meaning of a header.

    Parameters
    ----------
    header : str
        As in the file.
    measures : iterable of str
        Names of the known measures, including those of a mapping.

    Returns
    -------
    Meaning
        A covariate under the header's own text if no rule applies.

    Examples
    --------
    >>> [meaning(h).name for h in ("治疗前NIHSS评分", "VEGF (pg/mL) after", "性别", "Site")]
    ['nihss_pre', 'vegf_post', 'sex', 'Site']
    """
    if len(header) > code_legends.MAX_HEADER:
        return unrecognised(header[: code_legends.MAX_HEADER], None, unclear=False)
    known = set(measures)
    if parts := header_parts.box(clean(header)):
        return _boxed(header, *parts)
    text = header_parts.without_format(fold(code_legends.without_legend(header))).rstrip("?!:* ")
    text = f"{text[:-1]} no" if text.endswith("#") and len(text) > 1 else text
    exact = canonical(re.sub(r"\s+", "_", text), known)
    undeclared = exact is not None and exact.role is Role.MEASURE and exact.stem not in known
    if exact and not undeclared:
        return exact
    body, unit = header_parts.without_unit(text)
    key = compact(body)
    match = (
        _day(key, unit)
        or _by_alias(key, known)
        or _by_alias(compact(text), known)
        or _without_repetition(text, known)
    )
    if match is None and (separated := header_parts.split_unit(text)):
        rest, its_unit = separated
        match = _by_alias(compact(rest), known)
        unit = its_unit if match else unit
    match = match or exact or _bilingual(body, known) or _day(key, unit)
    if match is None and (asked := header_parts.without_question(body)) != body:
        match = _by_alias(compact(asked), known)
    if match is None and (reduction := _reduction(body, known)):
        return reduction
    if match is None and _is_exposure(body):
        named = unrecognised(header, unit, unclear=False)
        name = f"{EXPOSURE}{named.name}"[:MAX_NAME]
        return replace(named, name=name, stem=name, role=Role.DOSE, recognised="alias")
    if match is None and _is_outcome(body, known):
        return replace(unrecognised(header, unit, unclear=True), outcome=True)
    match = match or _undeclared_measure(body)
    if match:
        return _onset_in_its_unit(replace(match, unit=unit), header, key)
    return unrecognised(header, unit, unclear=_mentions_measure(body, known))


def _boxed(header: str, field: str, choice: str) -> Meaning:
    """A check box: an event of a list of events, a disease of a history, or something else."""
    key, table = compact(field), words()
    if table.events.get(key) == "unspecified":
        term = compact(header) if choice.isdecimal() else re.sub(r"\s+", "_", fold(choice))
        return event_headers.event(term)
    column = table.columns.get(compact(choice))
    if column in table.yes_no:
        return replace(by_name(column), recognised="alias")
    return unrecognised(header, None, unclear=False)


def _day(key: str, unit: str | None) -> Meaning | None:
    """The day of a dose or of an event, as 第1次NSC时间(天); a time only if the unit is days."""
    if unit not in _DAYS and not key.endswith("天数"):
        return None
    dose = _DOSE.fullmatch(key)
    number = dose and (dose["one"] or dose["two"])
    if dose and number:
        nth = header_parts.CHINESE_DIGITS.get(number) or int(number)
        return replace(by_name(f"{_PRODUCTS[dose['product']]}_day_{nth}"), recognised="alias")
    return event_headers.adverse_event(
        f"{key.removesuffix('时间')}天数" if key.endswith("时间") else key
    )


def _bilingual(body: str, known: set[str]) -> Meaning | None:
    """The meaning of a header given in two languages: Group组别, 年龄 Age."""
    halves = [compact("".join(part.findall(body))) for part in (_LATIN, _HAN)]
    if not all(halves):
        return None
    one, other = (_by_alias(half, known) for half in halves)
    return one if one and other and one.name == other.name else None


def _without_repetition(text: str, known: set[str]) -> Meaning | None:
    """The meaning without brackets that repeat the measure: 改良Rankin量表(mRS)评分治疗后."""
    for match in code_legends.BRACKETS.finditer(text):
        stem = words().measures.get(compact(match[1]))
        rest, _ = header_parts.without_unit(text.replace(match[0], " ", 1))
        known_as = _by_alias(compact(rest), known) if stem else None
        if known_as and known_as.stem == stem:
            return known_as
    return None


def _onset_in_its_unit(of: Meaning, header: str, key: str) -> Meaning:
    """A time from onset in hours or in days, as its unit says; in years it is another thing."""
    if of.name != "onset_hours" or of.recognised == "canonical":
        return of
    if of.unit in _DAYS:
        return replace(of, name="onset_days", stem="onset_days")
    # How long somebody has been ill has many units: without one it stays as it is written.
    stated = of.unit in _HOURS or (of.unit is None and key not in _ANY_UNIT)
    return of if stated else unrecognised(header, of.unit)


def _by_alias(key: str, known: set[str]) -> Meaning | None:
    table = words()
    if key in table.columns:
        return replace(by_name(table.columns[key]), recognised="alias")
    if key in table.weak:
        return replace(by_name(table.weak[key]), recognised="weak")
    return (
        event_headers.adverse_event(key)
        or event_headers.known_before(key)
        or _timed(key, known)
        or premorbid.premorbid(key, known)
        or _history(key)
    )


def _history(key: str) -> Meaning | None:
    """A disease or habit in a phrase that only asks for it: 是否有高血压, 既往糖尿病史."""
    table = words()
    bare = [key, *(key[len(w) :] for w in table.history_before if key.startswith(w))]
    for text in bare:
        for name in (text, *(text[: -len(w)] for w in table.history_after if text.endswith(w))):
            column = table.columns.get(name)
            if column in table.yes_no:
                return replace(by_name(column), recognised="alias")
    return None


def by_name(name: str) -> Meaning:
    """The meaning of a canonical name, of a covariate where no rule knows it."""
    return canonical(name) or Meaning(name, Role.COVARIATE, stem=name)


def _timed(key: str, known: set[str]) -> Meaning | None:
    """A measure, follow-up or covariate with a time at its start or end."""
    table = words()
    timed = [
        part
        for text in header_parts.without_fillers(key)
        for part in header_parts.split_times(text)
    ]
    for visit, rest in timed:
        for candidate in header_parts.without_fillers(rest):
            stem = table.measures.get(candidate) or (candidate if candidate in known else None)
            if stem:
                return Meaning(f"{stem}_{visit}", Role.MEASURE, stem, visit, "alias")
            if candidate in table.followups:
                stem = table.followups[candidate]
                return Meaning(f"{stem}_{visit}", Role.FOLLOWUP, stem, visit, "alias")
            column = table.columns.get(candidate, candidate)
            if column in table.numbers:
                if visit == PRE:
                    return Meaning(column, Role.COVARIATE, column, recognised="alias")
                return Meaning(f"{column}_{visit}", Role.MEASURE, column, visit, "alias")
    return None


def _undeclared_measure(body: str) -> Meaning | None:
    """A measure that is not known, with an unambiguous time."""
    match = _PLAIN_TIME.match(body.strip())
    if match is None:
        return None
    stem = clean(match[3] or match[4] or "").strip(" _-:()").replace(" ", "_")[: MAX_NAME - 6]
    # 治疗前后NIHSS差 is a difference between two times, not a value at one of them.
    if not stem or stem.startswith("后") or _DIFFERENCE.search(stem):
        return None
    visit = PRE if match[1] or match[5] else POST
    return Meaning(f"{stem}_{visit}", Role.MEASURE, stem, visit, "alias")


def _reduction(body: str, known: set[str]) -> Meaning | None:
    """A reduction of a known score: NIHSS下降值, fall of NIHSS at 3 months."""
    key = compact(body)
    match = _REDUCTION.search(key)
    if match is None or _SHARE.search(body):
        return None
    rest = _BOTH_TIMES.sub("", key[: match.start()] + key[match.end() :])
    score = _timed(rest, known) or _timed(f"{rest}{POST}", known)
    if score is None or score.stem not in known or score.visit == PRE:
        return None
    return replace(score, recognised="weak", unit=REDUCTION)


def _tells_exposure(name: str) -> bool:
    """Whether a canonical name is of what was given: dose_total, not dose_group."""
    rest = name.removeprefix(EXPOSURE)
    return rest not in ("", name) and not words().not_exposure & set(_WORD.findall(rest))


def _is_exposure(body: str) -> bool:
    """Whether a header that no rule recognises names what was given: no baseline value.

    Examples
    --------
    >>> [_is_exposure(h) for h in ("累计剂量", "number of infusions", "剂量组", "白细胞数")]
    [True, True, False, False]
    """
    table = words()
    key, latin = compact(body), set(_WORD.findall(body))
    if latin & table.not_exposure or any(
        word in key for word in table.not_exposure if not word.isascii()
    ):
        return False
    return bool(latin & set(table.exposure)) or any(
        part in key for part in table.exposure if not part.isascii()
    )


def _is_outcome(body: str, known: set[str]) -> bool:
    """Whether a header that no rule recognises names an outcome of the treatment."""
    if _DIFFERENCE.search(body) and _mentions_measure(body, known):
        return True
    table = words()
    key = compact(body)
    asked = [key, *(key.removeprefix(w) for w in table.history_before if key.startswith(w))]
    texts = [*asked, *(rest for _, rest in header_parts.split_times(key))]
    return any(
        text in table.outcome_whole or text.endswith(table.outcome_endings)
        for text in texts
        if text
    )


def _mentions_measure(body: str, known: set[str]) -> bool:
    names = {*words().measures, *known}
    key = compact(body)
    if any(name in key for name in names if len(name) >= 4 and name not in _TOO_COMMON):
        return True
    tokens = re.split(r"[^a-z]+", body)
    return any(name in tokens for name in names)


# Also parts of words and diagnoses that are no score.
_TOO_COMMON = frozenset({"神经功能", "rankin"})


def unrecognised(header: str, unit: str | None = None, *, unclear: bool = False) -> Meaning:
    """A covariate under the header's own text."""
    name = clean(header)[:MAX_NAME] or "_"
    if fold(name) in _RESERVED or is_visit(name) or name in _FIXED:
        name = f"{name}_"
    return Meaning(name, Role.COVARIATE, stem=name, unit=unit, unclear=unclear)
