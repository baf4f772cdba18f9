"""What is asked of every page a test opens: axe finds nothing, nothing runs over the edge, nothing is logged."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Route

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)
HEIGHT = 900
_RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const over = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > edge + 1);
  return over.slice(-3).map((one) => one.outerHTML.slice(0, 160));
}"""


class Looker:
    """Looks at pages; remembers what it looked at, and what the browser had to say meanwhile."""

    def __init__(self, twin: Page | None) -> None:
        """`twin` is a page with scripts: one without them cannot run axe, and is shown there again."""
        self.twin, self.seen, self.said = twin, set[str](), list[str]()

    def listen(self, page: Page) -> None:
        """Hear what the page logs: errors of scripts, and whatever the content security policy refused."""
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))

    def look(self, page: Page) -> None:
        """Fail if anything is wrong with the page as it stands, at both widths."""
        shown = page if self.twin is None else self._again(page, self.twin)
        if not shown.evaluate("() => 'axe' in window"):
            shown.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            shown.set_viewport_size({"width": width, "height": HEIGHT})
            wrong = shown.evaluate(_RUN, RULES) + [f"over the edge: {one}" for one in shown.evaluate(_WIDE)]
            if wrong:
                raise AssertionError(f"{page.url} at {width} px:\n" + "\n".join(wrong))
        if self.said:
            raise AssertionError("the browser logged:\n" + "\n".join(self.said))
        self.seen.add(page.url)

    def _again(self, page: Page, twin: Page) -> Page:
        """The same document, byte for byte, where axe can run."""
        body, address = page.content(), page.url.split("#")[0]

        def answer(route: Route) -> None:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

        twin.route(address, answer)
        twin.goto(address)
        twin.unroute(address)
        return twin

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        # The browser logs every answer of 400 and above; those to the page itself are asserted where they are meant.
        own = message.location.get("url") == page.url and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not own:
            self.said.append(f"{page.url}: {message.text}")


def focused(page: Page) -> dict[str, Any]:
    """What has the focus: its tag, name, whether it shows, and whether it is marked as focused."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const one = document.activeElement, style = getComputedStyle(one);
          const around = one.closest("label") ?? one.nextElementSibling ?? one;
          const marked = [one, around].some((each) => ["", "::before"].some((part) => {
            const drawn = getComputedStyle(each, part || undefined);
            return drawn.boxShadow !== "none" || drawn.outlineStyle !== "none";
          }));
          const box = one.getBoundingClientRect();
          return { tag: one.tagName, id: one.id, name: one.name ?? "", value: one.value ?? "", type: one.type ?? "",
                   text: one.textContent.trim().slice(0, 80), marked, shown: style.visibility !== "hidden"
                   && box.bottom > 0 && box.top < innerHeight };
        }"""
    )
    return found
