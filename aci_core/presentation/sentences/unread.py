"""What was not read or is not yet answered: columns by the file's own headers, with their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import join, listing

if TYPE_CHECKING:
    from aci_core.checks import OpenQuestion, UnreadColumn

MOST = 8  # columns before the list is cut


def notice(
    columns: Sequence[UnreadColumn],
    t: Translator,
    *,
    deaths: int = 0,
    questions: Sequence[OpenQuestion] = (),
) -> str:
    """What was not read and counts as missing, and what is not answered; empty where nothing is.

    Parameters
    ----------
    columns : sequence of UnreadColumn
    t : Translator
    deaths : int
        Patients recorded as dead whose mRS is blank.
    questions : sequence of OpenQuestion

    Returns
    -------
    str
        Markdown.
    """
    stopped = [literal(one.header) for one in columns if one.stopped]
    tail = t("unread.stopped", list=listing(t, stopped)) if stopped else ""
    dead = t("unread.deaths", n=format_number.whole(deaths)) if deaths else ""
    unread = counted([(one.header, one.n_unread) for one in columns], t)
    return join(t, (unread, tail, dead, *(_question(one, t) for one in questions)))


def _question(question: OpenQuestion, t: Translator) -> str:
    """A question with the columns that wait for its answer, and what holds until then."""
    if question.time:
        headers = first_of([literal(one.header) for one in question.columns], t)
        return t("unread.time", list=listing(t, headers))
    columns = [(one.header, one.n) for one in question.columns]
    facts = {"code": literal(question.code), "n": format_number.whole(question.n)}
    if question.code and len(columns) == 1:
        return t("unread.code_column", column=literal(columns[0][0]), **facts)
    named = listing(t, _named(columns, t))
    return t("unread.code" if question.code else "unread.blank", list=named, **facts)


def _named(columns: Sequence[tuple[str, int]], t: Translator) -> list[str]:
    """Columns with their cells, the list cut where it is long."""
    return first_of(
        [
            t("unread.column", column=literal(header), n=format_number.whole(cells))
            for header, cells in columns
        ],
        t,
    )


def first_of(columns: Sequence[str], t: Translator) -> list[str]:
    """The first columns of a list, and how many more there are."""
    rest = len(columns) - MOST
    if rest <= 0:
        return list(columns)
    return [*columns[:MOST], t("unread.more_one" if rest == 1 else "unread.more", n=rest)]


def of_results(
    columns: Sequence[tuple[str, int]],
    few: Sequence[str],
    most: int,
    t: Translator,
    *,
    codes: Sequence[str] = (),
    blanks: Sequence[str] = (),
) -> str:
    """Cells that were not read and questions that stand open, of results alone.

    Parameters
    ----------
    columns : sequence of (str, int)
        Headers, and how many cells.
    few : sequence of str
        Headers of columns of which few were not read.
    most : int
        The most that is few.
    t : Translator
    codes, blanks : sequence of str
        Headers of columns of which is not answered what a value, or a blank, means.
    """
    named = {
        key: listing(t, first_of([literal(header) for header in headers], t))
        for key, headers in (("few", few), ("asked_codes", codes), ("asked_blanks", blanks))
        if headers
    }
    tails = (t(f"unread.{key}", most=most, list=headers) for key, headers in named.items())
    return join(t, (counted(columns, t), *tails))


def counted(columns: Sequence[tuple[str, int]], t: Translator) -> str:
    """Cells that were not read, by column; empty where there are none."""
    n = sum(cells for _, cells in columns)
    if not n:
        return ""
    named = _named(columns, t)
    key = "_one" if n == 1 else "_column" if len(columns) == 1 else ""
    k = format_number.whole(len(columns))
    return t(f"unread.notice{key}", n=format_number.whole(n), k=k, list=listing(t, named))
