"""The configuration that caldav and plann share, in a file or the environment: what there is, who signs in.

`calendaring_config` reads both; nothing here talks to a server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from calsync.errors import SettingsError

_HINT = "What it may hold is told in the documentation of caldav, under “Configuration”."
_NOT_OURS = ("proxy", "headers", "ssl_cert", "auth")
_AUTHS = ("basic", "digest", "bearer")


class Section(NamedTuple):
    """A section that describes a calendar server, before any password is fetched. `url` is empty if the file
    leaves it to be worked out."""

    file: Path
    name: str
    url: str
    user: str


class SignIn(NamedTuple):
    """What a section or the environment says. `calendar` is a name or URL, empty if none is chosen there."""

    url: str
    user: str
    password: str
    auth: str | None
    ca_file: str | None
    calendar: str

    def __repr__(self) -> str:
        return f"SignIn(url={self.url!r}, user={self.user!r})"


def sections() -> tuple[Section, ...]:
    """The sections of the file that caldav would read, `default` first; none without a file. Runs no password
    command. Raises SettingsError for a file that is named and not there, or that is wrong."""
    import calendaring_config as shared

    with _plain("The configuration file of caldav"):
        file = shared.find_config_file()
        if file is None:
            return ()
        config = shared.read_config(file)
        names = shared.expand_section(config, "*")
        found = [_section(file.absolute(), name, shared.merged_section(config, name)) for name in names]
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda each: each.name != "default"))


def _section(file: Path, name: str, merged: Mapping[str, object]) -> Section | None:
    """None for one of another kind."""
    from calendaring_config import expand_env_vars

    values: Mapping[str, object] = {
        key.removeprefix("caldav_"): expand_env_vars(merged[key]) for key in merged
    }
    url = str(values.get("url") or "")
    old_style = any(key.startswith("caldav_") for key in merged)
    plain = "caldav" if old_style or url.startswith("http") or "features" in values else None
    if values.get("kind", plain) != "caldav" or not (url or "features" in values):
        return None
    return Section(file, name, url, str(values.get("username") or values.get("user") or ""))


def sign_in(file: Path, section: str) -> SignIn:
    """What that section says; its password command or keyring entry is asked. Raises SettingsError."""
    import calendaring_config as shared

    with _plain(f"{file}"):
        found = shared.load(file, section, environment=False, kinds=("caldav",))
    if len(found) != 1:
        raise SettingsError(
            f"The section “{section}” of {file} is not one calendar server.",
            hint="Name a section that describes one server: --section NAME",
        )
    return _sign_in(found[0].params, f"The section “{section}” of {file}")


def environment_sign_in() -> SignIn | None:
    """What CALDAV_URL and the other variables of that kind say; None without CALDAV_URL."""
    import calendaring_config as shared

    with _plain("The environment"):
        found = shared.environment_connections(("caldav",))
    return _sign_in(found[0][1], "The environment") if found else None


def _sign_in(params: Mapping[str, object], what: str) -> SignIn:
    for key in _NOT_OURS:
        if key in params:
            raise SettingsError(f"{what} sets “{key}”, which calsync does not heed.", hint=_OWN)
    verify = params.get("ssl_verify_cert", True)
    if verify is False or str(verify).casefold() in ("false", "no", "off", "0"):
        raise SettingsError(
            f"{what} switches the check of certificates off, and calsync does not send a password then.",
            hint="Name the server’s own certificate there (ssl_verify_cert: /path/to/ca.pem).",
        )
    trusted = verify is True or str(verify).casefold() in ("true", "yes", "on", "1")
    auth = params.get("auth_type")
    if auth is not None and auth not in _AUTHS:
        raise SettingsError(f"{what} has an unknown “auth_type”.", hint=f"Known: {', '.join(_AUTHS)}.")
    calendar = params.get("calendar_url") or params.get("calendar_name") or ""
    return SignIn(
        url=str(params.get("url") or "") or _known_url(params, what),
        user=str(params.get("username") or ""),
        password=str(params.get("password") or ""),
        auth=None if auth is None else str(auth),
        ca_file=None if trusted else str(verify),
        calendar=str(calendar),
    )


def _known_url(params: Mapping[str, object], what: str) -> str:
    """The server of a provider that the section names by its features."""
    from caldav.davclient import DAVClient

    try:
        features = params.get("features")
        user = str(params.get("username") or "") or None
        client = DAVClient(username=user, features=features, enable_rfc6764=False)  # type: ignore[arg-type]
        url = str(client.url)
        client.close()
    except Exception:  # noqa: BLE001 -- whatever a profile that is not known does there
        url = ""
    if not url.startswith("https://"):
        raise SettingsError(f"{what} does not say where the server is.", hint="Add its url.")
    return url


_OWN = "Add the account without that file: calsync account add --url URL --user NAME"


@contextmanager
def _plain(what: str) -> Iterator[None]:
    import warnings

    from calendaring_config import ConfigError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ConfigError as error:
        said = str(error)
        if "neither valid JSON nor YAML" in said:
            said = said.partition(": ")[0]  # lines of the file follow, and passwords may stand in them
        raise SettingsError(f"{what} cannot be used: {said}.", hint=_HINT) from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{what} cannot be read ({type(error).__name__}).", hint=_HINT) from None
