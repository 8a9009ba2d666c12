"""Envelope: the bytes of a centre's summary, with schema, checksum and signature, and back.

A file is one line of JSON: the schema, the SHA-256 of the summary's own bytes, the signature if
there is one, and the summary. The bytes are checked before anything in them is understood, and
what was understood, written again, must be the same bytes: so that no key stands twice, nothing
unknown is passed over, and no two readers see different numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import msgspec

from aci_core.domain.errors import AciError
from aci_core.federation.centre import CentreSummary, centre_from_json, centre_to_json
from aci_core.federation.plausible import require_plausible
from aci_core.federation.signature import Key, is_signed, public_text, sign
from aci_core.summaries import summary_to_json

FORMAT: Final = "aci-centre-1"
MOST_BYTES: Final = 4 << 20  # a summary of twenty thousand patients has a tenth of it
_MOST_PARTS = 100_000  # lists and objects: what they need in memory is bounded before it is taken
_ANY_FORMAT = re.compile(r"aci-[a-z]{1,20}-\d{1,6}")


class _Head(msgspec.Struct):
    format: str


class _Signature(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    value: str


class _Envelope(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    format: str
    sha256: str
    signature: _Signature | None = None
    centre: msgspec.Raw


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """A summary that was read, and what is known of its file.

    Parameters
    ----------
    centre : CentreSummary
    sha256 : str
        Of the summary's bytes, in hexadecimal digits.
    signer : str or None
        The public key that signed it; None where nobody did.
    """

    centre: CentreSummary
    sha256: str
    signer: str | None = None


def write(one: CentreSummary, key: Key | None = None) -> bytes:
    """The file of a centre's summary.

    Parameters
    ----------
    one : CentreSummary
    key : Key, optional
        Signs it.
    """
    payload = _payload(one)
    digest = hashlib.sha256(payload).digest()
    head: dict[str, object] = {"format": FORMAT, "sha256": digest.hex()}
    if key is not None:
        head["signature"] = {"key": public_text(key), "value": sign(key, digest)}
    return _dumps(head)[:-1] + b',"centre":' + payload + b"}\n"


def read(data: bytes, trust: Collection[str] = ()) -> Opened:
    """The summary of a file, once nothing speaks against it.

    Parameters
    ----------
    data : bytes
    trust : collection of str
        Public keys, one of which must have signed; empty where that is not asked.

    Raises
    ------
    AciError
        ``summary_too_large``, ``summary_invalid``, ``summary_schema``, ``summary_damaged``,
        ``summary_signature``, ``summary_unsigned``, ``summary_untrusted``, ``summary_impossible``.

    Examples
    --------
    >>> read(b"[" * 1_000)
    Traceback (most recent call last):
    aci_core.domain.errors.AciError: summary_invalid
    """
    if len(data) > MOST_BYTES:
        raise AciError("summary_too_large", limit_mb=MOST_BYTES >> 20)
    envelope = _opened(data)
    payload = bytes(envelope.centre)
    digest = hashlib.sha256(payload).digest()
    if not hmac.compare_digest(digest.hex().encode(), envelope.sha256.encode()):
        raise AciError("summary_damaged")
    signer = _signer(envelope.signature, digest, trust)
    one = centre_from_json(_parsed(payload))
    require_plausible(one.summary)
    if _payload(one) != payload:
        raise AciError("summary_damaged")
    return Opened(one, digest.hex(), signer)


def refuse_twice(opened: Sequence[Opened]) -> None:
    """Refuse a summary that is there twice, whatever its centre is called.

    Parameters
    ----------
    opened : sequence of Opened

    Raises
    ------
    AciError
        ``summary_twice``. Two summaries of one centre that differ are refused where centres are
        compared (``centre_twice``).
    """
    numbers = [_numbers(one.centre) for one in opened]
    for (a, of_a), (b, of_b) in combinations(zip(opened, numbers, strict=True), 2):
        if a.sha256 == b.sha256 or of_a == of_b:
            raise AciError("summary_twice", first=a.centre.centre, second=b.centre.centre)


def _opened(data: bytes) -> _Envelope:
    if data.count(b"[") + data.count(b"{") > _MOST_PARTS:
        raise AciError("summary_invalid", part="format")
    try:
        found = msgspec.json.decode(data, type=_Head).format
        if found != FORMAT and _ANY_FORMAT.fullmatch(found):
            raise AciError("summary_schema", found=found, known=FORMAT)
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise AciError("summary_invalid", part="format") from error
    if envelope.format != FORMAT:
        raise AciError("summary_invalid", part="format")
    return envelope


def _parsed(payload: bytes) -> object:
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise AciError("summary_invalid", part="centre") from error


def _signer(signature: _Signature | None, digest: bytes, trust: Collection[str]) -> str | None:
    if signature is None:
        if trust:
            raise AciError("summary_unsigned")
        return None
    if not is_signed(signature.key, signature.value, digest):
        raise AciError("summary_signature")
    if trust and signature.key not in trust:
        raise AciError("summary_untrusted", key=signature.key)
    return signature.key


def _payload(one: CentreSummary) -> bytes:
    # Read once, so that what is written is what reading it gives: 0 is 0.0 where a number is meant.
    return _dumps(centre_to_json(centre_from_json(centre_to_json(one))))


def _numbers(one: CentreSummary) -> bytes:
    return hashlib.sha256(_dumps(summary_to_json(one.summary))).digest()


def _dumps(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()
