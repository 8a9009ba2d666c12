"""The way from page to page: the list of pages, the next step, the line to the plan."""
