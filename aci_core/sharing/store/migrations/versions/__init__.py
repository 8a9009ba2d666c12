"""Steps of the migration, in order; a released one is never changed."""
