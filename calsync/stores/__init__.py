"""Where reminders live."""
