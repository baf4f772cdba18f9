"""A submission's hash can be recomputed by anyone: RFC 8785, then SHA-256."""

import hashlib
import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules.receipts import AttachedFile, canonical, sha256, submission_content

json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=15,
)  # fmt: skip


# IEEE 754 bits and their text, from RFC 8785, appendix B.
@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_as_the_standard_has_them(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number) == text.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-12, "-12"),
        (100, "100"),
        (2**53 - 1, "9007199254740991"),
        (2**53 + 1, "9007199254740992"),
        (2**1024 - 2**970 - 1, "1.7976931348623157e+308"),
        (-(2**60), "-1152921504606847000"),
        (10**22, "1e+22"),
        (1.0, "1"),
        (1e2, "100"),
        (4.50, "4.5"),
        (0.5, "0.5"),
        ("", '""'),
        ([], "[]"),
        ({}, "{}"),
        ((1, "a"), '[1,"a"]'),
        ({"b": 1, "a": [{"d": None, "c": True}]}, '{"a":[{"c":true,"d":null}],"b":1}'),
        ("€$\x0f\nA'B\"\\\\\"/\x7f", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'),
        ({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
         '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'),
    ],
)  # fmt: skip
def test_values_as_the_standard_has_them(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        2**1024 - 2**970,
        -(2**1024),
        10**400,
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {1},
    ],
)
def test_what_json_cannot_carry_exactly_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"not JSON|surrogates"):
        canonical(value)


@given(json_values)
def test_reads_back_as_the_same(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text, parse_int=float) == value
    assert canonical(json.loads(text)) == text


PDF = AttachedFile("budget", "budget.pdf", "ab" * 32, 10)
PNG = AttachedFile("budget", "a.png", "cd" * 32, 20)
MAP = AttachedFile("area", "z.png", "ef" * 32, 30)


def content(*attachments: AttachedFile, **answers: object) -> dict[str, Any]:
    return submission_content(call="first", stage="s1", form_version=3, answers=answers, attachments=attachments)


def test_content_says_everything_in_one_order() -> None:
    assert content(PDF, MAP, PNG, name="Well") == {
        "call": "first",
        "stage": "s1",
        "form_version": 3,
        "answers": {"name": "Well"},
        "attachments": [
            {"question": "area", "name": "z.png", "sha256": "ef" * 32, "size": 30},
            {"question": "budget", "name": "a.png", "sha256": "cd" * 32, "size": 20},
            {"question": "budget", "name": "budget.pdf", "sha256": "ab" * 32, "size": 10},
        ],
    }


def test_hash_of_a_known_submission() -> None:
    text = '{"answers":{"name":"Wéll"},"attachments":[],"call":"first","form_version":3,"stage":"s1"}'
    assert sha256(content(name="Wéll")) == hashlib.sha256(text.encode()).hexdigest()


def test_hash_ignores_order_and_sees_every_change() -> None:
    same = {sha256(content(PDF, PNG, a="1", b="2")), sha256(content(PNG, PDF, b="2", a="1"))}
    assert len(same) == 1
    changed = [content(PDF, a="1", b="2"), content(PDF, PNG, a="1", b="3"), content(PDF, PNG, a="1")]
    assert len(same | {sha256(one) for one in changed}) == 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.5, "0.5"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers_at_the_ends_of_plain_digits(value: float, text: str) -> None:
    assert canonical(value) == text.encode()
