"""Passwords: from the system's keyring, and from a command. The one place that uses keyring.

Nothing here keeps a password elsewhere, and no error holds one, or what a command printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from calsync.errors import AccessRefused, SettingsError
from calsync.stores.dav_address import origin

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

LONGEST_WAIT = 60
"""Seconds a command has, since it may have to ask for a key first."""
LONGEST_PASSWORD = 4096
_MOST_READ = 1 << 16
_LAST_WORDS = 2.0
"""Seconds until what a program printed before it ended has surely come."""

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
    service, ring = service_of(url), _keyring()
    return _asked(lambda: ring.get_password(service, user))


def keep_in_keyring(url: str, user: str, password: str) -> None:
    """Otherwise as `read_keyring`. Raises SettingsError for a keyring that does not keep it."""
    service, ring = service_of(url), _keyring()
    _asked(lambda: ring.set_password(service, user, password))
    if read_keyring(url, user) != password:
        raise SettingsError(
            "The keyring took the password and does not have it.",
            hint="Choose another keyring (keyring --list-backends), or another way to the password.",
        )


def forget_in_keyring(url: str, user: str) -> bool:
    """Whether there was a password to forget; otherwise as `read_keyring`."""
    service, ring = service_of(url), _keyring()
    if read_keyring(url, user) is None:
        return False
    _asked(lambda: ring.delete_password(service, user))
    return True


def service_of(url: str) -> str:
    """Under what the keyring keeps the passwords of a server: its origin, however it is spelt, so that they
    go to no other. Raises UsageError for an address that is none or not safe."""
    return f"calsync {origin(url).url}"


def from_command(words: Sequence[str]) -> str:
    """The first line that the program prints. It runs without a shell and may ask on the terminal. Raises
    SettingsError if there is no such program, AccessRefused if it gives no password."""
    program = words[0]
    speaks = sys.stderr is not None and sys.stderr.isatty()
    hint = "Run it yourself to see what it says; it has to print the password on its first line."
    try:
        code, printed = _ran(words, stderr=None if speaks else subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise AccessRefused(
            f"The password command “{program}” gave no answer in {LONGEST_WAIT} seconds.", hint=hint
        ) from None
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "it is no name of a program"
        # What is no program may be the password itself, so it is not repeated.
        raise SettingsError(
            f"The password command cannot be run: {why}.",
            hint="Name a program that is there, with its arguments, as in: pass show dav",
        ) from None
    if code:
        how = f"ended with code {code}" if code > 0 else "was stopped"
        raise AccessRefused(f"The password command “{program}” {how}.", hint=hint)
    line = printed.split(b"\n", 1)[0].removesuffix(b"\r")
    try:
        password = line.decode("utf-8-sig")  # some shells of Windows begin so
    except UnicodeDecodeError:
        password = ""
    if not password or len(password) > LONGEST_PASSWORD or not password.isprintable():
        raise AccessRefused(f"The password command “{program}” printed no password.", hint=hint)
    return password


def _ran(words: Sequence[str], *, stderr: int | None) -> tuple[int, bytes]:
    """How the program ended, and the beginning of what it printed: no more of it is kept, and nothing is
    waited for that it left running."""
    from threading import Thread

    kept = bytearray()
    process = subprocess.Popen(list(words), stdout=subprocess.PIPE, stderr=stderr)
    out = process.stdout
    assert out is not None

    def read() -> None:
        with out:
            while piece := os.read(out.fileno(), 1 << 16):
                kept.extend(piece[: _MOST_READ - len(kept)])

    reading = Thread(target=read, daemon=True)
    reading.start()
    try:
        code = process.wait(LONGEST_WAIT)
    except BaseException:
        process.kill()
        process.wait()
        raise
    reading.join(_LAST_WORDS)
    return code, bytes(kept)


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
