"""Patients at baseline."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.baseline")
cards.no_cohort(t, "baseline", ("arm", "age", "sex", "nihss_pre"))
