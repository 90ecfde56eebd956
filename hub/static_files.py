"""Which bytes may a script or style of ours have? Subresource integrity, from the collected file."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.templatetags.static import static


@cache
def integrity(address: str) -> str:
    """`sha384-…` of the file behind a static address; made once a process."""
    name = address.removeprefix(staticfiles_storage.base_url)
    with staticfiles_storage.open(name) as file:
        return "sha384-" + base64.b64encode(hashlib.sha384(file.read()).digest()).decode()


def address_and_integrity(path: str) -> tuple[str, str]:
    address = static(path)
    return address, integrity(address)


class Lightened(finders.BaseFinder):
    """Files made lighter when they are collected: on a slow line a request costs as much as a few kilobytes."""

    SCRIPT, PARTS = "hub/catalogue.js", ("django_htmx/htmx-2.min.js", "hub/filters.js")
    STYLES = ("hub/hub.css", "hub/pages.css")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        return []  # nothing on disk: they are there once collected

    def list(self, ignore_patterns):
        storage = InMemoryStorage()
        storage.save(self.SCRIPT, ContentFile(b";\n".join(_source(part).encode() for part in self.PARTS)))
        for style in self.STYLES:
            storage.save(style, ContentFile(squeezed(_source(style)).encode()))
        for path in (self.SCRIPT, *self.STYLES):
            yield path, storage


def _source(path: str) -> str:
    return Path(finders.find(path)).read_text(encoding="utf-8")


def squeezed(css: str) -> str:
    """A stylesheet without comments and the spaces that say nothing; ours has neither in a string."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(": ", ":").strip()
