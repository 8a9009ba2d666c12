"""Keys, names and numbers in; text in English or Chinese out."""

from aci_core.presentation.i18n.catalogue import Translator, translator
from aci_core.presentation.i18n.languages import LANGUAGES

__all__ = ["LANGUAGES", "Translator", "translator"]
