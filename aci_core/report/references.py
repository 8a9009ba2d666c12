"""Format a publication for the list of references, by journal style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aci_core.methods import Reference
from aci_core.report.model import Style

_ARTICLE = re.compile(
    r"(?P<authors>[^.]+)\. (?P<title>.+)\. (?P<journal>[^.]+) "
    r"(?P<year>\d{4}); (?P<volume>\d+(?:\(\d+\))?): (?P<pages>e?[\d-]+)\."
)
_BOOK = re.compile(r"(?P<authors>[^.]+)\. (?P<title>.+)\. (?P<place>[^.:]+: [^.,]+), (?P<rest>.+)")
_MOST: Final = 3  # authors that a Chinese list names
# As the catalogue of the National Library of Medicine shortens them; names of a word stay.
JOURNALS: Final[Mapping[str, str]] = {
    "American Journal of Psychology": "Am J Psychol",
    "American Statistician": "Am Stat",
    "Annals of Human Genetics": "Ann Hum Genet",
    "Annals of Mathematical Statistics": "Ann Math Stat",
    "Biometrics Bulletin": "Biom Bull",
    "Journal of Clinical Epidemiology": "J Clin Epidemiol",
    "Journal of Econometrics": "J Econom",
    "Journal of Educational Statistics": "J Educ Stat",
    "Journal of the American Statistical Association": "J Am Stat Assoc",
    "Journal of the Royal Statistical Society": "J R Stat Soc",
    "Journal of the Royal Statistical Society, Series B": "J R Stat Soc Series B",
    "Philosophical Magazine": "Philos Mag",
    "Scandinavian Journal of Statistics": "Scand J Stat",
    "Statistical Methods in Medical Research": "Stat Methods Med Res",
    "Statistics in Medicine": "Stat Med",
    "Supplement to the Journal of the Royal Statistical Society": "Suppl J R Stat Soc",
}


def format_reference(reference: Reference, style: Style) -> str:
    """Format the whole entry, without its number.

    Parameters
    ----------
    reference : Reference
    style : {"generic", "chinese", "vancouver"}
        In full; as Chinese journals do, with [J] and [M]; as the ICMJE does.

    Examples
    --------
    >>> from aci_core.methods import REFERENCES
    >>> entry = format_reference(REFERENCES["woolf_1955"], "vancouver")
    >>> entry.partition(". ")[2].partition("doi")[0]
    'On estimating the relation between blood group and disease. Ann Hum Genet. 1955;19:251-3. '
    """
    doi = reference.doi
    if style == "generic":
        return reference.text + (f" https://doi.org/{doi}" if doi else "")
    say = _vancouver if style == "vancouver" else _chinese
    article, book = _ARTICLE.fullmatch(reference.text), _BOOK.fullmatch(reference.text)
    text = reference.text
    if article is not None:
        text = say(**article.groupdict())
    elif book is not None:
        text = _book(style, **book.groupdict())
    mark = "doi:" if style == "vancouver" else "DOI: "
    return text + (f" {mark}{doi}." if doi else "")


def _vancouver(authors: str, title: str, journal: str, year: str, volume: str, pages: str) -> str:
    first, _, last = pages.partition("-")
    # The digits that the last page has in common with the first are left out: 251-3.
    if len(last) == len(first):
        same = next(
            (i for i, pair in enumerate(zip(first, last, strict=True)) if len({*pair}) > 1), 0
        )
        last = last[same:]
    shown = f"{first}-{last}" if last else first
    return f"{authors}. {title}. {JOURNALS.get(journal, journal)}. {year};{volume}:{shown}."


def _chinese(authors: str, title: str, journal: str, year: str, volume: str, pages: str) -> str:
    short = JOURNALS.get(journal, journal)
    return f"{_first_authors(authors)}. {title}[J]. {short}, {year}, {volume}: {pages}."


def _book(style: Style, authors: str, title: str, place: str, rest: str) -> str:
    if style == "vancouver":
        return f"{authors}. {title}. {place}; {rest}"
    name, dot, edition = title.partition(". ")
    return f"{_first_authors(authors)}. {name}[M]{dot}{edition}. {place}, {rest}"


def _first_authors(authors: str) -> str:
    names = authors.split(", ")
    return ", ".join([*names[:_MOST], "et al"] if len(names) > _MOST else names)
