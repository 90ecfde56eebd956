"""What is on a page? Just enough of a parser for the promises about every page."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OPTIONAL = {"li", "p", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option"}  # HTML lets their end tags out
TAG = re.compile(r"<[^>]+>")
INLINE = {"a", "b", "bdi", "code", "em", "label", "small", "span", "strong", "svg", "time", "use"}
SILENT = {"script", "style"}
LOADS = {"src", "srcset", "poster", "data", "background"}  # attributes that fetch


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parents: tuple["Element", ...]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class Page(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.elements: list[Element] = []
        self.by_tag: dict[str, list[Element]] = defaultdict(list)
        self._open: list[Element] = []
        self.unclosed: list[str] = []
        self._read: list[str] = []
        self.feed(html)
        self.unclosed += [element.tag for element in self._open]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        self.by_tag[tag].append(element)
        self._end_line(tag)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        self._end_line(tag)
        while self._open and (element := self._open.pop()).tag != tag:
            self.unclosed += {element.tag} - OPTIONAL

    def handle_data(self, data):
        for element in self._open:
            element.texts.append(data)
        if not SILENT & {element.tag for element in self._open}:
            self._read.append(data)

    def _end_line(self, tag: str) -> None:
        within = self._open[-1]["class"] if self._open else ""
        if tag not in INLINE or within == "meta":  # the parts of that stand apart by style
            self._read.append("\0")

    @property
    def lines(self) -> list[str]:
        """What a reader meets as one line: the text between two elements that begin lines of their own."""
        return [line for part in "".join(self._read).split("\0") if (line := " ".join(part.split()))]

    @property
    def root(self) -> Element:
        return self.by_tag["html"][0]

    @property
    def title(self) -> str:
        return self.by_tag["title"][0].text

    def inline_code(self) -> list[str]:
        """What the content security policy would refuse."""
        data = "application/json"  # a block of data: read by a script, never run
        found = ["<script>" for e in self.by_tag["script"] if "src" not in e.attributes and e["type"] != data]
        found += ["<style>" for _ in self.by_tag["style"]]
        for tag, name, value in [(e.tag, name, value) for e in self.elements for name, value in e.attributes.items()]:
            leads = name != "value"  # what stands in a box leads nowhere
            if name == "style" or name.startswith("on") or (leads and value.startswith("javascript:")):
                found.append(f"{tag}[{name}]")
        return found

    def loads(self) -> list[str]:
        """Every address that the browser fetches by itself."""
        own = [e.attributes[name] for e in self.elements for name in LOADS & e.attributes.keys()]
        fetching = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
        return own + [e["href"] for e in self.by_tag["link"] if fetching & set(e["rel"].split())]

    def language_bar(self) -> list[Element]:
        """The links and the current language, in their order."""
        bars = [e for e in self.by_tag["nav"] if "languages" in e["class"].split()]
        return [e for e in self.elements if bars and bars[0] in e.parents and e.tag in {"a", "span"}]


def page(response) -> Page:
    return Page(response.content.decode())


def fields_of(html: str, form: str) -> dict[str, list[str]]:
    """What a browser would send if nobody touched the form of this id."""
    page, found = Page(html), defaultdict(list)
    for element in page.elements:
        if not element["name"] or not any(parent["id"] == form for parent in element.parents):
            continue
        found[element["name"]] += _values(page, element)
    return {name: values for name, values in found.items() if values}


def _values(page: Page, element: Element) -> list[str]:
    if element.tag == "textarea":
        return ["".join(element.texts).removeprefix("\n").replace("\n", "\r\n")]
    if element.tag == "select":
        options = [option for option in page.by_tag["option"] if element in option.parents]
        chosen = [option for option in options if "selected" in option.attributes]
        return [option["value"] for option in chosen or ([] if "multiple" in element.attributes else options[:1])]
    if element.tag != "input" or element["type"] in {"submit", "button", "file"}:
        return []
    if element["type"] in {"checkbox", "radio"}:
        return [element["value"] or "on"] if "checked" in element.attributes else []
    return [element["value"]]


def text_of(response) -> str:
    """What a page says, without its tags, on one line."""
    return " ".join(unescape(TAG.sub(" ", response.content.decode())).split())
