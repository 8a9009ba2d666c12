"""A table of text in; its arms, patient identifiers, and the table without personal data out."""
