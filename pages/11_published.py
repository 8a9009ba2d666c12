"""A published table typed in: every method it allows, and whether its numbers can be."""

from aci_core.ui import cards, faces, frame, layout, published, view

frame.ensure()

t = view.words()
header = layout.place()
kind, values = published.typed(t)
found = published.work_out(t, kind, values)
finding = faces.sentence("published.finding", found) if found else ""
with header:
    cards.page_header(t, "title.published", finding, badge=False)
if found:
    published.shown(t, found)
