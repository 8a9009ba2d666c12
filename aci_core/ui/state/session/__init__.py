"""A session: who has signed in, its cohort loaded, kept for a reload, forgotten, ended."""
