"""Who is in the table: arms, identifiers of patients, and what identifies people removed."""
