"""The steps of the migration, in their order; a released one is never changed."""
