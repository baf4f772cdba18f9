"""Keys that put values in order as texts do by code point: one column sorts numbers, dates and names alike."""

from decimal import Decimal

LONGEST = 200
_LARGEST_EXPONENT = 400


def number_key(value: Decimal) -> str:
    """A key that sorts as the number does; finite numbers between 1e-400 and 1e400.

    "6" + exponent + digits for positive ones; for negative ones "4" + the same in complement, ended by what is above
    every digit, since of two numbers that begin alike the longer one is the lower; zero is "5".
    """
    if not value:
        return "5"
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    exponent = min(max(value.adjusted(), -_LARGEST_EXPONENT), _LARGEST_EXPONENT) + 500
    size = f"{exponent:03}{digits}"
    if value > 0:
        return f"6{size}"
    return "4" + "".join(str(9 - int(digit)) for digit in size) + "~"


def number_of(key: str) -> Decimal:
    """The number of a key."""
    if key == "5":
        return Decimal(0)
    if key[0] == "4":
        return number_of("6" + "".join(str(9 - int(digit)) for digit in key[1:-1])).copy_negate()
    # By its parts: arithmetic would round to the digits of the context.
    digits = tuple(map(int, key[4:]))
    return Decimal((0, digits, int(key[1:4]) - 500 - (len(digits) - 1)))
