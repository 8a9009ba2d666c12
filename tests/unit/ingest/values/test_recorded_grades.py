"""A wording of a grade that another reader may take otherwise is told."""

from __future__ import annotations

from tests.build import cohort_of


def test_a_wording_that_is_not_the_grades_own_is_told() -> None:
    cohort = cohort_of(疗效=["显著有效", "有效", "无效", "显效"])
    issues = [(i.code, i.severity, i.value, dict(i.facts)) for i in cohort.issues]
    assert issues == [
        ("grade_reworded", "info", "显著有效", {"computed": "markedly_effective"}),
    ]
    assert cohort.usable("grade")


def test_bleeding_in_the_skull_by_its_short_names() -> None:
    names = ("ICH", "sICH", "出血转化", "haemorrhagic transformation", "颅内出血")
    for header in names:
        cohort = cohort_of(**{header: [0, 1, 0, 0]})
        assert cohort.column("ae_intracranial_bleeding") is not None, header
