"""Sentences on one patient: the grade with its arithmetic, fate, and course."""

from __future__ import annotations

from aci_core.analyses.patient import Arithmetic, Patient
from aci_core.domain.schema.visits import POST
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join


def finding(patient: Patient, t: Translator) -> str:
    """Arm, change of NIHSS and grade, death or loss."""
    sentences = [
        t("words.patient.who", n=patient.ordinal, arm=literal(labels.in_arm(t, patient.arm)))
    ]
    if patient.arithmetic is not None:
        sentences.append(arithmetic(patient.arithmetic, t))
    if patient.died and (patient.arithmetic is None or patient.arithmetic.kind != "died"):
        sentences.append(t("words.patient.died"))
    if patient.lost:
        why = literal(patient.lost_reason)
        sentences.append(t("words.patient.lost_why", why=why) if why else t("words.patient.lost"))
    return join(t, sentences)


def arithmetic(grade: Arithmetic, t: Translator) -> str:
    """Arithmetic of the grade: ``(14 - 5) / 14 = 64.3%, at least 46% and below 90%``."""
    name = bold(literal(labels.grade(t, grade.grade))) if grade.grade else ""
    rule = literal(labels.rule(t, grade.rule))
    if grade.kind == "died":
        return t("words.patient.graded_died", grade=name, rule=rule)
    if grade.kind == "recorded":
        return t("words.patient.graded_recorded", grade=name)
    if grade.grade is None or grade.before is None or grade.after is None:
        return t("words.patient.ungraded", reason=labels.reason(t, grade.reason))
    facts = {
        "before": _score(grade.before),
        "after": _score(grade.after),
        "visit": labels.in_visit(t, grade.visit or POST),
        "sum": _sum(grade, t),
        "cuts": _cuts(grade, t),
        "grade": name,
        "rule": rule,
    }
    change = (
        "fell" if grade.after < grade.before else "rose" if grade.after > grade.before else "same"
    )
    return t(f"words.patient.{change}", **facts)


def _sum(grade: Arithmetic, t: Translator) -> str:
    before, after = grade.before or 0.0, grade.after or 0.0
    if grade.kind == "percent":
        share = None if grade.percent is None else grade.percent / 100
        facts = {"before": _score(before), "after": _score(after)}
        return t("words.patient.sum_percent", **facts, result=format_number.percent(share))
    result = format_number.number(before - after, 0)
    return t("words.patient.sum_points", before=_score(before), after=_score(after), result=result)


def _cuts(grade: Arithmetic, t: Translator) -> str:
    """Between which cuts the reduction lies."""
    if grade.kind == "at_most":
        return t("words.patient.at_most", cut=f"{grade.reached:g}")
    unit = "percent" if grade.kind == "percent" else "points"
    cut = {
        key: t(
            f"words.patient.in_{unit}{_singular(value)}",
            n=f"{value:g}".replace("-", "\N{MINUS SIGN}"),
        )
        if value is not None
        else ""
        for key, value in (("reached", grade.reached), ("missed", grade.missed))
    }
    last = grade.last_above
    if grade.reached is None:
        return t("words.patient.at_most_cut" if last is not None else "words.patient.below", **cut)
    if last is not None and grade.reached == last:
        return t("words.patient.above_and_below", **cut)
    return t("words.patient.at_least" if grade.missed is None else "words.patient.between", **cut)


def _singular(value: float) -> str:
    return "_one" if value == 1 else ""


def _score(value: float) -> str:
    return f"{value:g}"


def caption(patient: Patient, t: Translator) -> str:
    """Caption of the strips."""
    return t("words.patient.caption", arm=literal(labels.in_arm(t, patient.arm)))


def scores(patient: Patient, t: Translator) -> str:
    """Caption of the courses of the scores."""
    return t("words.patient.scores", arm=literal(labels.in_arm(t, patient.arm)))


def course(patient: Patient, t: Translator) -> str:
    """Visits that a time-line cannot show, and total doses given."""
    drawn = any(m.day is not None and m.kind != "visit" for m in patient.course)
    visits = [m for m in patient.course if m.kind == "visit"] if drawn else []
    undated = [labels.in_visit(t, m.name) for m in visits if m.day is None]
    doses = [
        t(
            "words.patient.received",
            name=labels.in_column(t, name),
            n=f"{value:g}".replace("-", "\N{MINUS SIGN}"),
        )
        for name, value in patient.received
    ]
    months = any(m.name[:1] in "my" for m in visits if m.day)
    sentences = [t("words.patient.months")] if months else []
    comma = t("words.list").join
    if undated:
        sentences.append(t("words.patient.undated", list=literal(comma(undated))))
    if doses:
        sentences.append(t("words.patient.given", list=literal(comma(doses))))
    return join(t, sentences)
