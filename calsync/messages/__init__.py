"""What a reminder says. Pure."""
