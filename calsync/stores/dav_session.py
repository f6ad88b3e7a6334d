"""niquests as we want it. Loaded when the first request is made: it is what takes longest to load."""

from __future__ import annotations

import logging

import niquests

for _library in ("caldav", "niquests", "urllib3", "urllib3_future"):
    # What they warn of comes out as an error of ours; unasked, Python would print it, addresses and all.
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False


class Session(niquests.Session):
    """Does nothing behind our back: follows no redirect, reads no answer, asks nobody else."""

    def __init__(self, *, proxies_of_environment: bool) -> None:
        super().__init__(
            # One request at a time: nothing newer than HTTP/1.1 gains anything there, and HTTP/3 would be
            # tried unasked. Revocation would be asked of third parties.
            disable_http2=True,
            disable_http3=True,
            revocation_configuration=None,
            headers={"User-Agent": "calsync", "Accept-Encoding": "gzip, deflate"},
        )
        self.trust_env = proxies_of_environment

    def get_redirect_target(self, resp: niquests.Response) -> None:
        """None, always: niquests would drop the body of a PUT on the way and turn it into a GET after a 302,
        and it reads the answer with the redirect whatever its size."""
