"""Headers in, their meaning out: measure and time, the mapping of the user, suggestions."""
