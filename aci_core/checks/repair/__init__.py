"""Issues in; what can be done about them out: fixes, readings, what is unread or open."""
