"""A published table typed in: every method it allows, and whether its numbers can be."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import published_page
from aci_core.ui.state import view
from aci_core.ui.widgets import layout
from aci_core.ui.widgets.presenters import sentences

shell.ensure()

t = view.words()
header = layout.placeholder()
kind, values = published_page.inputs(t)
found = published_page.analyse(t, kind, values)
finding = sentences.published.finding(found, t) if found else ""
with header:
    page.header(t, "title.published", finding, badge=False)
if found:
    published_page.draw(t, found)
