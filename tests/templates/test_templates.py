"""Every template compiles, and holds nothing that the content security policy would refuse."""

import re

import pytest
from jinja2 import nodes

from app.kernel.http import templating

NAMES = sorted(
    str(path.relative_to(templating.TEMPLATES))
    for path in templating.TEMPLATES.rglob("*")
    if path.suffix in {".html", ".txt"}
)
PAGES = [name for name in NAMES if name.endswith(".html") and "email/" not in name]


def _source(name):
    return (templating.TEMPLATES / name).read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name):
    assert templating.environment(name).get_template(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_short(name):
    assert _source(name).count("\n") <= 200


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_style_or_script(name):
    source = _source(name)
    assert re.findall(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style", source) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", source) == []


@pytest.mark.parametrize("name", NAMES)
def test_html_messages_and_filters_that_trust_take_only_literals(name):
    tree = templating.environment(name).parse(_source(name))
    calls = [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
    trusting = [
        call.lineno for call in calls if call.node.name == "_html" and not isinstance(call.args[0], nodes.Const)
    ]
    unsafe = [
        use.lineno
        for use in tree.find_all(nodes.Filter)
        if use.name == "safe" and not isinstance(use.node, nodes.Const)
    ]
    assert (trusting, unsafe) == ([], [])
