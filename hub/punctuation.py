"""What stands between two sentences, two things of a list, a word and its value, in the active language?

And where there is nothing: NOTHING, the same mark on every page of staff.

Chinese puts no space between sentences and Arabic has a comma of its own, so no page joins texts by itself.
"""

from collections.abc import Iterable

from django.utils.formats import localize
from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext

from hub.bidi import isolated
from hub.languages import LEFT_TO_RIGHT, language

NOTHING = "–"


def gap() -> str:
    return language(get_language()).gap


def sentences(texts: Iterable[object]) -> str:
    """One after the other, without markup."""
    return gap().join(str(text) for text in texts if text)


sentences_lazy = lazy(sentences, str)  # for what is read before it is known in which language


def comma() -> str:
    return pgettext("between the things of a list", ", ")


def enumerated(texts: Iterable[object]) -> str:
    """In a sentence without markup; on a page there is the filter of this name."""
    return comma().join(isolated(text) for text in texts)


def colon() -> str:
    return pgettext("between a word and what it stands for", ": ")


def percent(number: float) -> str:
    """A share, as each language writes it: 53%, 53 %; after an Arabic word the sign would change sides."""
    told = pgettext("a share of a hundred", "%(number)s%%") % {"number": localize(number)}
    return LEFT_TO_RIGHT % told if language(get_language()).rtl else told


def brackets() -> tuple[str, str]:
    """Around what follows a word."""
    return pgettext("before something in brackets", " ("), pgettext("after something in brackets", ")")
