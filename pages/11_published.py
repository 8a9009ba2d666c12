"""Published table: typed numbers, every method they allow, consistency checks."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import published_page
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.page import layout
from aci_core.ui.widgets.page.presenters import sentences

shell.ensure()

t = view.words()
header = layout.placeholder()
kind, values = published_page.inputs(t)
published = published_page.analyse(t, kind, values)
finding = sentences.published.finding(published, t) if published else ""
with header:
    page.header(t, "title.published", finding, badge=False)
if published:
    published_page.draw(t, published)
