"""Response to treatment: grades, rates, every effect measure, and the cut-points."""

from aci_core.ui import (
    cards,
    controls,
    faces,
    falls,
    frame,
    headlines,
    layout,
    page,
    results,
    view,
    ways,
)  # fmt: skip

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "grade")


def body(t):
    found = results.result("response")
    finding = faces.sentence("response.finding", found)
    if found.scale is None:
        page.lacking(t, "response", NEEDS, finding, choose=controls.rule)
        return
    page.header(t, "title.response", finding)
    controls.rule(t, results.cohort())
    cards.headline(headlines.response(found, t))
    left, right = layout.pair()
    with left:
        cards.figure_card(
            t,
            t("card.grades"),
            faces.grades(found),
            faces.sentence("caption.response", found),
            table=faces.table("response.grades", found),
            key="grades",
        )
    with right:
        cards.figure_card(
            t,
            t("card.effects"),
            faces.figure("forest.effects", found),
            faces.sentence("caption.effects", found),
            table=faces.table("response.effects", found),
            key="effects",
        )
    falls.card(t)
    if not controls.scored(results.cohort()):
        falls.recorded(t, found)
    elif results.stored() is None:
        cutpoints(t, found)
    layout.left_out(t, "response")
    ways.response(t, found)
    layout.tables(t, "response", tables(found))
    layout.why(t, "response")


def tables(found):
    """The page's tables; those of recorded grades where the file has them."""
    names = ("grades", "effects", "ordinal", "sensitivity")
    made = {name: lambda name=name: faces.table(f"response.{name}", found) for name in names}
    if results.stored() is not None:
        return made
    cohort = results.cohort()
    made["patients"] = lambda: faces.table("cohort.ungradable", cohort, results.data().grades)
    if found.audit:
        made["audit"] = lambda: faces.table("response.audit", found)
        made["disagree"] = lambda: faces.table("cohort.disagree", cohort, found.audit)
    return made


def cutpoints(t, found):
    """Does the verdict hang on the cut-points? Three sliders, the rate at every cut."""
    with layout.card("cutpoints"):
        cards.heading(t("card.cutpoints"))
        left, right = layout.columns(2, 3)
        with left:
            explored = controls.explored_settings(controls.explored(t), view.settings())
        other = results.result("response", settings=explored)
        sweep = results.result("cutpoints", settings=explored)
        with left:
            layout.sentence(faces.sentence("response.cutpoints", sweep))
        with right:
            cards.figure(faces.figure("cutpoints.sweep", sweep, found), key="sweep")
        cards.table_body(faces.table("cutpoints.compared", found, other))
        cards.as_table(t, faces.table("cutpoints.sweep", sweep, found), "sweep")
        drawing = faces.figure("grades.grades", other)
        cards.part(t("card.explored_grades"), drawing, key="explored_grades", pick=False)
        cards.as_table(t, faces.table("response.grades", other), "explored_grades")


page.draw("response", NEEDS, body)
