"""Panels: a fragment that one capability shows in a slot of another's page, drawn when the page is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel import i18n
from app.kernel.http import templating


@dataclass(frozen=True, slots=True)
class Panel:
    """Template and context, rendered in the language of the page that shows it; it needs no request."""

    template: str
    context: Mapping[str, Any]

    def __html__(self) -> str:
        """The fragment: what a template shows for `{{ panel }}`."""
        locale = i18n.current()
        named = {"lang": locale, "dir": i18n.language(locale).direction}
        return templating.environment().get_template(self.template).render(named | dict(self.context))
