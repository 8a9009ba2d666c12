"""Methods: formula, source and golden numbers of each method."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import methods_page
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.page.presenters import sentences

shell.ensure()

t = view.words()
cases = methods_page.results(t)
page.header(t, "title.methods", sentences.methods.finding(cases, t), copy=False)
methods_page.headline(t, cases)
methods_page.card(t, methods_page.method_selector(t), cases)
methods_page.all_cases(t, cases)
