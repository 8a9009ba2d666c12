"""Headers in, their meaning out: by the user's mapping, else by rules."""
