"""Signature of a centre's summary: Ed25519, with a key that the centre keeps to itself.

A checksum shows that a file is whole, a signature who made it: whoever can write a file can write
its checksum too. The key is a file of PEM (PKCS 8) that never leaves the centre; its public half,
a line of text, is told to the coordinator once, by another way than the summaries.

References
----------
.. [1] Josefsson S, Liusvaara I. Edwards-Curve Digital Signature Algorithm (EdDSA). RFC 8032, 2017.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from aci_core.domain.errors import AciError

Key = Ed25519PrivateKey

_PREFIX: Final = "aci-key-"  # so that nobody takes a public key for anything else
# What else the key might sign is no summary.
_PURPOSE: Final = b"aci-centre-summary\n"
_BYTES: Final = 32


def new_key() -> bytes:
    """A new private key, as the file that the centre keeps.

    Examples
    --------
    >>> public_text(key_of(new_key())).startswith("aci-key-")
    True
    """
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def key_of(data: bytes) -> Key:
    """The private key of a key file.

    Parameters
    ----------
    data : bytes

    Raises
    ------
    AciError
        ``key_unreadable``.
    """
    try:
        key = serialization.load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise AciError("key_unreadable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise AciError("key_unreadable")
    return key


def public_text(key: Key) -> str:
    """The public half of a key, as the line that the coordinator is told."""
    return _text(key.public_key().public_bytes_raw())


def trusted(text: str) -> frozenset[str]:
    """The public keys of a text: one a line, or separated by blanks or commas.

    Parameters
    ----------
    text : str

    Raises
    ------
    AciError
        ``key_public`` with the word that is none.

    Examples
    --------
    >>> trusted("aci-key-x")
    Traceback (most recent call last):
    aci_core.domain.errors.AciError: key_public
    """
    words = text.replace(",", " ").split()
    for word in words:
        if _public(word) is None:
            raise AciError("key_public", text=word[:20])
    return frozenset(words)


def sign(key: Key, digest: bytes) -> str:
    """The signature of a checksum, in base64."""
    return base64.b64encode(key.sign(_PURPOSE + digest)).decode()


def is_signed(public: str, signature: str, digest: bytes) -> bool:
    """Whether the owner of a public key signed this checksum."""
    key = _public(public)
    try:
        raw = base64.b64decode(signature, validate=True)
        if key is None:
            return False
        key.verify(raw, _PURPOSE + digest)
    except (binascii.Error, InvalidSignature, ValueError):
        return False
    return True


def _text(raw: bytes) -> str:
    return _PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _public(text: str) -> Ed25519PublicKey | None:
    if not text.startswith(_PREFIX):
        return None
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(_PREFIX) + "=")
        # One key has one text: what decodes to the same is not the same.
        same = len(raw) == _BYTES and _text(raw) == text
        return Ed25519PublicKey.from_public_bytes(raw) if same else None
    except (binascii.Error, ValueError):
        return None
