"""Patients at baseline: Table 1 of characteristics and how far apart the arms were."""

from aci_core.ui import cards, faces, frame, headlines, layout, page, results

frame.ensure()

NEEDS = ("arm", "age", "sex", "nihss_pre")


def body(t):
    found = results.result("baseline")
    if not found.rows:
        page.lacking(t, "baseline", NEEDS)
        return
    page.header(t, "title.baseline", faces.sentence("baseline.finding", found))
    cards.headline(headlines.baseline(found, t))
    cards.table_card(
        t, faces.table("baseline.baseline", found), "baseline", title=t("card.baseline")
    )
    cards.figure_card(
        t,
        t("card.love"),
        faces.figure("love.balance", found),
        faces.sentence("caption.baseline", found),
        table=faces.table("baseline.baseline", found),
        key="love",
    )
    layout.why(t, "baseline")


page.draw("baseline", NEEDS, body)
