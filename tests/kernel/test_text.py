"""People's text is shown without doing anything."""

import pytest

from app.kernel import text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**b** _i_", "<p><strong>b</strong> <em>i</em></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,y)", "<p>[x](data:text/html,y)</p>"),
        (
            "[x](https://e.org)",
            '<p><a href="https://e.org" rel="nofollow ugc noopener noreferrer">x</a></p>',
        ),
        ("# One", "<h3>One</h3>"),
        ("##### Five", "<h6>Five</h6>"),
        ("a\nb", "<p>a<br>\nb</p>"),
    ],
)
def test_markdown(written, shown):
    assert text.markdown(written) == f'<div class="cw-prose" dir="auto">{shown}\n</div>'


def test_a_picture_is_not_fetched():
    assert "<img" not in text.markdown("![a](https://tracker.example/pixel.png)")


def test_deep_nesting_ends():
    assert len(text.markdown(">" * 5000 + "x")) < 100_000


def test_empty_text_is_nothing():
    assert (text.markdown(None), text.markdown(""), text.nl2p(None), text.excerpt(None)) == ("", "", "", "")


def test_plain_text_keeps_its_paragraphs():
    expected = '<p class="govuk-body" dir="auto">a &lt;b&gt;<br>b</p><p class="govuk-body" dir="auto">c</p>'
    assert text.nl2p("a <b>\r\nb\r\n\r\nc\n") == expected


def test_an_excerpt_is_plain_and_ends_at_a_word():
    assert text.excerpt("**Hello**, [you](https://e.org) & *me*") == "Hello, you & me"
    assert text.excerpt("one two, three", 9) == "one two…"


def test_initials():
    assert [text.initials(name) for name in ("Ada Lovelace", "Ngũgĩ wa Thiong'o", "x", "")] == ["AL", "NT", "X", ""]


def test_names_sort_as_in_a_dictionary():
    names = ["Zoë", "«Élan»", "eland", "Østfold", "osram", "Æther", "Ærø", "Łódź", "lodge"]
    assert sorted(names, key=text.sort_key) == [
        "Ærø", "Æther", "«Élan»", "eland", "lodge", "Łódź", "osram", "Østfold", "Zoë",
    ]  # fmt: skip
