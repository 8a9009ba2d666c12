"""Dates of an illness: parse them, derive durations, check their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import canonical_value, clean
from aci_core.domain.schema.identifying_headers import date_in_header, names_date
from aci_core.ingest.cells import Cells, Floats, Mask, is_missing
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.issues import Issues

Moments = npt.NDArray[np.datetime64]

_NONE = np.datetime64("NaT", "m")
_SERIAL_START = np.datetime64("1899-12-30", "m")
_SERIALS = (10_000.0, 80_000.0)  # 1927 to 2119
_MINUTES = 1440
_YEARS = (1900, 2100)
_AROUND = re.compile(r" ?([年月日号/.:时点分-]) ?")
_CLOCK = (
    r"(?:[T ]?(?P<h>[0-9]{1,2})[:时点](?P<min>[0-9]{1,2})?"
    r"(?:分|:[0-9]{1,2}(?:\.[0-9]{1,6})?)?)?"
)
_YMD = re.compile(
    rf"^(?P<y>[0-9]{{4}})[-/.年](?P<m>[0-9]{{1,2}})[-/.月](?P<d>[0-9]{{1,2}})[日号]?{_CLOCK}Z?$"
)
_DMY = re.compile(rf"^(?P<a>[0-9]{{1,2}})[-/.](?P<b>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{4}}){_CLOCK}$")
_TOGETHER = re.compile(r"^(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})$")
_SERIAL = re.compile(r"^[0-9]{5}(?:\.[0-9]{1,12})?$")
# A part of a date, or one with a two-digit year: recognised, but not usable.
_PART = re.compile(
    r"^(?:[0-9]{2,4}年[0-9]{1,2}月?|[0-9]{1,2}月[0-9]{1,2}[日号]?|[0-9]{4}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2})$"
)
_ENGLISH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
# A day or a month in the calendar under any header: 2024年3月, 3月5日, 2024-03, Mar-24, 5 Mar 2024.
_CALENDAR = re.compile(
    r"^(?:(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月?)?(?:[0-9]{1,2}[日号]?)?(?<!年)|[0-9]{1,2}月[0-9]{1,2}[日号]"
    r"|(?:19|20)[0-9]{2}[-/](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/](?:19|20)[0-9]{2}"
    r"|[一二][一二三四五六七八九〇零○Oo0]{3}年[一二三四五六七八九十]{1,2}月.{0,4}"
    rf"|(?:[0-9]{{1,2}}[-/. ]?)?{_ENGLISH}\.?[-/., ']*(?:[0-9]{{1,2}},? )?(?:19|20)?[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}[-/. ]{_ENGLISH})$",
    re.IGNORECASE,
)
_MAY_BE = re.compile(r"[年月/-]|[a-zA-Z]{3}.*[0-9]|^.{8}")
_SAMPLE = 40
# The first date must not be after the second.
_ORDER = (
    ("birth", "onset"), ("birth", "admission"), ("onset", "admission"), ("onset", "treatment"),
    ("admission", "discharge"), ("admission", "death"), ("admission", "followup"),
    ("onset", "death"), ("treatment", "discharge"),
)  # fmt: skip
STARTS = ("admission", "treatment", "randomisation")
_TREATED = ("treatment", "randomisation", "admission")  # from which events are counted
_EVENT = "ae_"
# What the day of a column of deaths or losses is.
_DAY_OF = {Role.DIED: "death", Role.LOST: "loss"}
# A day of it is given for whom it happened to.
_FATES = (("died", "death"), ("lost", "loss"))
# What systems write where there is no day.
_NO_DAY = re.compile(r"^(?:9999|0000|1899|1900[-/.]0?1[-/.]0?[01]\b|0+$)")


@dataclass(frozen=True, eq=False)
class Day:
    """A column of dates.

    Parameters
    ----------
    place : int
        In the file.
    header : str
    role : str
        ``birth``, ``onset``, ``admission`` ... or ``other``.
    moments : ndarray of datetime64
        NaT if a cell could not be parsed.
    timed : ndarray of bool
        Cells with a time of day.
    impossible : ndarray of bool
        Cells with a date that no calendar has: the 31st of June.
    given : ndarray of bool
        Cells that give a day of death or loss, whether or not it could be parsed.
    """

    place: int
    header: str
    role: str
    moments: Moments
    timed: Mask
    impossible: Mask
    given: Mask


@dataclass(frozen=True, eq=False)
class Duration:
    """A column derived from two columns of dates.

    Parameters
    ----------
    name : str
        ``age``, ``onset_days``, ``onset_hours``, ``died_day`` or ``ae_fever_day``; ``died`` or
        ``lost``.
    values : ndarray of float64
    first, second : str
        Headers of the days.
    """

    name: str
    values: Floats
    first: str
    second: str


def role_by_meaning(meaning: Meaning) -> str | None:
    """The role of a column of dates by what it means: a death, or the day of which event."""
    of_event = meaning.role is Role.EVENT_DAY and meaning.name.startswith(_EVENT)
    return meaning.name if of_event else _DAY_OF.get(meaning.role)


def holds_dates(header: str, sample: Sequence[str]) -> bool:
    """Whether a column holds dates, by its header and some of its distinct texts.

    Examples
    --------
    >>> holds_dates("发病时间", ["2024-3-1 08:30"]), holds_dates("发病时间", ["5", "7.5"])
    (True, False)
    >>> holds_dates("x", ["2024年3月1日"]), holds_dates("x", ["20240301"])
    (True, False)
    >>> holds_dates("入院日期", ["20240301"]), holds_dates("x", ["2024-03", "2024年11月"])
    (True, True)
    """
    if date_in_header(header) is None and not any(map(_MAY_BE.search, sample)):
        return False
    step = max(1, len(sample) // _SAMPLE)
    texts_given = [_tidy(t) for t in sample[::step] if not is_missing(t)]
    if not texts_given:
        return names_date(header)
    named = date_in_header(header) is not None
    dated = sum(
        _is_full_date(t, named=named)
        or bool(_CALENDAR.match(t))
        or (named and bool(_PART.match(t)))
        for t in texts_given
    )
    if 2 * dated >= len(texts_given):
        return True
    # A header of dates, unless all cells are small numbers (a day of treatment).
    return names_date(header) and not all(re.fullmatch(r"-?[0-9.]{1,4}", t) for t in texts_given)


def read_dates(cells: Cells, place: int, header: str, role: str | None = None) -> Day:
    """Parse the dates of a column, of a role that the header names unless it is given."""
    role = role or date_in_header(header) or "other"
    texts = [_tidy(t) for t in cells.texts]
    day_first = _day_first(texts)
    read_days = [_moment(t, role != "other" or names_date(header), day_first) for t in texts]
    moments = np.array([*(m for m, _ in read_days), _NONE], dtype="datetime64[m]")
    timed = np.array([*(t for _, t in read_days), False], dtype=bool)
    broken = [
        bool(_YMD.match(t)) and np.isnat(moment) and not _NO_DAY.match(t)
        for t, (moment, _) in zip(texts, read_days, strict=True)
    ]
    impossible = np.array([*broken, False], dtype=bool)
    codes = cells.codes
    tells = role in dict(_FATES).values()
    given = np.array([*(tells and _gives_day(t) for t in texts), False], dtype=bool)
    return Day(place, header, role, moments[codes], timed[codes], impossible[codes], given[codes])


def make_durations(days: Iterable[Day], has: set[str]) -> Iterator[Duration]:
    """Derive durations from the dates, unless the file has such a column.

    Parameters
    ----------
    days : iterable of Day
    has : set of str
        Canonical names of the other columns.
    """
    days = tuple(days)
    first = _by_role(days)
    start = next((first[r] for r in STARTS if r in first), None)
    onset, birth = first.get("onset"), first.get("birth")
    if onset and start and not has & {"onset_days", "onset_hours"}:
        yield _from_onset(onset, start)
    death = first.get("death")
    if death and start and "died_day" not in has:
        days_alive = _floats(_date(death.moments) - _date(start.moments))
        days_alive[days_alive < 0] = np.nan
        if not np.isnan(days_alive).all():
            yield Duration("died_day", days_alive, start.header, death.header)
    treated = next((first[r] for r in _TREATED if r in first), None)
    for role, day in first.items():
        if treated and role.startswith(_EVENT) and role not in has:
            since = _floats(_date(day.moments) - _date(treated.moments))
            yield Duration(role, np.where(since < 0, np.nan, since), treated.header, day.header)
    for fate, role in _FATES:
        # A day that cannot be parsed, such as a month, tells it as well.
        told = next((one for one in days if one.role == role and one.given.any()), None)
        if told and fate not in has:
            yield Duration(fate, told.given.astype(np.float64), told.header, told.header)
    end = start or onset
    if birth and end and "age" not in has:
        years = _years(birth.moments, end.moments)
        if not np.isnan(years).all():
            yield Duration("age", years, birth.header, end.header)


def report_out_of_order(days: Iterable[Day], issues: Issues) -> None:
    """Report rows where a date lies before one that it must follow."""
    first = _by_role(days)
    for earlier, later in _ORDER:
        if earlier in first and later in first:
            one, two = first[earlier], first[later]
            both = one.timed & two.timed
            before = np.where(
                both, two.moments < one.moments, _date(two.moments) < _date(one.moments)
            )
            issues.add_cells(
                "dates_out_of_order",
                "warning",
                two.header,
                np.flatnonzero(before),
                None,
                other=one.header,
            )


def _by_role(days: Iterable[Day]) -> Mapping[str, Day]:
    by_role: dict[str, Day] = {}
    for one in days:
        if not np.isnat(one.moments).all():
            by_role.setdefault(one.role, one)
    return by_role


def _from_onset(onset: Day, start: Day) -> Duration:
    both = ~np.isnat(onset.moments) & ~np.isnat(start.moments)
    exact = bool(both.any() and (onset.timed & start.timed)[both].all())
    minutes = start.moments - onset.moments
    if exact:
        values = np.round(_floats(minutes) / 60, 2)
    else:
        values = _floats(_date(start.moments) - _date(onset.moments))
    values[values < 0] = np.nan
    name = "onset_hours" if exact else "onset_days"
    return Duration(name, values, onset.header, start.header)


def _years(born: Moments, then: Moments) -> Floats:
    """Completed years of life."""
    months = then.astype("datetime64[M]") - born.astype("datetime64[M]")
    day_of = _date(then) - then.astype("datetime64[M]").astype("datetime64[D]")
    born_on = _date(born) - born.astype("datetime64[M]").astype("datetime64[D]")
    full = np.floor((_floats(months) - (_floats(day_of) < _floats(born_on))) / 12)
    full[(full < 0) | (full > 120)] = np.nan
    return full


def _floats(spans: npt.NDArray[np.timedelta64]) -> Floats:
    values = spans.astype(np.float64)
    values[np.isnat(spans)] = np.nan
    return values


def _date(moments: Moments) -> Moments:
    return moments.astype("datetime64[D]")


def _tidy(text: str) -> str:
    return _AROUND.sub(r"\1", clean(text[:60]))


def _gives_day(text: str) -> bool:
    """Whether a cell under a header of dates gives a day: no word for none, no code for it."""
    if is_missing(text) or _NO_DAY.match(text):
        return False
    return all(canonical_value(of, text) != "no" for of in ("died", "lost"))


def _is_full_date(text: str, *, named: bool) -> bool:
    """Whether a text is a date with a year; without separators only under a date's header."""
    return bool(_YMD.match(text) or _DMY.match(text)) or (
        named and not np.isnat(_moment(text, True, None)[0])
    )


def _day_first(texts: Iterable[str]) -> bool | None:
    """Whether 1/2/2024 is the first of February; None if no cell of the column tells."""
    matches = [m for t in texts if (m := _DMY.match(t))]
    day_first = any(int(m["a"]) > 12 for m in matches)
    month_first = any(int(m["b"]) > 12 for m in matches)
    return None if day_first == month_first else day_first


def _moment(text: str, named: bool, day_first: bool | None) -> tuple[np.datetime64, bool]:
    """Parse a date, and whether it has a time of day."""
    if named and _SERIAL.match(text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        minutes = round(float(text) * _MINUTES)
        return _SERIAL_START + np.timedelta64(minutes, "m"), minutes % _MINUTES != 0
    match = _YMD.match(text) or (_TOGETHER.match(text) if named else None)
    if match:
        parts = match.groupdict()
        return _timestamp(int(parts["y"]), int(parts["m"]), int(parts["d"]), parts)
    match = _DMY.match(text)
    if match is None or day_first is None:
        return _NONE, False
    parts = match.groupdict()
    d, m = (parts["a"], parts["b"]) if day_first else (parts["b"], parts["a"])
    return _timestamp(int(parts["y"]), int(m), int(d), parts)


def _timestamp(
    year: int, month: int, on: int, clock: Mapping[str, str | None]
) -> tuple[np.datetime64, bool]:
    hour, minute = clock.get("h"), clock.get("min")
    h, m = int(hour or 0), int(minute or 0)
    if not (_YEARS[0] <= year <= _YEARS[1] and h <= 24 and m < 60):
        return _NONE, False
    try:
        midnight = np.datetime64(f"{year:04d}-{month:02d}-{on:02d}", "m")
    except ValueError:  # the 31st of April
        return _NONE, False
    # Spreadsheets write a date without a time as midnight.
    return midnight + np.timedelta64(60 * h + m, "m"), hour is not None and (h, m) != (0, 0)
