"""Results in, what a reader sees out: words of a language, tables, figures, sentences."""
