"""What fails every test, whatever it asserts?

An undefined variable in a template of ours, an event of the audit or a look at people's data that has no words for
staff. (A query repeated in a loop fails in `tests.personas.Browser`.)
"""

import inspect
import re
from functools import wraps
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import Node, engines
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from hub import audit, audit_words

ACCOUNT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HERE = str(Path(__file__).parent)


class UndefinedVariable(AssertionError):
    """A template of ours reads a variable that nobody gave it."""


class FailWhereOurs:
    """Django asks `string_if_invalid` for its text; this one fails where the template is in this repository.

    Libraries' templates (the admin's, Django's form widgets) count on undefined being empty.
    """

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, variable):
        place = _template_being_rendered()
        if place.startswith(str(settings.BASE_DIR)) and "site-packages" not in place:
            raise UndefinedVariable(f"{{{{ {variable} }}}} is undefined in {place}")
        return ""

    def __str__(self):
        return ""


def _template_being_rendered() -> str:
    frame = inspect.currentframe()
    while frame := frame.f_back:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
    return ""


class WithoutWords(AssertionError):
    """Staff would read a code."""


def _spoken(write):
    """Tests themselves may record what nobody does."""

    @wraps(write)
    def written(*args, **kwargs):
        made = write(*args, **kwargs)
        if not inspect.currentframe().f_back.f_code.co_filename.startswith(HERE):
            check_words(made)
        return made

    return written


def check_words(row) -> None:
    """Of an event or a look: `hub.audit_words` and the modules of the apps hold them."""
    told = {"by": ACCOUNT.fullmatch(row.by) or audit_words.actor(row.by)}
    told["target"] = not row.target or audit_words.target(row.target)
    if hasattr(row, "event"):
        told["event"] = audit_words.event(row.event)
    if silent := {name: getattr(row, name) for name, words in told.items() if not words}:
        raise WithoutWords(silent)


def install() -> None:
    """Once a process."""
    audit.record, audit.note_read = _spoken(audit.record), _spoken(audit.note_read)
    engines["django"].engine.string_if_invalid = FailWhereOurs()
    if apps.ready:
        initialize_app_registry()
        patch()
