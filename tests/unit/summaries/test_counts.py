"""Counts and joint counts add up."""

import numpy as np

from aci_core.summaries import Counts, Joint


def counts(values: list[float], t: list[int], c: list[int]) -> Counts:
    return Counts(np.array(values), np.array(t), np.array(c))


def test_counts_of_two_hospitals_add_up() -> None:
    total = counts([1, 3], [2, 0], [1, 1]) + counts([2, 3], [5, 1], [0, 4])
    assert total.values.tolist() == [1, 2, 3]
    assert total.table.tolist() == [[2, 5, 1], [1, 0, 5]]
    assert (total.n_treatment, total.n_control) == (8, 6)


def test_joint_counts_add_up() -> None:
    a = Joint(np.array([1.0, 2.0]), np.array([1.0, 1.0]), np.array([2, 3]))
    b = Joint(np.array([2.0, 2.0]), np.array([1.0, 5.0]), np.array([10, 1]))
    total = (a + b).compact()
    assert list(zip(total.x, total.y, total.n, strict=True)) == [(1, 1, 2), (2, 1, 13), (2, 5, 1)]
