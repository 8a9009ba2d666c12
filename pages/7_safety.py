"""Safety: harms by arm, what resolved, deaths and losses, follow-up, bounds for none seen."""

from aci_core.ui import cards, faces, frame, headlines, layout, page, results

frame.ensure()

NEEDS = ("arm", "ae_fever", "ae_headache", "died", "lost", "mri_abnormal_m6")


def body(t):
    found = results.result("safety")
    if not found.rows:
        page.lacking(t, "safety", NEEDS)
        return
    page.header(t, "title.safety", faces.sentences("safety.findings", found))
    cards.headline(headlines.safety(found, t))
    cards.figure_card(
        t,
        t("card.events"),
        faces.figure("events.events", found),
        faces.sentence("caption.safety", found),
        table=faces.table("safety.events", found),
        key="events",
    )
    layout.tables(
        t,
        "safety",
        {
            name: lambda name=name: faces.table(f"safety.{name}", found)
            for name in faces.safety_tables(found)
        },
    )
    layout.why(t, "safety", dosed=faces.dosed(found))


page.draw("safety", NEEDS, body)
