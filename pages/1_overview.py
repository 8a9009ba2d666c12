"""The study at a glance."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.overview")
cards.no_cohort(t, "overview")
