"""In which words do staff read what the audit and the log of reads keep as codes?

A row keeps a code, the same in every language and for ever; here stands what it means. Each app has its own words in a
module like this one. Tests hold that whatever the code records has words.
"""

import re
from functools import lru_cache
from importlib import import_module

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise]

OF_APPS = ("members.audit_words", "catalogue.audit_words")  # by name: they stand above this one
EVENTS: Words = {
    "keys rotated": _("What is encrypted moved to the newest key"),
    "old records forgotten": _("Old records of the audit, of reads and of limits deleted"),
}
ACTORS: Words = {
    "system": _("the system"),
    "visitor": _("a visitor who is not signed in"),
}


def event(code: str) -> Promise | None:
    return all_of("EVENTS").get(code)


def actor(code: str) -> Promise | None:
    """None of a person: the audit keeps the number of the account, and names nobody."""
    return all_of("ACTORS").get(code)


def target(code: str) -> Promise | None:
    """What kind of thing it is; which one, the code says."""
    return next((words for shape, words in all_of("TARGETS").items() if re.fullmatch(shape, code)), None)


@lru_cache
def all_of(name: str) -> Words:
    """`name`: "EVENTS", "ACTORS" or "TARGETS", of the Hub and of every app."""
    found = dict(globals().get(name, {}))
    for module in OF_APPS:
        found |= getattr(import_module(module), name, {})
    return found
