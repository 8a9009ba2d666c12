"""Aliases: the words of aliases.toml for columns and values, and how texts are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from aci_core.domain.schema import measures
from aci_core.domain.schema.columns import BEFORE, EVENT_ATTRIBUTES
from aci_core.domain.toml_file import load_toml

# Zero-width characters and the byte order mark come with cells copied from web pages.
_INVISIBLE = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SEPARATORS = re.compile(r"[\s_\-‐-―./\\:;,|#·•、。'\"`*&+~^()\[\]{}<>【】「」『』]+")
# The number of patients of an arm: 试验组(n=12), Control group, n = 40.
_COUNT = re.compile(
    r"[\s,，:：;；]*[(（\[]?\s*(?:共?\s*\d+\s*例|[nN]\s*[=＝]\s*\d+)\s*[)）\]]?\s*$"
)
_NUMBERED = re.compile(r"^(?:[0-9]{1,2}|[①-⑨])")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Normalise text for display: NFKC, no invisible characters, single spaces."""
    folded = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", _INVISIBLE.sub(" ", folded)).strip()


def fold(text: str) -> str:
    """Apply `clean`, fold case, and replace traditional characters by simplified ones.

    Examples
    --------
    >>> fold("ＮＩＨＳＳ（治療前）")
    'nihss(治疗前)'
    """
    return clean(text).casefold().translate(words().simplified)


def compact(text: str) -> str:
    """Apply `fold`, and remove spaces, separators and brackets.

    Examples
    --------
    >>> compact("NIHSS_score (before)")
    'nihssscorebefore'
    """
    return _SEPARATORS.sub("", fold(text))


@dataclass(frozen=True)
class Words:
    """The tables of aliases.toml, and the headers of measures; words of a name table are compact.

    Parameters
    ----------
    columns, weak, measures, followups, events : dict of str to str
        Word to canonical name.
    visits : dict of str to str
        Word to visit.
    visit_units : dict of str to str
        Word to ``d``, ``w``, ``m`` or ``y``.
    visit_plain : frozenset of str
        Words of a visit that are one in any header.
    not_timed : tuple of str
        Names behind which M1 or D3 is no time.
    visit_before, visit_after, filler, event_before : tuple of str
    event_after : dict of str to str
        Word to one of `EVENT_ATTRIBUTES`.
    event_asks : tuple of str
        Words before an event that only ask for it.
    event_alone : frozenset of str
        Attributes that are an event's without its name.
    event_later : tuple of str
        Parts of events that come only after the stroke.
    premorbid, premorbid_filler : tuple of str
        The time before the stroke, and what may stand around it.
    history_before, history_after : tuple of str
        Words around a disease or a habit.
    history_past : tuple of str
        Words around an event that say that it was before treatment.
    values : dict of str to dict of str to str
        Vocabulary to word (as `value_key`) to canonical value.
    sounds : dict of str to str
        Sign of the same sound or shape as a word for a sex, to that sex.
    reworded : frozenset of str
        Wordings of a grade that are reported, since they may be read as another grade.
    modified_barthel : tuple of str
        Words of a header for the Barthel index that moves in ones.
    numbers, yes_no : frozenset of str
        Covariates that are numbers, and those that are yes or no.
    graded : frozenset of str
        Covariates that are an ordinal scale: a category, however many its grades.
    missing : frozenset of str
    ditto : frozenset of str
        Ditto marks.
    units : dict of str to dict of str to float
        Unit of a measure to written unit to factor.
    plain_units : frozenset of str
    simplified : dict of int to str
        For `str.translate`.
    visit_columns : frozenset of str
        Headers of the column of visits.
    outcome_whole : frozenset of str
        Headers of an outcome of the treatment, of unknown form.
    outcome_endings : tuple of str
        What such headers end in.
    asks_alive, asks_stayed : frozenset of str
        Headers of yes and no: whether a patient lived, and stayed in the study.
    death_causes : frozenset of str
        Headers of what a patient died of.
    relatives : tuple of str
        Of a header that speaks of somebody else than the patient.
    exposure : tuple of str
        Parts of a Chinese header, and words of an English one, for what was given.
    not_exposure : frozenset of str
        Parts and words of a header that make it something else.
    rows : dict of str to tuple of str
        How rows that are no patient begin, as written: ``total``, ``short`` and ``note``.
    instructions : frozenset of str
        Instructions for filling in a column, as `value_key`.
    """

    columns: dict[str, str]
    weak: dict[str, str]
    measures: dict[str, str]
    followups: dict[str, str]
    events: dict[str, str]
    visits: dict[str, str]
    visit_units: dict[str, str]
    visit_plain: frozenset[str]
    not_timed: tuple[str, ...]
    visit_before: tuple[str, ...]
    visit_after: tuple[str, ...]
    filler: tuple[str, ...]
    event_before: tuple[str, ...]
    event_after: dict[str, str]
    event_asks: tuple[str, ...]
    event_alone: frozenset[str]
    event_later: tuple[str, ...]
    premorbid: tuple[str, ...]
    premorbid_filler: tuple[str, ...]
    history_before: tuple[str, ...]
    history_after: tuple[str, ...]
    history_past: tuple[str, ...]
    values: dict[str, dict[str, str]]
    sounds: dict[str, str]
    reworded: frozenset[str]
    modified_barthel: tuple[str, ...]
    numbers: frozenset[str]
    yes_no: frozenset[str]
    graded: frozenset[str]
    missing: frozenset[str]
    ditto: frozenset[str]
    units: dict[str, dict[str, float]]
    plain_units: frozenset[str]
    simplified: dict[int, str]
    visit_columns: frozenset[str]
    outcome_whole: frozenset[str]
    outcome_endings: tuple[str, ...]
    asks_alive: frozenset[str]
    asks_stayed: frozenset[str]
    death_causes: frozenset[str]
    relatives: tuple[str, ...]
    exposure: tuple[str, ...]
    not_exposure: frozenset[str]
    rows: dict[str, tuple[str, ...]]
    instructions: frozenset[str]


def value_key(text: str, simplified: dict[int, str] | None = None) -> str:
    """Key by which texts of cells are compared: `fold` without spaces.

    Signs count in a cell (``+``, ``-``), so separators stay.
    """
    table = words().simplified if simplified is None else simplified
    return clean(text).casefold().translate(table).replace(" ", "")


def canonical_value(vocabulary: str, text: str) -> str | None:
    """The canonical value of a cell's text, None if it is not known.

    Examples
    --------
    >>> [canonical_value(*of) for of in (("sex", "男"), ("yes_no", "Y"), ("grade", "顯效"))]
    ['male', 'yes', 'markedly_effective']
    >>> canonical_value("sex", "1")
    """
    return words().values[vocabulary].get(value_key(text))


def without_count(label: str) -> str:
    """An arm's label without its number of patients.

    Examples
    --------
    >>> without_count("试验组（n=78）"), without_count("A组 共40例")
    ('试验组', 'A组')
    """
    return _COUNT.sub("", clean(label)).strip()


def arm_kind(label: str) -> str | None:
    """``treatment`` or ``control`` if the alias table knows the label, else None.

    Examples
    --------
    >>> arm_kind("对照组"), arm_kind("Treatment group"), arm_kind("A组")
    ('control', 'treatment', None)
    >>> arm_kind("2-对照组"), arm_kind("Control (n=40)")
    ('control', 'control')
    """
    known = words().values["arm"]
    key = compact(without_count(label))
    key = key if key in known else _NUMBERED.sub("", key) or key
    for ending in ("group", "arm", "组"):
        if key not in known and key.endswith(ending) and key != ending:
            key = key.removesuffix(ending)
    return known.get(key)


@cache
def words() -> Words:
    """Load the alias table."""
    tree = load_toml("aci_core.domain.schema", "aliases.toml")
    anywhere = load_toml("aci_core.domain.schema", "standards.toml")["everywhere"]
    simplified = {ord(pair[0]): pair[1] for pair in tree["traditional"].split()}

    def key(word: str) -> str:
        return _SEPARATORS.sub("", clean(word).casefold().translate(simplified))

    def names(table: dict[str, list[str]]) -> dict[str, str]:
        return {key(w): name for name, listed in table.items() for w in (name, *listed)}

    def longest(listed: list[str]) -> tuple[str, ...]:
        return tuple(sorted({key(w) for w in listed}, key=lambda w: (-len(w), w)))

    values = {
        vocabulary: {
            key(w) if vocabulary == "arm" else value_key(w, simplified): name
            for name, listed in table.items()
            for w in (name, name.replace("_", " "), *listed)
        }
        for vocabulary, table in tree["values"].items()
    }
    # 1 or 是 under died means yes.
    for vocabulary in ("died", "lost", "abnormal", "resolved"):
        values[vocabulary] = {**values["yes_no"], **values[vocabulary]}
    event_words = tree["event_words"]
    after = {key(w): kind for kind in EVENT_ATTRIBUTES for w in event_words[kind]}
    scales = measures.MEASURES.values()
    return Words(
        columns=names(tree["columns"]) | names(anywhere),
        weak={key(w): name for name, listed in tree["weak"].items() for w in listed},
        measures=names(measures.HEADERS),
        followups=names(tree["followups"]),
        events=names(tree["events"]),
        visits={key(w): visit for visit, listed in tree["visits"].items() for w in listed},
        visit_units={key(w): u for u, listed in tree["visit_units"].items() for w in listed},
        visit_plain=frozenset(longest(tree["visit_plain"]["words"])),
        not_timed=longest(tree["visit_plain"]["not_timed"]),
        visit_before=longest(tree["visit_words"]["before"]),
        visit_after=longest(tree["visit_words"]["after"]),
        filler=longest(tree["filler"]["words"]),
        event_before=longest(event_words["before"]),
        event_after=dict(sorted(after.items(), key=lambda pair: (-len(pair[0]), pair[0]))),
        event_asks=longest(event_words["asks"]),
        event_alone=frozenset(longest(event_words["alone"])),
        event_later=longest(event_words["later"]),
        premorbid=longest(tree["premorbid"]["words"]),
        premorbid_filler=longest(tree["premorbid"]["filler"]),
        history_before=longest(tree["history_words"]["before"]),
        history_after=longest(tree["history_words"]["after"]),
        history_past=longest(tree["history_words"]["past"]),
        values=values,
        sounds={sign: sex for sex, signs in tree["sounds"].items() for sign in signs},
        reworded=frozenset(value_key(w, simplified) for w in tree["grades"]["reworded"]),
        modified_barthel=longest(tree["modified_barthel"]["words"]),
        numbers=frozenset(
            (*tree["kinds"]["number"], *(f"premorbid_{m.name}" for m in scales if not m.ordinal))
        ),
        yes_no=frozenset(
            (*tree["kinds"]["yes_no"], *(f"{BEFORE}{term}" for term in tree["events"]))
        ),
        graded=frozenset(f"premorbid_{m.name}" for m in scales if m.ordinal),
        missing=frozenset(value_key(w, simplified) for w in tree["missing"]["tokens"]),
        ditto=frozenset(value_key(w, simplified) for w in tree["ditto"]["words"]),
        units={
            unit: {value_key(w, simplified): float(f) for w, f in table.items()}
            for unit, table in tree["units"].items()
        },
        plain_units=frozenset(value_key(w, simplified) for w in tree["plain_units"]["words"]),
        simplified=simplified,
        visit_columns=frozenset(longest(tree["visit_columns"]["words"])),
        outcome_whole=frozenset(longest(tree["outcome_like"]["whole"])),
        outcome_endings=longest(tree["outcome_like"]["endings"]),
        asks_alive=frozenset(longest(tree["asks_alive"]["words"])),
        asks_stayed=frozenset(longest(tree["asks_stayed"]["words"])),
        death_causes=frozenset(longest(tree["death_causes"]["words"])),
        relatives=longest(tree["relatives"]["words"]),
        exposure=tuple(tree["exposure"]["parts"] + tree["exposure"]["words"]),
        not_exposure=frozenset(tree["exposure"]["none"]),
        rows={kind: tuple(listed) for kind, listed in tree["rows"].items()},
        instructions=frozenset(value_key(w, simplified) for w in tree["rows"]["instructions"]),
    )
