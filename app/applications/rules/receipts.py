"""The content of a submission as bytes anyone can make again, and their SHA-256.

To recompute a receipt's hash: take the JSON object {"answers", "attachments", "call", "form_version",
"stage"} that the API shows as the submission's content, write it in the JSON Canonicalization Scheme (RFC 8785: members
sorted by UTF-16 code units, no insignificant space, shortest numbers, UTF-8), and take the SHA-256 of
the bytes. Attachments are {"name", "question", "sha256", "size"}, sorted by question, name and hash.
The receipt's page gives the file those bytes are, so that no program need be written.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

LARGEST = 2**1024 - 2**970
"""The least whole number that rounds to infinity as a double."""


@dataclass(frozen=True, slots=True, order=True)
class AttachedFile:
    """A file that is part of a submission; `size` in bytes, `sha256` of its bytes in lower-case hex."""

    question: str
    name: str
    sha256: str
    size: int


def submission_content(
    *, call: str, stage: str, form_version: int, answers: Mapping[str, Any], attachments: Iterable[AttachedFile]
) -> dict[str, Any]:
    """What a submission says: `call` its slug, `stage` its id; the order attachments come in does not matter."""
    return {
        "call": call,
        "stage": stage,
        "form_version": form_version,
        "answers": dict(answers),
        "attachments": [asdict(file) for file in sorted(attachments)],
    }


def sha256(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in lower-case hex. Raises ValueError as `canonical` does."""
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(value: object) -> bytes:
    """A value as RFC 8785 writes it; raises ValueError on what JSON cannot carry (lone surrogates, NaN, infinity).

    Every number is an IEEE 754 double, as the standard has it: whole numbers beyond 2⁵³ lose digits.
    """
    return _write(value).encode()


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=_utf16)
        return "{" + ",".join(f"{_string(key)}:{_write(member)}" for key, member in members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return _number(value)
    return _string(value)


def _utf16(member: tuple[object, object]) -> bytes:
    return str(member[0]).encode("utf-16-be")


def _string(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    raise ValueError(f"not JSON: {type(value).__name__}")


def _number(value: float) -> str:
    """A number as ECMAScript writes it (ECMA-262, Number::toString)."""
    if value == 0:
        return "0"
    if not abs(value) < LARGEST:
        raise ValueError("not JSON: a number that is not finite")
    # The shortest digits that read back as the same number: Python's repr finds the same ones.
    mantissa, _, exponent = f"{Decimal(repr(abs(float(value)))).normalize():E}".partition("E")
    return ("-" if value < 0 else "") + _place(mantissa.replace(".", ""), int(exponent) + 1)


def _place(digits: str, point: int) -> str:
    """Digits with the decimal point after the first `point` of them, as plain digits or with an exponent."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
