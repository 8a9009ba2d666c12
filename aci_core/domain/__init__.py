"""What a cohort and a question are, as data: columns, filters, settings, steps; no computation."""
