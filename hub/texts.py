"""The long texts: one Markdown file a page and language, with who made it and from which English.

`hub/texts/<page>/<language>.md` begins with a front matter: `title`, `description`, `origin` (source, machine, human,
reviewed) and `english`, the fingerprint of the English file it was translated from. `manage.py stamp_texts` writes it.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from hub.languages import DEFAULT, Language, language
from hub.markup import render_markdown
from hub.models import Origin

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Text:
    title: str
    description: str
    html: str
    language: Language  # the language the reader gets, not always the one asked for
    origin: str
    stale: bool  # the English has changed since this was translated

    @property
    def machine(self) -> bool:
        return self.origin == Origin.MACHINE


def fingerprint(text: str) -> str:
    """What a translation remembers of its English: 12 hexadecimal digits."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read(page: str, code: str) -> tuple[dict, str]:
    """Front matter and Markdown of one file."""
    _, matter, body = (FOLDER / page / f"{code}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body.strip() + "\n"


def english_fingerprint(page: str) -> str:
    matter, body = read(page, DEFAULT)
    return fingerprint(f"{matter['title']}\n{matter['description']}\n{body}")


def operator() -> str:
    """Who runs this installation, for a reader of the active language."""
    return settings.OPERATOR or gettext("the operator of this Hub")


@cache
def page(name: str, code: str) -> Text:
    """The text in that language, or the English one where it does not exist."""
    if not (FOLDER / name / f"{code}.md").exists():
        code = DEFAULT
    matter, body = read(name, code)
    with translation.override(code):
        body = body.replace("[[operator]]", operator()).replace("[[contact]]", settings.CONTACT or operator())
    return Text(
        title=matter["title"],
        description=matter["description"],
        html=render_markdown(body),
        language=language(code),
        origin=matter["origin"],
        stale=code != DEFAULT and matter["english"] != english_fingerprint(name),
    )
