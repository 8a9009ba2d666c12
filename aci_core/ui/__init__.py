"""Pages of the dashboard: a visitor's choices in, cards of tables, figures and sentences out."""
