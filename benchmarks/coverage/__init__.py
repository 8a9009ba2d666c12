"""How often the app's 95 % intervals hold the truth: ``make coverage-study``."""
