"""Factors against NIHSS."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.factors")
cards.no_cohort(t, "factors", ("nihss_pre", "vegf_pre", "bfgf_pre"))
