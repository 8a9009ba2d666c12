"""The dashboard: `streamlit run app.py`."""

from aci_core.ui.frame import shell

shell.run()
