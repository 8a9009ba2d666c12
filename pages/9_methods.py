"""How each number is made, and what it was checked against."""

from aci_core.ui import cards, faces, frame, methods, view

frame.ensure()

t = view.words()
found = methods.results(t)
cards.page_header(t, "title.methods", faces.sentence("methods.finding", found), copy=False)
methods.headline(t, found)
methods.card(t, methods.pick(t), found)
methods.everything(t, found)
