"""Why a certificate was not accepted: the cause named in S2 (ui.md §6)."""

import socket
import ssl
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.x509.oid import NameOID

from splynx_xero_gui.splynx.errors import (
    certificate_expired,
    certificate_not_yet_valid,
    certificate_of_another,
    certificate_unknown,
)

# OpenSSL's X509_V_ERR_* numbers.
_NOT_YET_VALID, _EXPIRED, _HOSTNAME, _IP_ADDRESS = 9, 10, 62, 64


@dataclass(frozen=True, slots=True)
class Certificate:
    """What we tell of a certificate that was refused."""

    name: str
    valid_from: date
    valid_to: date


def verification_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The refusal of a certificate hidden somewhere in an exception of requests, None where it was none."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        inner = pending.pop()
        if not isinstance(inner, BaseException) or id(inner) in seen:
            continue
        if isinstance(inner, ssl.SSLCertVerificationError):
            return inner
        seen.add(id(inner))
        pending += [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]
    return None


def cause_of(error: ssl.SSLCertVerificationError, host: str, port: int, timeout: float) -> str:
    """Completes "Its certificate …". Looks at the certificate once more, without sending anything."""
    code = error.verify_code
    if code not in (_NOT_YET_VALID, _EXPIRED, _HOSTNAME, _IP_ADDRESS):
        return certificate_unknown()
    certificate = _look_at(host, port, timeout)
    if code == _EXPIRED:
        return certificate_expired(certificate.valid_to if certificate else None)
    if code == _NOT_YET_VALID:
        return certificate_not_yet_valid(certificate.valid_from if certificate else None)
    return certificate_of_another(certificate.name if certificate else "")


def _look_at(host: str, port: int, timeout: float) -> Certificate | None:
    # Unverified on purpose: the connection is closed right after the handshake and carries not one byte of ours.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), timeout) as plain:
            with context.wrap_socket(plain, server_hostname=host) as secured:
                der = secured.getpeercert(binary_form=True)
        return _described(x509.load_der_x509_certificate(der)) if der else None
    except (OSError, ValueError):
        return None


def _described(certificate: x509.Certificate) -> Certificate:
    names: list[str] = []
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [str(name) for name in extension.get_values_for_type(x509.DNSName)]
        names += [str(address) for address in extension.get_values_for_type(x509.IPAddress)]
    except x509.ExtensionNotFound:
        names = [str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return Certificate(
        name=names[0] if names else "",
        valid_from=certificate.not_valid_before_utc.date(),
        valid_to=certificate.not_valid_after_utc.date(),
    )
