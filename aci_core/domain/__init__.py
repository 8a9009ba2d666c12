"""What a cohort and a question are: columns, settings, filters, steps, errors; no computation."""
