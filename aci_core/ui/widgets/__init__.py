"""Parts that pages are made of: cards, controls, layout, navigation, empty states, style."""
