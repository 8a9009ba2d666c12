"""Encryption of shares: the stored bytes can be read with the link's token only.

The key of a share's body is derived from its token, which the store does not keep, and from
``ACI_STORE_KEY``, which no database keeps. A copy of the database opens nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aci_core.domain.errors import AciError

KEY = "ACI_STORE_KEY"
_SHORTEST = 32
_NONCE = 12
_PLAIN, _SEALED = b"\x00", b"\x01"


def token() -> str:
    """Make a secret of 192 random bits for a link, which a command takes for no option."""
    while (made := secrets.token_urlsafe(24)).startswith("-"):
        pass
    return made


def hash_secret(secret: str) -> str:
    """Hash of a secret, which is all the store keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Seal:
    """Encryption under the first of the host's keys, decryption under any.

    Parameters
    ----------
    keys : sequence of str
        Of ``ACI_STORE_KEY``, parted by commas: a new one goes first, an old one stays until
        what it sealed has expired. None at all: the token alone.

    Raises
    ------
    AciError
        ``store_key`` for one of fewer than 32 characters.

    Examples
    --------
    >>> Seal().open("t", Seal().close("t", b"rows"))
    b'rows'
    """

    def __init__(self, keys: tuple[str, ...] = ()) -> None:
        if any(len(key) < _SHORTEST for key in keys):
            raise AciError("store_key", least=_SHORTEST)
        self._keys = tuple(key.encode() for key in keys)

    @classmethod
    def from_environment(cls) -> Seal:
        """The seal of ``ACI_STORE_KEY``."""
        parts = (part.strip() for part in os.environ.get(KEY, "").split(","))
        return cls(tuple(part for part in parts if part))

    def close(self, token: str, body: bytes) -> bytes:
        """The body, sealed for the holders of the token."""
        return _encrypt(_key(token.encode(), (self._keys or (b"",))[0]), body)

    def open(self, token: str, sealed: bytes) -> bytes | None:
        """The body; None where neither key fits or a bit of it was changed."""
        # Without a key too: what was shared before one was set stays open until it expires.
        for key in (*self._keys, b""):
            body = _decrypt(_key(token.encode(), key), sealed)
            if body is not None:
                return body
        return None

    def close_label(self, label: str) -> bytes:
        """A label: the list is shown without tokens, so it is sealed by the host's key alone."""
        if not self._keys:
            return _PLAIN + label.encode()
        return _SEALED + _encrypt(_key(b"label", self._keys[0]), label.encode())

    def open_label(self, sealed: bytes) -> str:
        """The label; empty where its key is gone."""
        if sealed[:1] == _PLAIN:
            return sealed[1:].decode("utf-8", "replace")
        for key in self._keys:
            label = _decrypt(_key(b"label", key), sealed[1:])
            if label is not None:
                return label.decode("utf-8", "replace")
        return ""


def _key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt or None, info=b"aci-share-1").derive(secret)


def _encrypt(key: bytes, data: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _decrypt(key: bytes, sealed: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except (InvalidTag, ValueError):
        return None
