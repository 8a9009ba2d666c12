"""Safety."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.safety")
cards.no_cohort(t, "safety", ("arm", "ae_fever", "died"))
