"""Which accessibility faults does axe see on a page?"""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def faults(page, rules=TAGS) -> list[str]:
    options = {
        "runOnly": rules,
        "preload": False,  # preloading style sheets would break the page's own policy
        "resultTypes": ["violations"],  # nobody reads the rest
    }
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in Axe().run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]
