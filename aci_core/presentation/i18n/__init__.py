"""Every visible word, in English and Chinese, and how numbers are written."""

from aci_core.presentation.i18n.catalogue import Translator, translator
from aci_core.presentation.i18n.languages import LANGUAGES

__all__ = ["LANGUAGES", "Translator", "translator"]
