"""What stands round a page: menu, sidebar, filters, title with its actions, errors."""
