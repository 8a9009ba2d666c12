"""Outcomes after treatment."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.outcomes")
cards.no_cohort(t, "outcomes", ("arm", "nihss_pre", "nihss_post"))
