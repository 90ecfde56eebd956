"""How far is each language, part by part, and what do the checks say of its texts?

Counted as on the translators' desk (`translation_queue.counted`): entries that officers see or are about to see, what
hangs on them, words and cautions. Public pages and mails are files, and interface messages the catalogues of gettext.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polib
from django.conf import settings
from django.utils.translation import to_locale

from catalogue import documents, models, origins, translation_queue
from catalogue.origins import Standing
from catalogue.translation_checks import Finding, check
from hub import texts
from hub.languages import DEFAULT, TRANSLATIONS
from hub.models import Origin

MODELS = (models.Tool, *models.STATEMENTS, *models.VOCABULARY, models.Caution)
OF_FILES = {
    Origin.MACHINE: Standing.MACHINE,
    Origin.HUMAN: Standing.IN_REVIEW,
    Origin.REVIEWED: Standing.REVIEWED,
}


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    section: str
    key: str
    code: str
    english: str
    text: str
    standing: Standing
    name: str = ""  # of the entry it belongs to
    is_file: bool = False

    @property
    def findings(self) -> list[Finding]:
        return check(self.english, self.text, self.code, name=self.name) if self.text else []


def every() -> Iterator[Text]:
    for model in MODELS:
        yield from _of_rows(model)
    for page in texts.names():
        yield from _of_file(page)


def _of_rows(model) -> Iterator[Text]:
    held = translation_queue.counted(model)
    rows, told = held.order_by("pk"), origins.told_of(held)
    if model in models.STATEMENTS:
        rows = rows.select_related("tool")
    for row in rows:
        for field in documents.translated(model):
            english = getattr(row, f"{field}_{DEFAULT}") or ""
            for code in TRANSLATIONS if english else ():
                text = getattr(row, documents.column(field, code)) or ""
                standing = origins.standing(told.of(row, field, code), text, english)
                yield Text(_section(model, field), _key(row), code, english, text, standing, _name(row))


def _section(model, field: str) -> str:
    if model is models.Tool:
        return f"tools: {field.replace('_', ' ')}"
    return str(model._meta.verbose_name_plural)


def _key(row) -> str:
    return row.tool.slug if isinstance(row, models.STATEMENTS) else row.slug


def _name(row) -> str:
    if isinstance(row, models.Tool):
        return row.name
    return row.tool.name if isinstance(row, models.STATEMENTS) else ""


def _of_file(page: str) -> Iterator[Text]:
    english = _whole(page, DEFAULT)
    for code in TRANSLATIONS:
        found = texts.page(page, code)
        there = found.language.code == code
        standing = Standing.MISSING
        if there:
            standing = Standing.NEEDS_UPDATE if found.stale else OF_FILES[Origin(found.origin)]
        section = "mails" if page.startswith("mail/") else "public pages"
        yield Text(section, page, code, english, _whole(page, code) if there else "", standing, is_file=True)


def _whole(page: str, code: str) -> str:
    matter, body = texts.read(page, code)
    return "\n".join([matter["title"], matter.get("description", ""), body]).strip()


# --- Counted ------------------------------------------------------------------------------------------------------


def shares(found: Iterable[Text]) -> dict[str, dict[str, Counter]]:
    """Section -> language -> how many texts are how far."""
    made: dict[str, dict[str, Counter]] = {}
    for text in found:
        section = made.setdefault(text.section, {code: Counter() for code in TRANSLATIONS})
        section[text.code][text.standing] += 1
    return made


def messages() -> dict[str, tuple[int, int]]:
    """Language -> interface messages that are translated, and all."""
    made = {}
    for code in TRANSLATIONS:
        catalogue = polib.pofile(settings.LOCALE_PATHS[0] / to_locale(code) / "LC_MESSAGES" / "django.po")
        held = [entry for entry in catalogue if not entry.obsolete]
        made[code] = (sum(entry.translated() and not entry.fuzzy for entry in held), len(held))
    return made
