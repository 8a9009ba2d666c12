"""Session state: the loaded cohort, the choices in session and URL, cached results."""
