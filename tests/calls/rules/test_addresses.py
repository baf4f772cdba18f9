"""Web and e-mail addresses: real ones in, pretended ones out."""

import pytest

from app.calls.rules.forms import TYPES
from app.calls.rules.questions.contacts import is_email


def found(kind: str, answer: object) -> list[str]:
    return [one.code for one in TYPES[kind].check({"key": "q", "type": kind}, answer)]


URLS = [
    "example.org", "ftp://example.org", "//example.org", "https://", "https://localhost", "https://user@example.org",
    "https://a@b.c:d@example.org", "https://exa mple.org", "https://example.org/a b", "https://example.org/\n",
    "https://example..org", "https://-a.org", "https://a-.org", "https://example.org:99999", "https://example.org:x",
    "https://[::1", "javascript:alert(1)", "https://example.org/\u202e", "https://example.org/<script>",
    "https://example.org/\ud800", "https://" + "a" * 64 + ".org", "HTTPS://example.org", "https://a_.org", "",
]  # fmt: skip


@pytest.mark.parametrize("url", [*URLS, None, 5, "https://example.org/" + "a" * 2029])
def test_refuses_addresses_that_lead_nowhere_or_pretend(url: object) -> None:
    assert found("url", url) == ["not_a_url"]


def test_accepts_the_longest_address_and_label() -> None:
    assert found("url", "https://example.org/" + "a" * 2028) == []
    assert found("url", "https://" + "a" * 63 + ".org") == []


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a@", "@b.org", "a@b", "a@b@c.org", "a b@c.org", ".a@b.org", "a.@b.org", "a..b@c.org", "a@-b.org",
        "a@b-.org", "a@b..org", "a@b.org\n", "<a@b.org>", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org",
        "a" * 65 + "@b.org", "a@" + "b" * 64 + ".org", "a" * 64 + "@" + "b.".join(["b"] * 96) + ".org",
    ],
)  # fmt: skip
def test_refuses_what_is_no_email_address(text: str) -> None:
    assert found("email", text) == ["not_an_email"]


def test_email_takes_only_text_and_up_to_the_limits() -> None:
    assert found("email", 5) == ["not_an_email"]
    assert is_email("a" * 64 + "@b.org")
    longest = "a" * 64 + "@" + ".".join(["b" * 62] * 3)
    assert [len(longest), is_email(longest), is_email(f"{longest}.c")] == [253, True, False]
    assert is_email(f"{longest}c")
