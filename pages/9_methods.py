"""How each number is made, and what it was checked against."""

from aci_core.ui import faces, frame, methods, page, view

frame.ensure()

t = view.words()
found = methods.results(t)
page.header(t, "title.methods", faces.sentence("methods.finding", found), copy=False)
methods.headline(t, found)
methods.card(t, methods.pick(t), found)
methods.everything(t, found)
