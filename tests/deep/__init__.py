"""Long proofs: ``make deep``."""
