"""The exception that a user may see: a message key and its facts, no sentence."""

from __future__ import annotations

Fact = str | int | float


class AciError(Exception):
    """Invalid input, or a request that cannot be answered.

    Parameters
    ----------
    code : str
        Key of the message in the catalogue, under ``error.``.
    **facts : str, int or float
        Filled into the message. Never a patient's value: an error's text may
        reach a log; values are kept in an `Issue`.

    Examples
    --------
    >>> AciError("file_too_large", limit_mb=200).code
    'file_too_large'
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
