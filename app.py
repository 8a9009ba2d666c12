"""The dashboard: `streamlit run app.py`."""

from aci_core.ui import frame

frame.run()
