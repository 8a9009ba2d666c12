"""The dashboard: what `app.py` runs for each visitor, at each change."""

from aci_core.ui.frame import shell

shell.run()
