"""A visitor's choices: what may be chosen, its widgets, and the address that holds it."""
