"""The server of the dashboard: `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from aci_core.ui.server.identity.cookie_route import route
from aci_core.ui.server.limits.frame_limit import limit_frames
from aci_core.ui.server.log_names import mask_names
from aci_core.ui.server.middleware import middleware

mask_names()
limit_frames()
# Streamlit looks for this very line before it runs the file.
app = st.App(Path(__file__).with_name("dashboard.py"), routes=[route()], middleware=middleware())
