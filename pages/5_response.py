"""Response to treatment: grades, rates, every effect measure, and the cut-points."""

from aci_core.ui import cards, controls, faces, frame, headlines, layout, results, view

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "grade")


def body(t):
    found = results.result("response")
    if found.scale is None:
        layout.lacking(t, "response", NEEDS, faces.sentence("response.finding", found))
        return
    cards.page_header(t, "title.response", faces.sentence("response.finding", found))
    cards.headline(headlines.response(found, t))

    left, right = layout.columns(3, 2)
    with left:
        cards.figure_card(
            t,
            t("card.grades"),
            faces.figure("grades.grades", found),
            faces.sentence("caption.response", found),
            key="grades",
        )
    with right:
        cards.figure_card(
            t,
            t("card.effects"),
            faces.figure("forest.effects", found),
            faces.sentence("caption.effects", found),
            key="effects",
        )
    cutpoints(t, found)
    layout.tables(
        t,
        "response",
        {
            "grades": lambda: faces.table("response.grades", found),
            "effects": lambda: faces.table("response.effects", found),
            "ordinal": lambda: faces.table("response.ordinal", found),
            "sensitivity": lambda: faces.table("response.sensitivity", found),
            **({"audit": lambda: faces.table("response.audit", found)} if found.audit else {}),
        },
    )
    layout.why(t, "response")


def cutpoints(t, found):
    """Does the verdict hang on the cut-points? The rule, three sliders, the rate at every cut."""
    with layout.card("cutpoints"):
        cards.heading(t("card.cutpoints"))
        left, right = layout.columns(2, 3)
        with left:
            controls.rule(t, results.cohort())
            explored = controls.explored_settings(controls.explored(t), view.settings())
            other = results.result("response", settings=explored)
            cards.table_body(faces.table("cutpoints.compared", found, other))
            layout.caption(t("explored.note"))
        with right:
            sweep = results.result("cutpoints", settings=explored)
            if sweep is None:
                layout.caption(t("explored.no_cuts"))
                return
            cards.figure(faces.figure("cutpoints.sweep", sweep, found), key="sweep")
            layout.sentence(faces.sentence("response.cutpoints", sweep))


layout.page("response", NEEDS, body)
