"""Results in; tables, figures and sentences in the reader's language out."""
