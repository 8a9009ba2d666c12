"""Write every nasty file into a folder."""

import sys
from pathlib import Path

from tests.nasty import CASES

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for case in CASES:
    (folder / Path(case.name).name).write_bytes(case.make())
