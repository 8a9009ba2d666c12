"""Which arm a patient is in, who was randomised, and what one arm alone has."""
