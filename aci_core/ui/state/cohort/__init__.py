"""The cohort that a session has open: as loaded, by which link; files known from before."""
