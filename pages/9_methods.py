"""How each number is made, and what it was checked against."""

from aci_core.ui import frame, methods, page, view
from aci_core.ui.presenters import sentences

frame.ensure()

t = view.words()
found = methods.results(t)
page.header(t, "title.methods", sentences.methods.finding(found, t), copy=False)
methods.headline(t, found)
methods.card(t, methods.pick(t), found)
methods.everything(t, found)
