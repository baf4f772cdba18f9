"""Pages come out right, in the reader's language, and quickly."""

import re
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from app.kernel import i18n
from app.kernel.http import templating

PERSON = SimpleNamespace(id="1", name="Ada <Lovelace>", news=0)
ERROR = {"sentence": "It is not here.", "code": "not_found"}


def _from(source, locale="en", **context):
    with i18n.use(locale):
        return templating.environment().from_string(source).render(**context)


def test_a_page_says_its_language_and_direction():
    starts = {
        locale: templating.render("errors/404.html", ERROR, view=templating.View(locale=locale)).split("\n")[1]
        for locale in ("en", "fr", "en-XA")
    }
    assert starts == {
        "en": '<html lang="en" dir="ltr" class="govuk-template">',
        "fr": '<html lang="fr" dir="ltr" class="govuk-template">',
        "en-XA": '<html lang="en-XA" dir="rtl" class="govuk-template">',
    }


def test_a_page_knows_who_reads_it():
    view = templating.View(path="/reviews/1", user=PERSON, csrf=Markup('<input name="t">'), areas=("reviews",))
    page = templating.render("errors/403.html", ERROR, view=view)
    assert page.count("Ada &lt;Lovelace&gt;") == 1
    assert page.count('<form class="cw-header__out" method="post" action="/sign-out"><input name="t">') == 1
    assert page.count('<a href="/reviews" aria-current="true">Reviews</a>') == 1
    assert page.count('href="/sign-in"') == 0


def test_the_title_says_that_there_are_errors():
    page = templating.render("errors/422.html", ERROR | {"errors": {"a": "b"}}, view=templating.View())
    assert re.findall("<title>(.*)</title>", page) == ["Error: This could not be taken – Commonweal"]


def test_the_demonstration_says_so():
    said = [
        'class="cw-banner"' in templating.render("errors/404.html", ERROR, view=templating.View(env=env))
        for env in ("production", "demo")
    ]
    assert said == [False, True]


def test_a_name_nobody_gave_is_an_error():
    with pytest.raises(UndefinedError):
        templating.render("errors/404.html", {}, view=templating.View())


def test_messages_escape_their_values_and_themselves():
    assert _from("{{ _('Marks: %(marks)s', marks='<b>') }}") == "Marks: &lt;b&gt;"
    assert _from("{{ _(name) }}", name="<script>") == "&lt;script&gt;"
    assert _from("{{ _html('<b>%(x)s</b>', x='<i>') }}") == "<b>&lt;i&gt;</b>"
    assert _from("{{ ngettext('%(num)s day ago', '%(num)s days ago', 2000) }}") == "2,000 days ago"
    assert _from("{{ _(lazy) }}", "fr", lazy=i18n._lazy("Sign in")) == "Se connecter"


def test_a_plain_text_template_escapes_nothing():
    template = templating.environment("x.txt").from_string("{{ _('Marks: %(marks)s', marks='<b>') }} {{ x }}")
    assert template.render(x="a & b") == "Marks: <b> a & b"


def test_each_language_is_settled_for_itself():
    source = "{{ _('Sign in') }} {{ _('Marks: %(marks)s', marks=1) }} {{ _('Never said & unsaid') }}"
    assert [_from(source, locale) for locale in ("en", "fr")] == [
        "Sign in Marks: 1 Never said &amp; unsaid",
        "Se connecter Notes\u00a0: 1 Never said &amp; unsaid",
    ]
    assert "call(" not in templating.environment().compile("{{ _('Sign in') }}", raw=True)


def test_static_files_have_their_hash_in_their_name():
    assert re.fullmatch(r"/static/app\.[0-9a-f]{10}\.css", templating.static("app.css"))
    with pytest.raises(KeyError):
        templating.static("nothing.css")
