"""Planning's values to and from RFC 5545 bytes. Pure; the only door to `icalendar`."""
