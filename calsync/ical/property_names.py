"""Which words begin a line of a calendar: the registered names, and the shape of private ones."""

from __future__ import annotations

# RFC 5545, 7986, 9073, 9074, 9253, 7953, 5546 and 7808, and vCalendar 1.0.
_REGISTERED_TEXT = """
    ACKNOWLEDGED ACTION ATTACH ATTENDEE BUSYTYPE CALENDAR-ADDRESS CALSCALE CATEGORIES CLASS COLOR COMMENT
    COMPLETED CONCEPT CONFERENCE CONTACT CREATED DESCRIPTION DTEND DTSTAMP DTSTART DUE DURATION EXDATE EXRULE
    FREEBUSY GEO IMAGE LAST-MODIFIED LINK LOCATION LOCATION-TYPE METHOD NAME ORGANIZER PARTICIPANT-TYPE
    PERCENT-COMPLETE PRIORITY PRODID PROXIMITY RDATE RECURRENCE-ID REFID REFRESH-INTERVAL RELATED-TO REPEAT
    REQUEST-STATUS RESOURCES RESOURCE-TYPE RRULE SEQUENCE SOURCE STATUS STRUCTURED-DATA STYLED-DESCRIPTION
    SUMMARY TRANSP TRIGGER TZID TZID-ALIAS-OF TZNAME TZOFFSETFROM TZOFFSETTO TZUNTIL TZURL UID URL VERSION
    AALARM DALARM DAYLIGHT DCREATED MALARM PALARM RNUM TZ
"""
_REGISTERED = frozenset(_REGISTERED_TEXT.split())
# Where a broken text may go on in the next line.
_TEXTS = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "CONTACT", "STYLED-DESCRIPTION"})
_COMPONENTS_TEXT = """
    VCALENDAR VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE STANDARD DAYLIGHT VALARM VAVAILABILITY AVAILABLE
    PARTICIPANT VLOCATION VRESOURCE VPOLL VOTE VVENUE
"""
_COMPONENTS = frozenset(_COMPONENTS_TEXT.split())


def begins_property(name: str, *, spaced: bool, in_text: bool) -> bool:
    """Whether a line "NAME:…" or "NAME;…" is a property, rather than a stray line of text.

    `spaced` tells that a blank follows the colon where this file writes none: after a text that can go
    on (`in_text`), that is prose such as "Location: ask at the desk"."""
    upper = name.upper()
    if in_text and spaced:
        return False
    if upper in _REGISTERED or upper.startswith("X-"):
        return True
    return name == upper and ("-" in name or not in_text)


def is_text(name: str) -> bool:
    """Whether the property holds free text."""
    return name in _TEXTS or name.startswith("X-")


def is_component(name: str) -> bool:
    """Whether BEGIN and END of this word are meant as such."""
    return name.upper() in _COMPONENTS or (name == name.upper() and not name.isdigit())
