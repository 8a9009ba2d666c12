"""Message catalogue: a folder a language, TOML files by subject, the same keys in each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n.languages import TABLE, Language, language

# A Chinese journal sets no blank between its characters and a Latin word or a number.
_HAN = "[\\u4e00-\\u9fff]"
_BLANK = re.compile(f"(?<={_HAN}) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?={_HAN})")
_BLANK_AT_FACT = re.compile(f"(?<={_HAN}) (?={{)|(?<=}}) (?={_HAN})")
# Facts of these may be bold, and Markdown wants a blank next to some of their signs.
_BOLD = ("words.", "falls.")
# Where a reader chooses a language.
_NAMED = ("language", "choice_report_lang")


def _flatten(prefix: str, tree: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}.{key}" if prefix else key
        flat.update(_flatten(name, value) if isinstance(value, Mapping) else {name: value})
    return flat


@dataclass(frozen=True)
class Translator:
    """Messages of one language, by key.

    Calling it fills a sentence: ``t("error.file_too_large", limit_mb=200)``.
    A key that is missing is a programming error and raises KeyError.

    Parameters
    ----------
    lang : str
    own : dict of str to str
        Names by key that a cohort has instead of the catalogue's: `labels.of_cohort`.
    """

    lang: str
    _messages: Mapping[str, str] = field(repr=False)
    own: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, /, **facts: object) -> str:
        """The message of that key, filled with the facts."""
        text = self._messages[key]
        return text.format_map(facts) if facts else text

    def with_own(self, own: Mapping[str, str]) -> Translator:
        """The translator with a cohort's names in place of the catalogue's."""
        return Translator(self.lang, {**self._messages, **own}, own) if own else self

    @property
    def language(self) -> Language:
        """The entry in the table of languages."""
        return language(self.lang)

    def has(self, key: str) -> bool:
        """Whether the catalogue has that key."""
        return key in self._messages

    def keys(self) -> frozenset[str]:
        """All keys of the language."""
        return frozenset(self._messages)

    def name(self, section: str, key: str) -> str:
        """The catalogue's text for a name, or the name itself as the file has it.

        For what may come from a user's file: a measure, an event, a grade, a column.
        """
        return self._messages.get(f"{section}.{key}", key)

    def error(self, error: AciError) -> str:
        """The message of an error, with what to do."""
        return self(f"error.{error.code}", **error.facts)


@cache
def translator(lang: str) -> Translator:
    """The translator of a language; of the default for one the app does not speak."""
    chosen = language(lang)
    folder = resources.files("aci_core.presentation.i18n").joinpath(chosen.code)
    # A language is called by its own name, whoever reads it.
    messages = {f"{section}.{one.code}": one.name for section in _NAMED for one in TABLE}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            messages.update(_flatten("", tomllib.loads(entry.read_text("utf-8"))))
    if chosen.han:
        messages = {key: _without_blanks(key, text) for key, text in messages.items()}
    return Translator(chosen.code, messages)


def _without_blanks(key: str, text: str) -> str:
    """The message without the blanks that Chinese does not set.

    Examples
    --------
    >>> _without_blanks("flow.of", "NIHSS 评分 {n} 例"), _without_blanks("words.x", "差值为 {size}")
    ('NIHSS评分{n}例', '差值为 {size}')
    """
    text = _BLANK.sub("", text)
    return text if key.startswith(_BOLD) else _BLANK_AT_FACT.sub("", text)
