"""What fails every test, whatever it asserts?

An undefined variable in a template of ours. (A query repeated in a loop fails in `tests.personas.Browser`.)
"""

import inspect

from django.apps import apps
from django.conf import settings
from django.template import Node, engines
from zeal.constants import initialize_app_registry
from zeal.patch import patch


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


def install() -> None:
    """Once a process."""
    engines["django"].engine.string_if_invalid = FailWhereOurs()
    if apps.ready:
        initialize_app_registry()
        patch()
