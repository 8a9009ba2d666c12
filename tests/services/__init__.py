"""Real parts for tests: a PostgreSQL and an nginx of their own, on free ports."""
