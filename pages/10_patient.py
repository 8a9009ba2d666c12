"""One patient."""

from aci_core.ui import frame

frame.ensure()
