"""Radicale, with one user and a password."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import running
from tests.servers.server import Server

USER = "alice"


@contextmanager
def running_radicale(
    folder: Path, *, user: str = USER, settings: Mapping[str, Mapping[str, str]] | None = None
) -> Iterator[Server]:
    """Radicale with everything it keeps in the folder. `settings` are added to its own, by section."""
    folder.mkdir(parents=True, exist_ok=True)
    password, log = secrets.token_urlsafe(12), folder / "radicale.log"
    (folder / "users").write_text(f"{user}:{password}\n", encoding="utf-8")
    own = {
        "auth": {
            "type": "htpasswd",
            "htpasswd_filename": str(folder / "users"),
            "htpasswd_encryption": "plain",
            "delay": "0.001",  # what a wrong password costs; a second by default
        },
        "server": {"delay_on_error": "0.001"},
        "storage": {"filesystem_folder": str(folder / "collections")},
        "logging": {"level": "warning"},
    }
    for section, values in (settings or {}).items():
        own[section] = {**own.get(section, {}), **values}
    config = folder / "radicale.conf"
    config.write_text(_ini(own), encoding="utf-8")
    options = ["--config", str(config), "--hosts"]
    with running("radicale", lambda port: [*options, f"127.0.0.1:{port}"], log=log) as port:
        url = f"http://127.0.0.1:{port}/"
        yield Server(
            name="radicale",
            url=url,
            home=f"{url}{user}/",
            user=user,
            password=password,
            folder=folder,
            log=log,
        )


def _ini(settings: Mapping[str, Mapping[str, str]]) -> str:
    lines = []
    for section, values in settings.items():
        lines += [f"[{section}]", *(f"{name} = {value}" for name, value in values.items())]
    return "\n".join(lines) + "\n"
