"""Outcomes after treatment: before and after by arm, with the adjusted difference leading."""

from aci_core.ui import cards, controls, faces, frame, headlines, layout, page, results, ways

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "bi_pre", "bi_post", "vegf_pre", "vegf_post")


def body(t):
    large = results.large(results.cohort())
    found = results.result("outcomes", slow=not large)
    visits = faces.outcome_visits(found)
    if not visits:
        page.lacking(t, "outcomes", NEEDS)
        return
    header = layout.place()
    visit = controls.visit(t, visits, leading=faces.main_visit(found))
    with header:
        said = faces.sentences("outcomes.findings", found, visit=visit)
        page.header(t, "title.outcomes", said)
    cards.headline(headlines.outcomes(found, t, visit))
    cards.figure_card(
        t,
        t("card.adjusted"),
        faces.figure("forest.outcomes", found, visit),
        faces.sentence("caption.differences", found),
        table=faces.table("outcomes.between", found, visit=visit),
        key="differences",
    )
    with layout.card("one_outcome"):
        cards.heading(t("section.outcome"))
        measure = controls.measure(t, faces.measured_at(found, visit))
        layout.sentence(faces.sentence("outcomes.finding", found, measure=measure, visit=visit))
        figures(t, found, measure, visit)
    layout.left_out(t, "outcomes")
    if large:
        found = layout.later(t("slow.waiting"), lambda: results.result("outcomes"))
    ways.outcomes(t, found, measure, visit)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: faces.table("outcomes.outcomes", found, visit=visit),
            "between": lambda: faces.table("outcomes.between", found, visit=visit),
            "change": lambda: faces.table("outcomes.change", found, visit=visit),
            "sensitivity": lambda: faces.table("outcomes.sensitivity", found, measure, visit),
            "visits": lambda: faces.table("outcomes.by_visit", found, measure),
            "limits": lambda: faces.table("outcomes.limits", found),
        },
    )
    layout.why(t, "outcomes")


def figures(t, found, measure, visit):
    """Each patient before and after, the distributions, and the course over more visits."""
    shared = results.alone() is not None  # no patient then
    if shared or not found.changed(measure, visit):
        cloud(t, found, measure)
    else:
        left, right = layout.pair()
        with left:
            drawing = faces.figure("change.lines", found, measure, visit)
            cards.part(t("card.lines"), drawing, key="lines")
            cards.as_table(t, faces.table("outcomes.went", found, measure, visit), "lines")
        with right:
            cloud(t, found, measure)
    layout.caption(faces.sentence("caption.outcomes", found, measure, visit))
    if not (shared or found.ordinal(measure)):
        drawing = faces.figure("qq.normal", found, measure, visit)
        cards.part(t("card.normal"), drawing, key="normal")
        layout.caption(faces.sentence("caption.normal"))
    if faces.has_course(found, measure):
        cards.part(t("card.course"), faces.figure("course.course", found, measure), key="course")
    cards.as_table(t, faces.table("outcomes.by_visit", found, measure), "one_outcome")


def cloud(t, found, measure):
    """The distributions."""
    drawing = faces.figure("raincloud.raincloud", found, measure)
    cards.part(t("card.raincloud"), drawing, key="raincloud")


page.draw("outcomes", NEEDS, body)
