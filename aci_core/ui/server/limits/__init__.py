"""How much a visitor may ask: a request in, let pass or refused, by size, pages and memory."""
