"""Is anything on a page alive that somebody typed?"""

import re

from tests.members.attacks import shape
from tests.site.html import Page

FOREIGN = {"iframe", "object", "embed", "base", "frame", "applet", "math", "marquee", "video", "audio", "template"}
LEADS = "href src action formaction srcset poster data xlink:href background ping content".split()
ELSEWHERE = re.compile(r"[\s\x00-\x1f]*(?:[/\\]{2}|[\w+.-]+:)")  # another site, or a scheme such as javascript:


def faults(page: Page, usual: set[tuple]) -> list[str]:
    """What a browser would run, fetch or follow; and every element that this page never had with plain words on it."""
    found = page.inline_code()
    found += [element.tag for element in page.elements if element.tag in FOREIGN]
    found += [f"{e.tag}[{name}={e[name]}]" for e in page.elements for name in LEADS if not _own(e, name)]
    return found + [f"new: {entry}" for entry in set(shape(page)) - usual]


def _own(element, name: str) -> bool:
    """Leads nowhere, or to a page or file of ours; the words of a `meta` lead nowhere, unless they refresh."""
    if element.tag == "meta":
        return "http-equiv" not in element.attributes
    return element[name].startswith("https://testserver/") or not ELSEWHERE.match(element[name])


def words(page: Page) -> str:
    """Everything that a reader sees or that stands in a box, in one line."""
    texts = [element.text for element in page.by_tag["body"]]
    texts += [value for element in page.elements for name, value in element.attributes.items() if name == "value"]
    return " ".join(" ".join(texts).split())
