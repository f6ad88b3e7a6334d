"""The least a sync can cost: the same requests and nothing else, over one connection that is kept.

A script of the standard library alone. It says how many seconds it worked, without its start.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_OBJECT = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
_CHANGES = (
    f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{{token}}</D:sync-token>"
    "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
)
_THESE = f"{_HEAD}<C:calendar-multiget {_SPACES}>{_OBJECT}{{hrefs}}</C:calendar-multiget>"
_ALL = (
    f'{_HEAD}<C:calendar-query {_SPACES}>{_OBJECT}<C:filter><C:comp-filter name="VCALENDAR"/>'
    "</C:filter></C:calendar-query>"
)
_ETAG, _HREF, _TOKEN = "{DAV:}getetag", "{DAV:}href", "{DAV:}sync-token"


class Calendar:
    """What is known of one calendar is kept in the file `state`."""

    def __init__(self, url: str, state: Path) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname or "", parts.port, parts.path
        login = f"{os.environ['DAV_USER']}:{os.environ['DAV_PASSWORD']}"
        self.login = {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}
        self.state = state
        self.etags: dict[str, str] = {}
        self.token = ""
        if state.exists():
            self.etags, self.token = json.loads(state.read_text("utf-8"))
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)

    def ask(
        self,
        method: str,
        path: str,
        body: str,
        headers: dict[str, str],
        connection: http.client.HTTPConnection,
    ) -> tuple[int, str, bytes]:
        connection.request(method, path, body=body.encode(), headers={**self.login, **headers})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status not in (200, 201, 204, 207):
            raise SystemExit(f"{method} {path}: {answer.status} {data[:200]!r}")
        return answer.status, answer.headers.get("ETag", ""), data

    def put(self, file: Path, text: str, connection: http.client.HTTPConnection) -> None:
        known = self.etags.get(file.name)
        condition = {"If-Match": known} if known else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        _, etag, _ = self.ask("PUT", self.path + quote(file.name), text, headers, connection)
        self.etags[file.name] = etag

    def put_all(self, files: Sequence[Path], writers: int) -> None:
        def some(number: int) -> None:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
            for file in files[number::writers]:
                self.put(file, file.read_bytes().decode(), connection)

        if writers == 1:
            some(0)
            return
        threads = [threading.Thread(target=some, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def report(self, body: str, depth: str) -> ET.Element:
        headers = {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
        return ET.fromstring(self.ask("REPORT", self.path, body, headers, self.connection)[2])

    def follow(self) -> list[str]:
        """The names of what changed, and of what we changed ourselves."""
        root = self.report(_CHANGES.format(token=self.token), "0")
        changed = []
        for each in root.iter("{DAV:}response"):
            name = unquote(each.findtext(_HREF, "").rsplit("/", 1)[-1])
            etag = each.findtext(f".//{_ETAG}")
            if etag and self.etags.get(name) != etag:
                changed.append(name)
                self.etags[name] = etag
        self.token = root.findtext(_TOKEN, "")
        return changed

    def keep(self) -> None:
        self.state.write_text(json.dumps([self.etags, self.token]), "utf-8")


def main(scenario: str, url: str, folder: str, state: str, *more: str) -> None:
    begun = time.perf_counter()
    calendar = Calendar(url, Path(state))
    match scenario:
        case "first":
            calendar.put_all(sorted(Path(folder).iterdir()), int(more[0]) if more else 1)
        case "after" | "nothing":
            calendar.follow()
        case "ours":
            calendar.follow()
            file = Path(folder) / more[0]
            calendar.put(file, file.read_bytes().decode(), calendar.connection)
        case "theirs":
            hrefs = "".join(f"<D:href>{calendar.path}{quote(name)}</D:href>" for name in calendar.follow())
            calendar.report(_THESE.format(hrefs=hrefs), "1")
        case "everything":
            calendar.report(_ALL, "1")
        case _:
            raise SystemExit(f"no scenario {scenario}")
    calendar.keep()
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main(*sys.argv[1:])
