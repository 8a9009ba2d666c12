"""A table with a row a visit, or several values in a cell, in; a row a patient out."""
