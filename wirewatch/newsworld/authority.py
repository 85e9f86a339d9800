"""Sign certificates for the world's TLS outlets: good ones, and all kinds of bad ones.

    authority = Authority(folder, now=clock.now())
    SSL_CERT_FILE=authority.root      whom a reader must trust

Outlets are known by address, so a certificate names an IP address.  It is checked by the
machine's clock, whatever the world's says: a good one holds at both.

The one module here that needs `cryptography`, which the demo does without; whoever wants
TLS outlets makes an authority and hands it to `serve`.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)
_LONG = 3650 * _DAY
_SOON = 5 * _DAY


class Kind(StrEnum):
    """What a certificate is like."""

    GOOD = "good"
    EXPIRING = "expiring"  # within days of the world's clock
    EXPIRED = "expired"
    WRONG_HOST = "wrong host"
    UNKNOWN = "unknown"  # signed by an authority that nobody trusts


class Authority:
    """Signs what the outlets show; `root` is the file of those who trust it."""

    def __init__(self, folder: Path, *, now: datetime) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._world = folder, now
        self._machine = datetime.now(UTC)
        self._ours, self._theirs = self._signer("Karvistan Trust"), self._signer("Nobody's Trust")
        self.root = folder / "root.pem"
        self.root.write_bytes(_pem(self._ours[0]))
        self._made: dict[tuple[str, str], ssl.SSLContext] = {}

    def context(self, host: str, kind: str) -> ssl.SSLContext:
        """Return the server's side of TLS for an address, with a certificate of this kind."""
        known = self._made.get((host, kind))
        if known is None:
            known = self._made[host, kind] = self._context(host, Kind(kind))
        return known

    def _context(self, host: str, kind: Kind) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = "192.0.2.1" if kind is Kind.WRONG_HOST else host
        ends = max(self._machine, self._world) + _LONG
        if kind is Kind.EXPIRING:
            ends = max(self._machine + _DAY, self._world + _SOON)
        elif kind is Kind.EXPIRED:
            ends = self._machine - _DAY
        signer, signing = self._theirs if kind is Kind.UNKNOWN else self._ours
        asked = _builder(host, key, issuer=signer.subject, ends=ends, machine=self._machine)
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))])
        signed = asked.add_extension(alternative, critical=False).sign(signing, hashes.SHA256())
        path = self._folder / f"{host}-{kind.name.lower()}.pem"
        path.write_bytes(_secret(key) + _pem(signed))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signer(self, name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        ends = max(self._machine, self._world) + 2 * _LONG
        asked = _builder(name, key, issuer=subject, ends=ends, machine=self._machine)
        asked = asked.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        return asked.sign(key, hashes.SHA256()), key


def _builder(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    issuer: x509.Name,
    ends: datetime,
    machine: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(machine - 30 * _DAY)
        .not_valid_after(ends)
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
