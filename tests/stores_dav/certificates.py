"""Certificates for servers on loopback, made anew in each run: no key lies in the repository."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)


@cache
def certificates() -> Path:
    """A folder with own.pem (self-signed, good), expired.pem and another_name.pem, each with its key."""
    folder = Path(tempfile.mkdtemp(prefix="calsync-certificates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    now = datetime.now(UTC)
    here = x509.IPAddress(ip_address("127.0.0.1"))
    _write(folder / "own.pem", here, since=now - YEAR, until=now + YEAR)
    _write(folder / "expired.pem", here, since=now - 2 * YEAR, until=now - YEAR)
    _write(folder / "another_name.pem", x509.DNSName("other.example"), since=now - YEAR, until=now + YEAR)
    return folder


def _write(path: Path, name: x509.GeneralName, *, since: datetime, until: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calsync test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
