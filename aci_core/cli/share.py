"""Commands ``share FILE``, ``shares``, ``revoke`` and ``purge``: links from the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aci_core.cli.terminal import read_bytes, write_json
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.settings import Settings
    from aci_core.ingest import ColumnMapping
    from aci_core.sharing import Link, Terms
    from aci_core.sharing.store import Entry

COMMANDS = ("shares", "revoke", "purge")
_DAYS = ("1", "7", "30", "90")
_MIN_CELLS = ("1", "3", "5", "10")
_AGES = ("5", "10")


def add_arguments(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of ``share``."""
    options.add_argument("--days", choices=_DAYS, default="7", help=t("cli.share_days"))
    options.add_argument("--results-only", action="store_true", help=t("cli.share_results_only"))
    options.add_argument("--min-cell", choices=_MIN_CELLS, help=t("cli.share_min_cell"))
    options.add_argument(
        "--also", metavar="COLUMN", action="append", default=[], help=t("cli.share_also")
    )
    options.add_argument("--ages", choices=_AGES, help=t("cli.share_ages"))
    options.add_argument("--preview", action="store_true", help=t("cli.share_preview"))
    options.add_argument("--label", metavar="TEXT", default="", help=t("cli.share_label"))
    options.add_argument("--phrase-file", metavar="FILE", help=t("cli.share_phrase"))
    options.add_argument("--manage", metavar="SECRET", help=t("cli.share_manage"))


def add_store_arguments(
    name: str,
    command: argparse.ArgumentParser,
    options: argparse._ArgumentGroup,
    t: Translator,
) -> None:
    """Add the arguments of the commands without a file."""
    if name == "shares":
        options.add_argument("--manage", metavar="SECRET", help=t("cli.shares_manage"))
    if name == "revoke":
        command.add_argument_group(t("cli.arguments")).add_argument(
            "what", metavar="ID|TOKEN|SECRET", help=t("cli.revoke_what")
        )


def run_share(
    args: argparse.Namespace, cohort: Cohort, settings: Settings, mapping: ColumnMapping
) -> int:
    """Share a file and print the link's secrets, once, as JSON."""
    from aci_core.sharing import Terms, share
    from aci_core.sharing.store import open_store

    if args.min_cell and not args.results_only:
        # Who asks for it believes that small counts stay behind: all patients would leave.
        raise AciError("share_min_cell_rows")
    if args.results_only and (args.also or args.ages or args.preview):
        raise AciError("share_rows_only")
    terms = Terms(
        days=int(args.days),
        kind="results" if args.results_only else "rows",
        min_cell=int(args.min_cell or 5),
        phrase=_phrase(args.phrase_file),
        label=args.label,
        more=_named(cohort, args.also),
        age_years=int(args.ages or 0),
    )
    leaving = {} if args.results_only else _leaving(cohort, settings, terms)
    if args.preview:
        write_json("-", leaving)
        return 0
    view = {"lang": args.lang}
    store = open_store()
    link = share(store, cohort, settings, terms, mapping=mapping, view=view, manage=args.manage)
    document = described(link)
    if args.results_only:
        document["withheld"] = sorted(link.withheld)
    write_json("-", document | leaving)
    return 0


def described(link: Link) -> dict[str, object]:
    """A new link with its secrets, as JSON."""
    return {
        "kind": link.entry.kind,
        "token": link.token,
        "manage": link.manage,
        "path": f"/overview?c={link.token}",
        "manage_path": f"/data?manage={link.manage}",
        "expires": _time(link.entry.expires),
        "id": link.entry.id,
    }


def _named(cohort: Cohort, also: list[str]) -> tuple[str, ...]:
    """The columns that the user names by header or canonical name."""
    by_text = {text: c.name for c in cohort.columns for text in (c.header, c.name)}
    for name in also:
        if name not in by_text:
            raise AciError("share_also", column=name[:60])
    return tuple(by_text[name] for name in also)


def _leaving(cohort: Cohort, settings: Settings, terms: Terms) -> dict[str, object]:
    """What leaves, column by column, and how far its patients are told apart."""
    from aci_core.sharing.rows.deidentify import deidentified
    from aci_core.sharing.rows.k_anonymity import anonymity
    from aci_core.sharing.rows.shared_columns import refuse_unshareable

    refuse_unshareable(cohort, settings)
    made = deidentified(cohort, "", settings, more=terms.more, age_years=terms.age_years)
    found = anonymity(made.cohort)
    return {
        "leaves": [
            {
                "column": one.column.header or one.column.name,
                "example": made.example(one.column.name),
                "why": one.why,
                "form": one.form,
            }
            for one in made.columns
            if one.leaves
        ],
        "stays": [
            {"column": one.column.header, "why": one.why} for one in made.columns if not one.leaves
        ],
        "anonymity": {
            "least_group": found.least,
            "unique_patients": found.n_unique,
            "patients": found.n,
            "by": list(found.by),
        },
    }


def run_store(args: argparse.Namespace) -> int:
    """List, revoke or purge, and print the result as JSON."""
    from aci_core.sharing import purge, revoke
    from aci_core.sharing.store import open_store

    store = open_store()
    match args.command:
        case "shares":
            shares = [_entry_json(entry) for entry in store.entries(manage=args.manage)]
            if args.manage and not shares:
                raise AciError("share_unknown")
            write_json("-", {"shares": shares})
        case "revoke":
            named = store.find(args.what)
            ids = {args.what, *([named.id] if named else [])}
            ids |= {entry.id for entry in store.entries(manage=args.what)}
            done, problem = [], AciError("share_unknown")
            for id_ in sorted(ids):
                try:
                    done += [id_] if revoke(store, id_) else []
                except AciError as error:  # the others are revoked all the same
                    problem = error
            if done:
                write_json("-", {"revoked": done})
            if not done or problem.code != "share_unknown":
                raise problem
        case _:
            write_json("-", {"purged": purge(store)})
    return 0


def _phrase(name: str | None) -> str:
    """Read the pass-phrase from a file: other users can see the command line."""
    if name is None:
        return ""
    try:
        return read_bytes(name, 1 << 12).decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise AciError("file_unreadable", name=name) from error


def _entry_json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "label": entry.label,
        "created": _time(entry.created),
        "expires": _time(entry.expires),
        "opened": entry.opened,
        "last_opened": None if entry.last_opened is None else _time(entry.last_opened),
        "pass_phrase": entry.lock is not None,
        "bytes": entry.size,
    }


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
