"""A dataclass that holds an array or a frame says what equal means.

The `==` that a dataclass writes itself asks an array for its truth, which raises (up to Python
3.12 only where the two hold different arrays). So such a class is equal to itself alone
(``eq=False``), or the field does not count (``compare=False``).
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import sys
from typing import get_origin

import numpy as np

import aci_core

# pyarrow's by their prefix: a `Table` of ours is none.
ARRAYS = {
    "ndarray", "NDArray", "DataFrame", "Series", "Index", "Categorical", "ExtensionArray",
    "pa.Array", "pa.ChunkedArray", "pa.Table", "pa.RecordBatch",
}  # fmt: skip
# Run by themselves, on import or by alembic.
NOT_IMPORTED = re.compile(r"\.__main__$|\.migrations\.versions\.")

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(aci_core.__path__, "aci_core.")
    if not NOT_IMPORTED.search(module.name)
]
# Names of ours for a kind of array, such as Floats.
ALIASES = {
    name for module in MODULES for name, x in vars(module).items() if get_origin(x) is np.ndarray
}
CLASSES = {
    x
    for module in MODULES
    for x in vars(module).values()
    if inspect.isclass(x) and dataclasses.is_dataclass(x) and x.__module__.startswith("aci_core.")
}


def _holds_an_array(module: str, annotation: str) -> bool:
    """Whether the words of an annotation name a kind of array, by itself or within a mapping."""
    for name in re.findall(r"[A-Za-z_][\w.]*", annotation):
        last = name.rpartition(".")[2]
        # An alias that another module has for a class of ours is not meant.
        ours = inspect.isclass(vars(sys.modules[module]).get(last))
        if name in ARRAYS or last in ARRAYS or (last in ALIASES and not ours):
            return True
    return False


def test_a_dataclass_that_holds_an_array_says_what_equal_means() -> None:
    holders = {
        f"{x.__module__}.{x.__name__}.{field.name}": x.__dataclass_params__.eq and field.compare
        for x in CLASSES
        for field in dataclasses.fields(x)
        if _holds_an_array(x.__module__, str(field.type))
    }
    raising = sorted(name for name, raises in holders.items() if raises)
    assert not raising, "\n".join(raising)
    assert len(holders) > 40
