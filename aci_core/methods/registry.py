"""Table of the methods: formula, references, function and the data each needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from aci_core.domain.toml_file import load_toml

PACKAGE = "aci_core"
NEEDS = ("moments", "counts", "cross", "patients", "p_values")


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication.

    Parameters
    ----------
    key : str
    text : str
        As printed in a list of references.
    doi : str or None
        None where it has none, or none that is certain.
    short : str
        As printed beside a number.
    """

    key: str
    text: str
    doi: str | None = None
    short: str = ""

    @property
    def url(self) -> str | None:
        """Its address, None without a DOI."""
        # Angle brackets of the old Wiley numbers would end a link in Markdown.
        return self.doi and f"https://doi.org/{self.doi}".replace("<", "%3C").replace(">", "%3E")


@dataclass(frozen=True, slots=True)
class Method:
    """One statistical method; its words stand in the catalogue under its name.

    Parameters
    ----------
    name : str
        As in the rows of a Result.
    question : str
        One of `QUESTIONS`.
    formula : str
        LaTeX.
    functions : tuple of str
        Below ``aci_core``, such as ``stats.two_means.welch_t``.
    needs : str
        One of `NEEDS`: the least that a Data must hold.
    agrees : str
        What gives the same number in R.
    references : tuple of Reference
    """

    name: str
    question: str
    formula: str
    functions: tuple[str, ...]
    needs: str
    agrees: str
    references: tuple[Reference, ...]

    def resolve(self) -> tuple[Callable[..., Any], ...]:
        """The functions themselves, imported."""
        return tuple(_function(path) for path in self.functions)


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    function: Callable[..., Any] = getattr(import_module(f"{PACKAGE}.{module}"), name)
    return function


def _load() -> tuple[Mapping[str, Reference], Mapping[str, Method]]:
    document = load_toml("aci_core.methods", "methods.toml")
    references = {key: Reference(key, **entry) for key, entry in document["reference"].items()}
    methods = {
        name: Method(
            name,
            entry["question"],
            entry["formula"],
            tuple(entry["functions"]),
            entry["needs"],
            entry["agrees"],
            tuple(references[key] for key in entry["references"]),
        )
        for name, entry in document["method"].items()
    }
    return references, methods


REFERENCES, METHODS = _load()

# In the order of the file, which is that of a paper.
QUESTIONS: tuple[str, ...] = tuple(dict.fromkeys(m.question for m in METHODS.values()))


def method(name: str) -> Method:
    """The method of that name.

    Raises
    ------
    KeyError
        A name that no row may carry.

    Examples
    --------
    >>> method("welch_t").functions
    ('stats.two_means.welch_t',)
    """
    return METHODS[name]


def methods_of(question: str) -> tuple[Method, ...]:
    """The methods that answer a question.

    Examples
    --------
    >>> [m.name for m in methods_of("change")]
    ['paired_t', 'wilcoxon_signed_rank']
    """
    return tuple(m for m in METHODS.values() if m.question == question)
