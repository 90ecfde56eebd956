"""What does a JSON file from outside say? Only what JSON allows, each key once, and nothing that two readers would read
differently.
"""

import json

from django.utils.translation import gettext as _

from hub.sheets import BadFile


def read(content: bytes):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(_("This file is not text in UTF-8.")) from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise BadFile(_("This is not JSON: see line %(line)d, column %(column)d.") % place) from None
    except RecursionError:
        raise BadFile(_("This is nested too deeply.")) from None
    except ValueError:  # a whole number of more digits than Python reads
        raise BadFile(_("A number in this file is too large, or is none.")) from None


def _object(pairs: list[tuple[str, object]]) -> dict:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in twice[:40])
        raise BadFile(_("The key “%(name)s” stands twice in one object.") % {"name": shown})
    return made


def _no_number(text: str):
    raise ValueError(text)


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number
