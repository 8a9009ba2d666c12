"""Links: make, check, open, revoke and purge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.federation.pooled_study import PooledStudy
from aci_core.ingest import ColumnMapping
from aci_core.selection import select
from aci_core.sharing import audit_log, payload
from aci_core.sharing.payload import Results, Rows
from aci_core.sharing.results.counts_in_steps import CountsInSteps
from aci_core.sharing.results.disclosure_control import withhold, without_patients
from aci_core.sharing.results.grids import grids_of
from aci_core.sharing.results.one_set import analyse_over_both_scores, sizes, subtracted_changes
from aci_core.sharing.results.picked_patients import settings_without_numbers, view_without_numbers
from aci_core.sharing.results.precision import Precision
from aci_core.sharing.results.results_json import can_write
from aci_core.sharing.results.supplementary_precision import rounded_supplement
from aci_core.sharing.results.supplementary_results import supplement
from aci_core.sharing.results_of_centres import results_of_centres
from aci_core.sharing.rows.deidentify import AGE_BANDS, deidentified, mapping_for
from aci_core.sharing.rows.shared_columns import refuse_unshareable
from aci_core.sharing.store import Entry, Store
from aci_core.sharing.store import token as new_token
from aci_core.summaries import EFFECTIVE, GRADE

DAYS = (1, 7, 30, 90)
MIN_CELLS = (1, 3, 5, 10)
LONGEST_LABEL = 80
SHORTEST_PHRASE = 8
SHORTEST_SECRET = 32
LONGEST_PHRASE = 200
_DAY = 86_400
_OF_PATIENTS = "sets"  # saved by the owner; they may name patients by their place in the file
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a link, chosen by its owner.

    Parameters
    ----------
    days : int
        One of `DAYS`.
    kind : {"rows", "results"}
    min_cell : int
        Of results: the smallest count, other than 0, that is shown.
    phrase : str
        Pass-phrase for the reader to type; empty for none.
    label : str
        For the owner's list, and the name of the cohort for the reader.
    signed_in : bool
        Only people who have signed in may open it.
    more : tuple of str
        Of a cohort: columns that leave besides those of the plan and of Table 1.
    age_years : int
        Of a cohort: one of `AGE_BANDS`; ages stand for the middle of so many years.

    Raises
    ------
    AciError
        ``share_days``, ``share_min_cell``, ``share_label``, ``share_phrase`` or ``share_ages``.
    """

    days: int = 7
    kind: Literal["rows", "results"] = "rows"
    min_cell: int = 5
    phrase: str = field(default="", repr=False)
    label: str = ""
    signed_in: bool = False
    more: tuple[str, ...] = ()
    age_years: int = 0

    def __post_init__(self) -> None:
        if self.days not in DAYS:
            raise AciError("share_days", known=", ".join(map(str, DAYS)))
        if not 1 <= self.min_cell <= 100:
            raise AciError("share_min_cell")
        if len(self.label) > LONGEST_LABEL or not self.label.isprintable():
            raise AciError("share_label", most=LONGEST_LABEL)
        if self.phrase and not SHORTEST_PHRASE <= len(self.phrase) <= LONGEST_PHRASE:
            raise AciError("share_phrase", least=SHORTEST_PHRASE, most=LONGEST_PHRASE)
        if self.age_years not in AGE_BANDS:
            raise AciError("share_ages", known=", ".join(map(str, AGE_BANDS[1:])))


@dataclass(frozen=True, slots=True)
class Link:
    """New link; its secrets are shown once.

    Parameters
    ----------
    token : str
        Opens the link: ``?c=TOKEN``.
    manage : str
        Lists and revokes the link: ``?manage=SECRET``.
    entry : Entry
    withheld : frozenset of str
        Variables of which something is withheld from shared results.
    """

    token: str = field(repr=False)
    manage: str = field(repr=False)
    entry: Entry
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Opened:
    """Opened share.

    Parameters
    ----------
    token : str
    entry : Entry
    content : Rows or Results
    """

    token: str = field(repr=False)
    entry: Entry
    content: Rows | Results = field(repr=False)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a link of results alone would leave out.

    Parameters
    ----------
    primary : str or None
        The primary outcome, where something of it is withheld.
    harms : tuple of str
        Harms that are withheld.
    n_harms : int
        All harms.
    others : tuple of str
        Other variables of which something is withheld.
    """

    primary: str | None
    harms: tuple[str, ...]
    n_harms: int
    others: tuple[str, ...]


def foresee(cohort: Cohort, settings: Settings, min_cell: int) -> Foreseen:
    """What would be withheld at a least count; by what makes the link, and nothing is stored.

    Raises
    ------
    AciError
        As `share`, of results.
    """
    refuse_unshareable(cohort, settings)
    cohort.two_arms()
    content, gone = _results(cohort, settings, Terms(kind="results", min_cell=min_cell), {})
    counts = content.results["safety"].where("count")
    every = dict.fromkeys(row.variable for row in counts if row.level is None)
    harms = tuple(name for name in every if name in gone)
    stem, _, visit = (settings.primary or "").rpartition("_")
    primary = stem or visit
    graded = {EFFECTIVE, GRADE}
    of_primary = graded if primary in graded else {primary}
    others = tuple(sorted(gone - {*every, *of_primary}))
    return Foreseen(primary if of_primary & gone else None, harms, len(every), others)


def share(
    store: Store,
    cohort: Cohort,
    settings: Settings,
    terms: Terms,
    *,
    mapping: ColumnMapping | None = None,
    view: Mapping[str, str] | None = None,
    manage: str | None = None,
    owner: str | None = None,
) -> Link:
    """Store a cohort, or its results alone, under a new link.

    Parameters
    ----------
    store : Store
    cohort : Cohort
        All patients: the settings hold the filters.
    settings : Settings
    terms : Terms
    mapping : ColumnMapping, optional
    view : dict of str to str, optional
        Choices of the page.
    manage : str, optional
        An existing management secret; a new one if left out.
    owner : str, optional
        The signed-in user.

    Raises
    ------
    AciError
        As `Store.put`; of results also ``share_few``: an arm of fewer than `min_cell`
        patients; ``share_column``: the plan names a column that never leaves;
        ``share_manage``: a management secret that could be guessed; and those of `prepare`
        and `Cohort.two_arms`: a reader cannot choose them.
    """
    gone: frozenset[str] = frozenset()
    content: Rows | Results
    _refuse_short(manage)
    refuse_unshareable(cohort, settings)
    cohort.two_arms()
    if terms.kind == "results":
        content, gone = _results(cohort, settings, terms, view or {})
    else:
        shared = deidentified(
            cohort, terms.label, settings, more=terms.more, age_years=terms.age_years
        )
        content = Rows(
            shared.cohort,
            mapping_for(mapping or ColumnMapping(), shared),
            shared.settings(settings),
            shared.view(view or {}, rows=True),
        )
    return _stored(store, content, terms, gone, manage=manage, owner=owner)


def share_centres(
    store: Store,
    study: PooledStudy,
    terms: Terms,
    *,
    view: Mapping[str, str] | None = None,
    manage: str | None = None,
    owner: str | None = None,
) -> Link:
    """Store the results of a pooled trial under a new link: it has no patients.

    Parameters
    ----------
    store : Store
    study : PooledStudy
    terms : Terms
        Of results.
    view, manage, owner
        As `share`.

    Raises
    ------
    AciError
        As `share`; ``share_results_only`` of terms that ask for rows.
    """
    _refuse_short(manage)
    if terms.kind != "results":
        raise AciError("share_results_only")
    content, gone = results_of_centres(study, terms.label, terms.min_cell, view or {})
    return _stored(store, content, terms, gone, manage=manage, owner=owner)


def _refuse_short(manage: str | None) -> None:
    """Refuse a management secret that could be guessed."""
    if manage is not None and len(manage) < SHORTEST_SECRET:
        raise AciError("share_manage", least=SHORTEST_SECRET)


def _stored(
    store: Store,
    content: Rows | Results,
    terms: Terms,
    gone: frozenset[str],
    *,
    manage: str | None,
    owner: str | None,
) -> Link:
    token, secret = new_token(), manage or new_token()
    entry = store.put(
        payload.to_bytes(content),
        token=token,
        manage=secret,
        kind=terms.kind,
        seconds=terms.days * _DAY,
        label=terms.label,
        lock=_HASHER.hash(terms.phrase) if terms.phrase else None,
        owner=owner,
        signed_in=terms.signed_in,
    )
    audit_log.event("share", entry, days=terms.days, bytes=entry.size)
    return Link(token, secret, entry, gone)


def _results(
    cohort: Cohort, settings: Settings, terms: Terms, view: Mapping[str, str]
) -> tuple[Results, frozenset[str]]:
    least = terms.min_cell
    made = deidentified(cohort, terms.label)
    known, settings = made.cohort, made.settings(settings)
    view = made.view(view, rows=False)
    selected = select(known, settings.filters, settings.criterion)
    patients = selected.cohort
    if any(0 < n < least for n in patients.n_by_arm.values()):
        raise AciError("share_few", least=least)
    after, first, results = analyse_over_both_scores(known, selected, settings)
    whole = {name: result for name, result in results.items() if can_write(result)}
    subtracted = subtracted_changes(after, first, settings, least)
    shared, gone = withhold(whole, (after.cohort, first.cohort), least, subtracted)
    # The rule in use: a file without the scores is graded by the recorded grade.
    used = replace(settings, rule=after.grades.name) if after.grades else settings
    used = replace(settings_without_numbers(used, least), explored=())  # drawn of patients
    shared = {name: replace(result, settings=used) for name, result in shared.items()}
    more = supplement(after, used, shared, cohort.n, least, first=first)
    counts = CountsInSteps(sizes(after), sizes(after.allocated), least)
    grids = grids_of(after.cohort)
    content = Results(
        without_patients(patients, gone),
        used,
        Precision(counts, grids).results(shared),
        rounded_supplement(more, counts, grids),
        least,
        view_without_numbers({k: c for k, c in view.items() if k != _OF_PATIENTS}, least),
        one_set=True,
        on_grid=True,
    )
    return replace(content, cohort=payload.with_digest_of_results(content)), gone


def check(store: Store, token: str, *, user: str | None = None) -> Entry:
    """Look up a link without opening its content.

    Raises
    ------
    AciError
        ``share_gone``: expired, revoked and wrong alike; ``share_sign_in``.
    """
    entry = store.find(token)
    if entry is None:
        raise AciError("share_gone")
    if entry.signed_in and user is None:
        raise AciError("share_sign_in")
    return entry


def open_link(
    store: Store,
    token: str,
    *,
    phrase: str = "",
    user: str | None = None,
    passed: bool = False,
) -> Opened:
    """Open a link.

    Parameters
    ----------
    store : Store
    token : str
    phrase : str
    user : str, optional
        The signed-in user.
    passed : bool
        Whether the page knows that the reader has typed the pass-phrase lately.

    Raises
    ------
    AciError
        As `check`; ``share_locked`` without its pass-phrase, ``share_wrong_phrase``,
        ``share_wait`` after too many wrong ones; ``share_unreadable``.
    """
    entry = check(store, token, user=user)
    if entry.lock and not passed:
        if not phrase:
            raise AciError("share_locked")
        if not store.may_try(entry):
            raise AciError("share_wait", minutes=store.limits.wait_minutes)
        try:
            _HASHER.verify(entry.lock, phrase[:LONGEST_PHRASE])
        except (VerificationError, InvalidHashError) as error:
            audit_log.event("wrong_phrase", entry)
            raise AciError("share_wrong_phrase") from error
    body = store.open(token, anew=not passed)
    if body is None:
        raise AciError("share_gone")
    audit_log.event("open", entry)
    return Opened(token, entry, payload.from_bytes(body))


def revoke(
    store: Store,
    id: str,  # noqa: A002
    *,
    manage: str | None = None,
    owner: str | None = None,
) -> bool:
    """Delete a share at once; False where there is none, or the caller does not own it.

    Raises
    ------
    AciError
        As `Store.revoke`.
    """
    entries = {entry.id: entry for entry in store.entries(manage=manage, owner=owner)}
    closed: AciError | None = None
    try:
        done = store.revoke(id, manage=manage, owner=owner)
    except AciError as error:
        if error.code != "share_closed":
            raise
        done, closed = True, error
    if done and id in entries:
        audit_log.event("revoke", entries[id])
    if closed is not None:
        raise closed
    return done


def purge(store: Store) -> int:
    """Delete expired shares; return their number."""
    gone = store.purge()
    if gone:
        audit_log.count("purge", gone)
    return gone
