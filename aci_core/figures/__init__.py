"""Figures: a Result and a Translator in, a Drawing out; each module is imported on first use."""
