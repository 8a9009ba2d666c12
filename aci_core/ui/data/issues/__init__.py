"""What to mend: the issues of the data, their corrections, and what is asked of the user."""
