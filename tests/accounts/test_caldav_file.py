"""The configuration of caldav and plann, as it is found there."""

from __future__ import annotations

from pathlib import Path

import pytest

from calsync.errors import SettingsError
from calsync.stores.caldav_file import environment_sign_in, sections, sign_in


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shared.yaml"
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(path))
    return path


def test_sections_with_all_that_the_format_allows(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHO", "dana")
    file.write_text(
        """
work: {inherits: base, username: "${WHO}", calendar_name: Jobs, password: hunter2}
base: {kind: caldav, url: "https://dav.example/", ssl_verify_cert: /home/dana/ca.pem, auth_type: digest}
gone: {kind: caldav, url: "https://off.example/", disable: true}
all: {contains: [work, base]}
phone: {kind: jmap, url: "https://jmap.example/"}
apple: {caldav_features: icloud, caldav_user: dana@icloud.com, caldav_pass: hunter2}
default: {caldav_url: "https://usual.example/", caldav_user: dana, caldav_pass: hunter2}
""",
        encoding="utf-8",
    )
    found = sections()
    assert [(each.name, each.url, each.user) for each in found] == [
        ("default", "https://usual.example/", "dana"),
        ("work", "https://dav.example/", "dana"),
        ("base", "https://dav.example/", ""),
        ("apple", "", "dana@icloud.com"),
    ]
    work = sign_in(file, "work")
    assert (work.url, work.user, work.password) == ("https://dav.example/", "dana", "hunter2")
    assert (work.auth, work.ca_file, work.calendar) == ("digest", "/home/dana/ca.pem", "Jobs")
    assert "hunter2" not in repr(work)
    assert sign_in(file, "apple").url == "https://caldav.icloud.com/"
    with pytest.raises(SettingsError, match="not one calendar server"):
        sign_in(file, "all")


def test_variables_for_another_server_do_not_change_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("default: {caldav_url: 'https://dav.example/', caldav_user: a, caldav_pass: b}", "utf-8")
    monkeypatch.setenv("CALDAV_PASSWORD", "of another server")
    assert sign_in(file, "default").password == "b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("default: {caldav_features: nosuch}", "does not say where the server is"),
        ("default: {caldav_url: 'https://dav.example/', caldav_auth_type: ntlm}", "unknown “auth_type”"),
        ("default: {caldav_url: 'https://dav.example/', caldav_ssl_verify_cert: 'no'}", "certificates off"),
        ("default: {caldav_url: 'https://dav.example/', caldav_headers: {X: y}}", "sets “headers”"),
        ("default: {caldav_url: 'https://dav.example/', caldav_password_command: 'cat x'}", "must be a list"),
        ("default: {caldav_url: 'https://dav.example/', caldav_password_command: ['false']}", "status 1"),
    ],
)
def test_what_will_not_do(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    assert len(sections()) == 1
    with pytest.raises(SettingsError) as caught:
        sign_in(file, "default")
    assert said in caught.value.message
    assert caught.value.hint


def test_a_command_in_a_file_that_others_can_write_is_not_run(file: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    file.write_text(
        f"default: {{caldav_url: 'https://dav.example/', caldav_password_command: [touch, '{mark}']}}",
        "utf-8",
    )
    file.chmod(0o666)
    with pytest.raises(SettingsError, match="writable by group or others"):
        sign_in(file, "default")
    assert not mark.exists()


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_sign_in() is None
    monkeypatch.setenv("CALDAV_URL", "https://dav.example/")
    monkeypatch.setenv("CALDAV_USER", "dana")
    monkeypatch.setenv("CALDAV_PASS", "hunter2")
    found = environment_sign_in()
    assert found is not None
    assert (found.url, found.user, found.password, found.ca_file) == (
        "https://dav.example/",
        "dana",
        "hunter2",
        None,
    )
    monkeypatch.setenv("CALDAV_PASSWORD_COMMAND", "cat x")
    with pytest.raises(SettingsError, match="more than once") as caught:
        environment_sign_in()
    assert "hunter2" not in caught.value.message
