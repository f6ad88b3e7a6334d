"""What to remind of, and when. Pure: no input or output, no clock."""
