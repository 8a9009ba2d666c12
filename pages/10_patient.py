"""One patient: values beside the own arm's, how the grade came about, what happened when."""

from aci_core.ui import cards, faces, frame, layout, page, patient

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t):
    header = layout.place()
    one = patient.found(t)
    with header:
        said = faces.sentence("patient.finding", one) if one else ""
        page.header(t, "title.patient", said, copy=False)
    if one is None:
        return
    with layout.row("center"):
        patient.steps(t, one.ordinal)
        patient.pick_button(t, one.ordinal)
    cards.headline(patient.headline(t, one), "patient")
    course(t, one)
    standing(t, one)


def course(t, one):
    """Doses, events and visits on one line of time; in words where nothing has a day."""
    drawing = faces.figure("patient.course", one)
    table = faces.table("patient.course", one)
    caption = faces.sentence("patient.course", one)
    if drawing is None:
        with layout.card("course"):
            cards.heading(t("patient.course"))
            layout.caption(caption)
            cards.as_table(t, table, "course")
        return
    cards.figure_card(t, t("patient.course"), drawing, caption, table=table, key="course")


def standing(t, one):
    """Every known number among those of the arm."""
    with layout.card("standing"):
        cards.heading(t("patient.standing"))
        for place, part, name in zip(layout.pair(), one.halves, ("one", "two"), strict=True):
            if part:
                with place:
                    drawing = faces.figure("patient.standing", one, part, patient.arms())
                    cards.figure(drawing, key=f"standing_{name}")
        layout.caption(faces.sentence("patient.caption", one))
        leaving = faces.table("patient.values", one, leaving=True)
        cards.as_table(t, faces.table("patient.values", one), "standing", leaving=leaving)


page.draw("patient", NEEDS, body)
