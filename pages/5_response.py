"""Response to treatment."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.response")
cards.no_cohort(t, "response", ("arm", "nihss_pre", "nihss_post"))
