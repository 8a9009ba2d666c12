"""The frame of a page: menu, sidebar, filters, title with its actions, errors."""
