"""The server: what each request passes before Streamlit, and the routes that are ours."""
