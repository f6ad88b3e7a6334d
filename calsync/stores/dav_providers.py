"""What is known of the big calendar providers before they are asked: who cannot be reached, where the others
are, and what sort of password they want."""

from __future__ import annotations

from typing import NamedTuple

from calsync.errors import AccessRefused

FILE_WAY = (
    "Use a file instead: calsync export -o followups.ics, and import it in the settings of your calendar; "
    "import it again after a change."
)


class Provider(NamedTuple):
    """`domains` of its addresses and servers, with all below them. `server` is where its calendars are, if
    that is known; `no` why they cannot be reached; `password` what it calls the password it wants."""

    name: str
    domains: tuple[str, ...]
    server: str = ""
    no: str = ""
    password: str = ""


_PROVIDERS = (
    Provider(
        "Google",
        ("gmail.com", "googlemail.com", "google.com", "googleusercontent.com", "googleapis.com"),
        no="Google lets no program into its calendars with a password",
    ),
    Provider(
        "Microsoft",
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com", "office.com"),
        no="Microsoft’s calendars do not speak CalDAV",
    ),
    Provider("Proton", ("proton.me", "protonmail.com", "pm.me"), no="Proton Calendar does not speak CalDAV"),
    Provider("Tuta", ("tuta.com", "tutanota.com", "tuta.io"), no="Tuta Calendar does not speak CalDAV"),
    Provider(
        "iCloud",
        ("icloud.com", "me.com", "mac.com"),
        server="https://caldav.icloud.com/",
        password="an app-specific password (account.apple.com, Sign-In and Security)",
    ),
    Provider(
        "Fastmail",
        ("fastmail.com", "fastmail.fm", "messagingengine.com"),
        server="https://caldav.fastmail.com/",
        password="an app password (Settings, Privacy & Security, Manage app passwords)",
    ),
    Provider(
        "Yahoo",
        ("yahoo.com", "ymail.com", "rocketmail.com", "aol.com"),
        server="https://caldav.calendar.yahoo.com/",
        password="an app password (Account security, Generate app password)",
    ),
    Provider("GMX", ("gmx.net", "gmx.de", "gmx.com"), password="an app password if two-factor sign-in is on"),
    Provider("mailbox.org", ("mailbox.org",), password="an app password if two-factor sign-in is on"),
    Provider("Zoho", ("zoho.com", "zoho.eu"), password="an app password if two-factor sign-in is on"),
)


def provider_of(host: str) -> Provider | None:
    """Of a host, or of the domain of an address."""
    folded = host.casefold().rstrip(".")
    return next(
        (
            each
            for each in _PROVIDERS
            if any(folded == domain or folded.endswith(f".{domain}") for domain in each.domains)
        ),
        None,
    )


def check_reachable(host: str) -> None:
    """Raises AccessRefused, with the way round it, for a provider that no password opens."""
    found = provider_of(host)
    if found is not None and found.no:
        raise AccessRefused(f"{found.no}.", hint=FILE_WAY)


def with_advice(refused: AccessRefused, host: str) -> AccessRefused:
    """The refusal of a password, in the words that go with the provider."""
    found = provider_of(host)
    if found is None or not found.password:
        return refused
    return AccessRefused(refused.message, hint=f"{found.name} wants {found.password}.")


def one_house(host: str, other: str) -> bool:
    """Whether both belong to one provider, which spreads its calendars over hosts."""
    found = provider_of(host)
    return found is not None and not found.no and provider_of(other) == found
