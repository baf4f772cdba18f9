"""Identifiers of organisations and people that the world shares, with the check digits that find slips."""

import re

ROR = "https://ror.org/"
ORCID = "https://orcid.org/"

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(f"0[{_CROCKFORD}]{{6}}[0-9]{{2}}")
_ORCID = re.compile("[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_FRONT = re.compile("^(https?://)?(www\\.)?(ror\\.org|orcid\\.org)/", re.IGNORECASE)


def normal_ror(text: str) -> str | None:
    """A ROR id as its address; None if it is none. The last two digits are ISO 7064 MOD 97-10 of the rest."""
    found = _FRONT.sub("", text.strip()).lower()
    if not _ROR.fullmatch(found):
        return None
    number = 0
    for char in found[:7]:
        number = number * 32 + _CROCKFORD.index(char)
    return f"{ROR}{found}" if int(found[7:]) == 98 - number * 100 % 97 else None


def normal_orcid(text: str) -> str | None:
    """An ORCID iD as its address; None if it is none. The last character is ISO 7064 MOD 11-2 of the rest."""
    found = _FRONT.sub("", text.strip()).upper()
    if not _ORCID.fullmatch(found):
        return None
    digits = found.replace("-", "")
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    return f"{ORCID}{found}" if "0123456789X"[(12 - total % 11) % 11] == digits[15] else None
