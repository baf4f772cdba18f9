"""Text from people made safe to show, and keys that put names in order."""

import functools
import unicodedata
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MEMOISED_CHARACTERS = 8000


def _make_parser() -> MarkdownIt:
    # Images are left out: one in a thread would tell its host who reads it, and when.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    return parser.enable(["table", "strikethrough"]).disable(["image"])


_parser = _make_parser()


def _lower_headings(tokens: list[Token]) -> None:
    """A page has one h1 and its own h2s: a writer's first level becomes h3."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _render(text: str) -> Markup:
    tokens = _parser.parse(text)
    _lower_headings(tokens)
    html = _parser.renderer.render(tokens, _parser.options, {})
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return Markup(f'<div class="cw-prose" dir="auto">{safe}</div>')  # noqa: S704 - cleaned by nh3 above


_render_memoised = functools.lru_cache(maxsize=512)(_render)


def markdown(text: str | None) -> Markup:
    """Markdown (CommonMark, tables) as clean HTML in a `cw-prose` block; no images, no raw HTML."""
    if not text:
        return Markup("")
    return _render_memoised(text) if len(text) <= _MEMOISED_CHARACTERS else _render(text)


def nl2p(text: str | None) -> Markup:
    """Plain text as paragraphs: a blank line ends one, a single line break stays."""
    if not text:
        return Markup("")
    blocks = text.replace("\r\n", "\n").strip().split("\n\n")
    lines = (Markup("<br>").join(block.strip().split("\n")) for block in blocks if block.strip())
    paragraph = Markup('<p class="govuk-body" dir="auto">%s</p>')
    return Markup("").join(paragraph % line for line in lines)


@functools.lru_cache(maxsize=512)
def excerpt(text: str | None, length: int = 160) -> str:
    """The first words of a Markdown text as plain text, cut at a word with an ellipsis."""
    if not text:
        return ""
    html = _parser.render(text[: length * 8])
    words = " ".join(unescape(nh3.clean(html, tags=set())).split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def initials(name: str) -> str:
    """Up to two first letters of a name, for a small round mark beside it."""
    words = [word for word in name.split() if word[:1].isalnum()]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()


_SPELLED_OUT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"} | dict.fromkeys("\"'«»“”‘’()[]{}", "")
)


def sort_key(name: str) -> str:
    """A key that puts names in dictionary order by code point: no case, accents or leading marks.

    Stored beside names, because PostgreSQL runs here without ICU.
    """
    parts = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(bare.translate(_SPELLED_OUT).split()).lstrip(".-–— ")
