"""``python -m aci_core``."""

import sys

from aci_core.cli import main

if __name__ == "__main__":
    sys.exit(main())
