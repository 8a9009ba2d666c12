"""What identifies people, found and taken away."""
