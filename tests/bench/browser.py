"""P8 and P9: what does a browser fetch on a first visit of a filtered catalogue page, and how soon is it painted?"""

import shutil

from playwright.sync_api import sync_playwright

from hub.languages import CODES
from tests.bench.report import figure
from tests.bench.servers import Server
from tests.bench.world import World

FILTERS = "stage=triage&stage=forensic-examination&deployment=desktop"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking"
    " --disable-component-update"
).split()
PHONE = {"width": 360, "height": 640}
SLOW_LINE = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOAD = "performance.getEntriesByType('navigation')[0].loadEventEnd"


class Visits:
    """A browser signed in to one server; each visit starts with an empty cache."""

    def __init__(self, chromium, server: Server):
        self.browser = chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        self.root = f"http://localhost:{server.port}"
        name, _, value = server.cookie.partition("=")
        self.cookie = {"name": name, "value": value, "url": self.root}

    def visitor(self):
        context = self.browser.new_context(viewport=PHONE)
        context.add_cookies([self.cookie])
        return context

    def fetched(self, page, address: str) -> list[tuple[str, str, int, int]]:
        """(kind, address, bytes of the body, bytes with headers) of everything that came over the line."""
        found = []
        page.on("requestfinished", lambda request: found.append(request))  # noqa: PLW0108  (a builtin cannot be wrapped)
        page.goto(f"{self.root}{address}", wait_until="networkidle")
        page.wait_for_timeout(300)  # the icon comes last
        rows = []
        for request in found:
            sizes = request.sizes()
            if request.response() and not request.response().from_service_worker and sizes["responseHeadersSize"]:
                both = sizes["responseBodySize"] + sizes["responseHeadersSize"]
                rows.append((request.resource_type, request.url, sizes["responseBodySize"], both))
        return rows


def measure(world: World) -> None:
    server = Server(world, "sqlite", 0)
    try:
        with sync_playwright() as playwright:
            visits = Visits(playwright.chromium, server)
            for code in CODES:
                server.get(f"/{code}/tools/?{FILTERS}")  # the process makes its snapshot before, not in a visit
                _weigh(visits, code)
            for code in CODES:
                _slow(visits, code)
            visits.browser.close()
    finally:
        server.stop()


def _weigh(visits: Visits, code: str) -> None:
    page = visits.visitor().new_page()
    rows = visits.fetched(page, f"/{code}/tools/?{FILTERS}")
    body = {kind: sum(size for other, _, size, _ in rows if other == kind) for kind, _, _, _ in rows}
    paint = body["document"] + body["stylesheet"]
    parts = ", ".join(f"{kind} {size}" for kind, size in body.items())
    figure(f"P8 paint {code}", paint, "B", 11_000, sides=f"HTML {body['document']} + CSS {body['stylesheet']}")
    whole = sum(size for _, _, size, _ in rows) / 1024
    parts += f"; {sum(size for *_, size in rows) / 1024:.1f} with headers"
    figure(f"P8 first visit {code}", whole, "KB", 30, sides=parts)
    figure(f"P8 requests {code}", len(rows), "requests", 4)
    foreign = [url for _, url, _, _ in rows if not url.startswith(visits.root)]
    figure(f"P8 third parties and fonts {code}", len(foreign) + body.get("font", 0), "found", 0)
    _next_page(page, code)


def _next_page(page, code: str) -> None:
    """What comes over the line when the next page is asked for, scripts and cache there."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.click(".pager a[rel=next]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    figure(f"P8 next page {code}", sum(received) / 1024, "KB with headers", 7, sides=f"{len(received)} requests")


def _slow(visits: Visits, code: str) -> None:
    page = visits.visitor().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(f"{visits.root}/{code}/tools/?{FILTERS}", wait_until="load", timeout=120_000)
    page.wait_for_function(f"{LOAD} > 0")
    paint, load = page.evaluate(PAINT) / 1000, page.evaluate(LOAD) / 1000
    figure(f"P9 first paint {code}", paint, "s", 3.5)
    figure(f"P9 load {code}", load, "s", 7)
