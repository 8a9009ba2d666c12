"""What a visitor sets or presses: controls, arms, conditions, saved sets, sign-in."""
