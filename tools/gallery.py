"""Shows every part of the design system on one page, for eyes and for screenshots.

python tools/gallery.py            serves it on a free port; add ?lang=fr or ?lang=en-XA
python tools/gallery.py FOLDER     writes screenshots: 360 and 1280 px, light and dark, both directions
"""

import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.kernel.http import templating  # noqa: E402 - the path is set above, this is a script

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def page(locale: str) -> str:
    """The gallery as a signed-in person sees it."""
    person = SimpleNamespace(name="Aïssatou Diallo", id="1", news=3)
    areas = ("applications", "reviews", "spaces", "manage")
    view = templating.View(locale=locale, path="/reviews", user=person, areas=areas, env="demo")
    now = datetime.now(UTC) + timedelta(days=12, minutes=5)
    return templating.render("components/gallery.html", {"now": now}, view=view)


class Handler(SimpleHTTPRequestHandler):
    """The gallery at every address but /static/, which is the folder."""

    def do_GET(self) -> None:
        """Answer with a static file or the gallery."""
        if self.path.startswith("/static/"):
            super().do_GET()
            return
        locale = parse_qs(urlsplit(self.path).query).get("lang", ["en"])[0]
        body = page(locale).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header(
            "content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing of each request."""


def shoot(address: str, folder: Path) -> None:
    """Write one picture for each width, scheme and direction."""
    folder.mkdir(parents=True, exist_ok=True)
    for (width, height), scheme, locale in product(((360, 8200), (1280, 5600)), (1, 0), ("en", "en-XA")):
        name = folder / f"gallery-{width}-{'light' if scheme else 'dark'}-{locale}.png"
        with tempfile.TemporaryDirectory() as profile:
            subprocess.run(
                [
                    *CHROMIUM, f"--user-data-dir={profile}", f"--window-size={width},{height}",
                    f"--blink-settings=preferredColorScheme={scheme}", f"--screenshot={name}",
                    f"{address}/?lang={locale}",
                ],
                check=True, capture_output=True, timeout=90,
            )  # fmt: skip
        print(name)


def main() -> None:
    """Serve, or serve and shoot."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Handler(*a, directory=str(ROOT)))
    address = f"http://127.0.0.1:{server.server_port}"
    if len(sys.argv) == 1:
        print(address)
        server.serve_forever()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shoot(address, Path(sys.argv[1]))
    server.shutdown()


if __name__ == "__main__":
    main()
