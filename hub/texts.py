"""The long texts: one Markdown file a page or mail and language, with who made it and from which English.

`hub/texts/<page>/<language>.md` begins with a front matter: `title`, `description`, `origin` (source, machine, human,
reviewed) and `english`, the fingerprint of the English file it was translated from. `manage.py stamp_texts` writes it.
A legal text also has a `version` and a `date` in its English file and `changes` in each: what is new in that version.
`versions.yaml` keeps the fingerprint of each version's English, so that no text changes without a new number.
Mails lie in `hub/texts/mail/<name>/`; they have no description, and their title is the subject (`hub.mail`).
"""

import datetime
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from hub.bidi import names_apart_in
from hub.languages import DEFAULT, LEFT_TO_RIGHT, Language, language
from hub.markup import render_markdown
from hub.models import Origin

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Text:
    title: str
    description: str
    markdown: str
    language: Language  # the language the reader gets, not always the one asked for
    origin: str
    stale: bool  # the English has changed since this was translated
    version: int | None = None  # of a legal text
    date: datetime.date | None = None  # since when it is this version
    changes: str = ""

    @property
    def machine(self) -> bool:
        return self.origin == Origin.MACHINE

    @cached_property
    def html(self) -> str:
        return names_apart_in(render_markdown(self.markdown), self.language.code)


def names() -> list[str]:
    """Every text there is: `about`, `mail/invitation`."""
    return sorted(path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.rglob(f"{DEFAULT}.md"))


def fingerprint(text: str) -> str:
    """What a translation remembers of its English: 12 hexadecimal digits."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read(page: str, code: str) -> tuple[dict, str]:
    """Front matter and Markdown of one file."""
    _, matter, body = (FOLDER / page / f"{code}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body.strip() + "\n"


def english_fingerprint(page: str) -> str:
    matter, body = read(page, DEFAULT)
    return fingerprint(f"{matter['title']}\n{matter.get('description', '')}\n{body}")


def operator() -> str:
    """Who runs this installation, for a reader of the active language."""
    return settings.OPERATOR or gettext("the operator of this Hub")


def period(name: str) -> str:
    """How long something is kept, with its unit, for a reader of the active language: `settings.RETENTION`."""
    count = settings.RETENTION[name]
    if name.endswith("_days"):
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def filled(body: str) -> str:
    """The text with what this installation says in place of its `[[names]]`."""
    body = re.sub(r"^\[\[operator\]\]", lambda _start: capfirst(operator()), body, flags=re.MULTILINE)
    form = LEFT_TO_RIGHT % f"{settings.SITE}{reverse('contact')}"
    values = {"operator": operator(), "contact": settings.CONTACT or form}
    for name, value in (values | {name: period(name) for name in settings.RETENTION}).items():
        body = body.replace(f"[[{name}]]", value)
    return body


@cache
def version(name: str) -> int:
    """The version in force of a legal text: what somebody accepts who accepts it now."""
    return read(name, DEFAULT)[0]["version"]


@cache
def page(name: str, code: str) -> Text:
    """The text in that language, or the English one where it does not exist."""
    if not (FOLDER / name / f"{code}.md").exists():
        code = DEFAULT
    matter, body = read(name, code)
    with translation.override(code):
        body = filled(body)
    english, _ = read(name, DEFAULT)
    return Text(
        title=matter["title"],
        description=matter.get("description", ""),
        markdown=body,
        language=language(code),
        origin=matter["origin"],
        stale=code != DEFAULT and matter["english"] != english_fingerprint(name),
        version=english.get("version"),
        date=english.get("date"),
        changes=matter.get("changes", ""),
    )
