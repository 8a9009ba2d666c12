"""Services for tests: PostgreSQL, nginx and an OpenID Connect provider, on free ports."""
