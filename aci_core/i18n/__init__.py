"""Every visible word, in English and Chinese, and how numbers are written."""

from aci_core.i18n.catalogue import LANGUAGES, Translator, translator

__all__ = ["LANGUAGES", "Translator", "translator"]
