"""Widgets of pages: cards, controls, layout, navigation, empty states, style."""
