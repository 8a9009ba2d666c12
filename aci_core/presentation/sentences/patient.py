"""One patient in words: the grade with its arithmetic, and what became of the patient."""

from __future__ import annotations

from aci_core.analyses.patient import Arithmetic, Patient
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join


def finding(found: Patient, t: Translator) -> str:
    """Arm, what NIHSS did, and the grade."""
    said = [t("words.patient.who", n=found.ordinal, arm=literal(labels.in_arm(t, found.arm)))]
    if found.arithmetic is not None:
        said.append(arithmetic(found.arithmetic, t))
    if found.died and (found.arithmetic is None or found.arithmetic.kind != "died"):
        said.append(t("words.patient.died"))
    if found.lost:
        why = literal(found.lost_reason)
        said.append(t("words.patient.lost_why", why=why) if why else t("words.patient.lost"))
    return join(t, said)


def arithmetic(found: Arithmetic, t: Translator) -> str:
    """How the grade came about: ``(14 - 5) / 14 = 64.3%, at least 46% and below 90%``."""
    name = bold(literal(labels.grade(t, found.grade))) if found.grade else ""
    rule = literal(labels.rule(t, found.rule))
    if found.kind == "died":
        return t("words.patient.graded_died", grade=name, rule=rule)
    if found.kind == "recorded":
        return t("words.patient.graded_recorded", grade=name)
    if found.grade is None or found.before is None or found.after is None:
        return t("words.patient.ungraded", reason=labels.reason(t, found.reason))
    facts = {
        "before": _score(found.before),
        "after": _score(found.after),
        "sum": _sum(found, t),
        "cuts": _cuts(found, t),
        "grade": name,
        "rule": rule,
    }
    way = "fell" if found.after < found.before else "rose" if found.after > found.before else "same"
    return t(f"words.patient.{way}", **facts)


def _sum(found: Arithmetic, t: Translator) -> str:
    before, after = found.before or 0.0, found.after or 0.0
    if found.kind == "percent":
        share = None if found.percent is None else found.percent / 100
        facts = {"before": _score(before), "after": _score(after)}
        return t("words.patient.sum_percent", **facts, result=format_number.percent(share))
    result = format_number.number(before - after, 0)
    return t("words.patient.sum_points", before=_score(before), after=_score(after), result=result)


def _cuts(found: Arithmetic, t: Translator) -> str:
    """Between which cuts the fall lies."""
    if found.kind == "at_most":
        return t("words.patient.at_most", cut=f"{found.reached:g}")
    unit = "percent" if found.kind == "percent" else "points"
    cut = {
        key: t(f"words.patient.in_{unit}{_one(value)}", n=f"{value:g}") if value is not None else ""
        for key, value in (("reached", found.reached), ("missed", found.missed))
    }
    if found.reached is None:
        return t("words.patient.below", **cut)
    return t("words.patient.at_least" if found.missed is None else "words.patient.between", **cut)


def _one(value: float) -> str:
    return "_one" if value == 1 else ""


def _score(value: float) -> str:
    return f"{value:g}"


def caption(found: Patient, t: Translator) -> str:
    """How the strips are to be read."""
    return t("words.patient.caption", arm=literal(labels.in_arm(t, found.arm)))


def course(found: Patient, t: Translator) -> str:
    """What of the course has no day, and what was given in all."""
    undated = [
        labels.in_visit(t, m.name) if m.kind == "visit" else labels.in_variable(t, m.name)
        for m in found.moments
        if m.day is None
    ]
    given = [
        t("words.patient.received", name=labels.in_column(t, name), n=f"{value:g}")
        for name, value in found.received
    ]
    said = [t("words.patient.months")] if any(m.name[:1] in "my" for m in found.moments
                                              if m.kind == "visit" and m.day) else []  # fmt: skip
    comma = t("words.list").join
    if undated:
        said.append(t("words.patient.undated", list=literal(comma(undated))))
    if given:
        said.append(t("words.patient.given", list=literal(comma(given))))
    return join(t, said) if found.moments or said else t("patient.no_course")
