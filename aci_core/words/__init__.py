"""What was found, in a sentence that a clinician would write: Result -> Markdown."""

from aci_core.i18n.markdown import plain

__all__ = ["plain"]
