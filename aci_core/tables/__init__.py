"""Tables: a Result and a Translator in, a Table out; each module is imported on first use."""
