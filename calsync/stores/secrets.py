"""Passwords: from the system's keyring, and from a command. The one place that uses keyring.

Nothing here keeps a password elsewhere, and no error holds one, or what a command printed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from calsync.errors import AccessRefused, SettingsError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

LONGEST_WAIT = 60
"""Seconds a command has, since it may have to ask for a key first."""
LONGEST_PASSWORD = 4096

Found = TypeVar("Found")


def keyring_name() -> str | None:
    """What this system's keyring calls itself; None where there is none to use."""
    try:
        import keyring
        from keyring.backends import fail
    except ImportError:
        return None
    try:
        found = keyring.get_keyring()
        if isinstance(found, fail.Keyring):
            return None
        return str(found.name)
    except Exception:  # noqa: BLE001 -- a keyring is anyone's plug-in
        return None


def read_keyring(url: str, user: str) -> str | None:
    """The password of that user at that server, if the keyring has one. Raises SettingsError where there is
    no keyring, AccessRefused for one that stays locked."""
    ring = _keyring()
    return _asked(lambda: ring.get_password(service_of(url), user))


def keep_in_keyring(url: str, user: str, password: str) -> None:
    """Otherwise as `read_keyring`. Raises SettingsError for a keyring that does not keep it."""
    ring = _keyring()
    _asked(lambda: ring.set_password(service_of(url), user, password))
    if read_keyring(url, user) != password:
        raise SettingsError(
            "The keyring took the password and does not have it.",
            hint="Choose another keyring (keyring --list-backends), or another way to the password.",
        )


def forget_in_keyring(url: str, user: str) -> bool:
    """Whether there was a password to forget; otherwise as `read_keyring`."""
    ring = _keyring()
    if read_keyring(url, user) is None:
        return False
    _asked(lambda: ring.delete_password(service_of(url), user))
    return True


def service_of(url: str) -> str:
    """Under what the keyring keeps the passwords of a server: its origin, so that they go to no other."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"calsync {parts.scheme}://{parts.hostname}{port}"


def from_command(words: Sequence[str]) -> str:
    """The first line that the program prints. It runs without a shell and may ask on the terminal. Raises
    SettingsError if there is no such program, AccessRefused if it gives no password."""
    program = words[0]
    speaks = sys.stderr is not None and sys.stderr.isatty()
    hint = "Run it yourself to see what it says; it has to print the password on its first line."
    try:
        done = subprocess.run(
            list(words),
            stdout=subprocess.PIPE,
            stderr=None if speaks else subprocess.DEVNULL,  # it may have to ask for a key
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AccessRefused(
            f"The password command “{program}” gave no answer in {LONGEST_WAIT} seconds.", hint=hint
        ) from None
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is no name of a program"
        raise SettingsError(
            f"The password command “{program}” cannot be run: {why}.",
            hint="Name a program that is there, with its arguments, as in: pass show dav",
        ) from None
    if done.returncode:
        how = f"ended with code {done.returncode}" if done.returncode > 0 else "was stopped"
        raise AccessRefused(f"The password command “{program}” {how}.", hint=hint)
    line = done.stdout.split(b"\n", 1)[0].removesuffix(b"\r")
    try:
        password = line.decode("utf-8")
    except UnicodeDecodeError:
        password = ""
    if not password or len(password) > LONGEST_PASSWORD or not password.isprintable():
        raise AccessRefused(f"The password command “{program}” printed no password.", hint=hint)
    return password


def _keyring() -> KeyringBackend:
    try:
        import keyring
    except ImportError:
        raise no_keyring() from None
    return _asked(keyring.get_keyring)


def _asked(ask: Callable[[], Found]) -> Found:
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        return ask()
    except NoKeyringError:
        raise no_keyring() from None
    except KeyringLocked:
        raise AccessRefused("The keyring is locked.", hint="Unlock it, and run this again.") from None
    except Exception as error:  # noqa: BLE001 -- a plug-in again, which may say the password in its error
        raise SettingsError(
            f"The keyring cannot be used ({type(error).__name__}).",
            hint="See what `keyring --list-backends` says, or choose another way to the password.",
        ) from None


def no_keyring() -> SettingsError:
    return SettingsError(
        "There is no keyring here to take the password from.",
        hint="Install one with: pip install “calsync[keyring]”; or name a command with --password-command.",
    )
