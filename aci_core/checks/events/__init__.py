"""Checks of events, deaths and losses: blank, bare, misdated, contradicted by scores."""
