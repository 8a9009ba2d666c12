"""How each number is made, and what it was checked against."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import methods_page
from aci_core.ui.state import view
from aci_core.ui.widgets.presenters import sentences

shell.ensure()

t = view.words()
found = methods_page.results(t)
page.header(t, "title.methods", sentences.methods.finding(found, t), copy=False)
methods_page.headline(t, found)
methods_page.card(t, methods_page.method_selector(t), found)
methods_page.all_cases(t, found)
