"""A row for each visit, or several values in a cell, in; one row for each patient out."""
