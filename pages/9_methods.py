"""How each number is made."""

from aci_core.ui import cards, frame, view

frame.ensure()

t = view.words()
cards.page_header(t, "title.methods")
