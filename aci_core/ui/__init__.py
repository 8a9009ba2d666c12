"""The pages of the dashboard: what a visitor chose in, cards of tables, figures and words out."""
