"""What a page is laid out of: cards, columns, what opens below, empty states."""
