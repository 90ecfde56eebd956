"""Whose words are on a page? Every text field of every row about people holds a word that occurs nowhere else.

A word is `xq` with a number. `plant` writes them over whatever the rows hold and remembers of each whose it is and what
the register (`members.data_register`) calls it; `found` reads them back from an answer.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection, models

from hub import append_only
from hub.fields import EncryptedJSON
from members.application import Application
from members.data_register import REGISTER, Kind
from members.models import User
from members.questionnaire import QUESTIONS

WORD = re.compile(rb"xq\d{3}[ -]?\d{5}")  # references are shown in two groups
SOMEBODY = "somebody else"
TYPED = {"text", "long", "email"}  # kinds of questions that take words
WHOSE = {"user": User, "application": Application}  # of the register's paths
OURS = {"members", "catalogue"}  # of the catalogue: what officers keep
MODELS = [m for m in apps.get_models() if m._meta.app_label in OURS and m._meta.label_lower in REGISTER]
NO_WORDS = {  # fields that hold a code, a language, an id or a word of our own
    "asked", "answered_by", "browser", "by", "closed_reason", "country", "item", "kind", "language", "proposed_by",
    "reason", "suspended_reason", "system", "time_zone", "working_languages", "members.consent.text",
    "known", "told", "catalogue.savedtool.slug", "catalogue.watch.slug",
    "catalogue.report.part",
}  # fmt: skip


@dataclass(frozen=True)
class Canary:
    owner: str
    kind: Kind
    place: str  # "members.note.text", or "members.application.answers.full_name"

    def __str__(self):
        return f"{self.place} of {self.owner}"


class Canaries:
    def __init__(self):
        self.by_word: dict[bytes, Canary] = {}

    def new(self, *about) -> str:
        word = f"xq{len(self.by_word):08}"
        self.by_word[word.encode()] = Canary(*about)
        return word

    def found(self, response) -> set[Canary]:
        """In the body and the headers, whatever the case of the letters."""
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return self.within(body + repr(sorted(response.headers.items())).encode() + response.cookies.output().encode())

    def within(self, text: bytes) -> set[Canary]:
        return {self.by_word[re.sub(rb"[ -]", b"", word)] for word in WORD.findall(text.lower())}

    def places(self) -> set[str]:
        return {canary.place for canary in self.by_word.values()}


def fields_of_words(model) -> list[models.Field]:
    texts = (models.CharField, models.TextField, models.JSONField)  # what is encrypted is a TextField
    fields = [field for field in model._meta.concrete_fields if isinstance(field, texts) and not field.choices]
    return [field for field in fields if not {field.name, f"{model._meta.label_lower}.{field.name}"} & NO_WORDS]


def plant(owners: dict[str, models.Model]) -> Canaries:
    """Into every row there is; what belongs to nobody of the `owners` is somebody else's."""
    canaries = Canaries()
    let_write()
    for model in MODELS:
        owner_of = _owners(model, owners)
        for row in model._default_manager.all():
            words = {field.name: _words(canaries, owner_of[row.pk], field, row) for field in fields_of_words(model)}
            values = {name: value for name, value in words.items() if value is not None}
            if values:
                model._default_manager.filter(pk=row.pk).update(**values)
    return canaries


@cache
def _guarded() -> list[str]:
    return sorted(append_only.guarded(connection))


def let_write() -> None:
    """Into the rows that the database guards too; with the end of the test they are guarded again."""
    connection.check_constraints()  # PostgreSQL takes no trigger off a table whose checks still wait
    for table in _guarded():
        append_only.remove(connection, table, kinds=("no_update",))


def _owners(model, owners: dict) -> dict:
    """Primary key -> whose it is: the row itself where it was named, else by the register's own paths."""
    found = defaultdict(lambda: SOMEBODY, {row.pk: name for name, row in owners.items() if isinstance(row, model)})
    for whose, path in REGISTER[model._meta.label_lower].paths.items():
        people = {name: row for name, row in owners.items() if isinstance(row, WHOSE[whose])}
        for name, person in people.items():
            mine = model._default_manager.filter(**{path: person.pk}).values_list("pk", flat=True)
            found |= dict.fromkeys(mine, name)
    return found


def _words(canaries: Canaries, owner: str, field, row):
    """What this field of this row holds from now on; None where NULL says something."""
    label = row._meta.label_lower
    about = owner, REGISTER[label].fields[field.name], f"{label}.{field.name}"
    if getattr(row, field.name) is None:
        return None
    if isinstance(field, EncryptedJSON):
        return {key: _answer(canaries, about, key, value) for key, value in getattr(row, field.name).items()}
    word = canaries.new(*about)
    if field.name.endswith("email") or (field.name, row.__dict__.get("kind")) == ("value", "email"):
        return f"{word}@police.example"
    return f"{word}.example" if field.name == "domain" else word


def _answer(canaries: Canaries, about: tuple, key: str, value):
    owner, kind, place = about
    question = QUESTIONS[key]
    if question.kind not in TYPED:
        return value
    word = canaries.new(owner, kind, f"{place}.{key}")
    return f"{word}@police.example" if question.kind == "email" else word


# --- The same text everywhere -------------------------------------------------------------------------------------

SHORT = 190  # characters: a field with less room takes no free text
ADDRESSES = re.compile(r"(^|_)email$")


def write_everywhere(text: str) -> None:
    """Over every word but hashes and references; an address has a number behind it, as each person has another one."""
    let_write()
    for model in MODELS:
        kinds = REGISTER[model._meta.label_lower].fields
        fields = [field for field in fields_of_words(model) if kinds[field.name] in {Kind.PERSONAL, Kind.STAFF}]
        fields = [field for field in fields if field.name != "domain" and (field.max_length or SHORT) >= SHORT]
        for row in model._default_manager.all() if fields else ():
            values = {field.name: _typed(text, field, row) for field in fields if getattr(row, field.name) is not None}
            model._default_manager.filter(pk=row.pk).update(**values)


def _typed(text: str, field, row):
    if isinstance(field, EncryptedJSON):
        return {key: _typed_answer(text, key, value, row) for key, value in row.answers.items()}
    numbered = f"{text} {row.pk}" if ADDRESSES.search(field.name) else text
    return numbered[-field.max_length :] if field.max_length else numbered


def _typed_answer(text: str, key: str, value, row):
    kind = QUESTIONS[key].kind
    if kind == "domains":
        return [text]
    return value if kind not in TYPED else f"{text} {row.pk}" if kind == "email" else text
