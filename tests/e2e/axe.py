"""Which accessibility faults does axe see on a page?"""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ("color-contrast", "link-in-text-block")
CONTRAST = {"type": "rule", "values": COLOURS}


RUN = """options => axe.run(options).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(
    ({html, failureSummary}) => `${id}: ${html.slice(0, 160)} ${(failureSummary ?? "").slice(0, 200)}`)))"""


def faults(page, rules=TAGS, *, without=()) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {
        "runOnly": rules,
        "rules": {rule: {"enabled": False} for rule in without},
        "preload": False,  # preloading style sheets would break the page's own policy
        "resultTypes": ["violations"],  # nobody reads the rest
    }
    return page.evaluate(RUN, options)
