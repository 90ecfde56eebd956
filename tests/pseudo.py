"""How does the Hub look in a language that is three times as long as English, and what of it is no message at all?

A pseudo-language in the place of French: every message is accented, lengthened by two thirds of itself twice and put in
⟦brackets⟧. Only a process that serves `tests.pseudo:application` speaks it; `fill()` gives the database its texts.
"""

import re
from dataclasses import replace
from functools import cache
from gettext import NullTranslations

from django.utils import translation
from django.utils.translation import trans_real

CODE = "fr"
LONGER = 3  # times
ACCENTS = str.maketrans("aAcCdeEgGhiIjklLnNoOrRsStTuUwyYzZ", "áÁçÇďéÉĝĜĥíÍĵķļĻñÑóÓŕŔšŠţŢúÚŵýÝžŽ")
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w[^>]*>|\[\[\w+\]\]|&#?\w+;|https?://\S+|\]\([^)]*\)")
MARK = re.compile(r"(?:[#>*-]+|\d+\.) ")  # what makes a line of Markdown a heading or a part of a list
FILLER = "óñé ţŵó ţĥŕéé ƒóúŕ ƒívé šíx"
WORD = re.compile(r"[^\W\d_]{2,}")


def longer(text: str) -> str:
    """The text in the pseudo-language; what has no letters, and a place for a value, stays as it is."""
    words = KEPT.sub("", text)
    if not WORD.search(words):
        return text
    mark = text[: start.end()] if (start := MARK.match(text)) else ""
    parts = re.split(f"({KEPT.pattern})", text[len(mark) :])
    accented = "".join(part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(parts))
    wanted = (LONGER - 1) * len(words)
    filler = (f"{FILLER} " * (wanted // len(FILLER) + 1))[: wanted - 3].strip()
    return f"{mark}⟦{accented} {filler}⟧".replace(" ⟧", "⟧")


def lines(markdown: str) -> str:
    """Each line of a text for itself: its marks stay where they are."""
    return "\n".join(longer(line) if line.strip() else line for line in markdown.split("\n"))


def left_over(text: str) -> list[str]:
    """The words that came through no message: not one letter of them is accented."""
    return [word for word in WORD.findall(text) if word.isascii() and word.translate(ACCENTS) != word]


class Pseudo(NullTranslations):
    def gettext(self, message):
        return longer(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, singular, plural, number):
        return self.gettext(singular if number == 1 else plural)

    def to_language(self):
        return CODE


def speak() -> None:
    """This process speaks it from now on."""
    from hub import texts  # noqa: PLC0415  (its language is known when Django is)

    trans_real._translations[CODE] = Pseudo()
    page = texts.page

    @cache
    def pseudo_page(name, code):
        text = page(name, code)
        return replace(text, title=longer(text.title), markdown=lines(text.markdown)) if code == CODE else text

    texts.page = pseudo_page


def fill() -> None:
    """Every translated text of the database, in the place of its French."""
    from modeltranslation.translator import translator  # noqa: PLC0415
    from modeltranslation.utils import build_localized_fieldname  # noqa: PLC0415

    from catalogue.models import Tool  # noqa: PLC0415

    with translation.override("en"):
        for model in translator.get_registered_models(abstract=False):
            names = [build_localized_fieldname(name, CODE) for name in translator.get_options_for_model(model).fields]
            rows = list(model._base_manager.all())
            for row in rows:
                for name in names:
                    english = getattr(row, f"{name.removesuffix(CODE)}en")
                    setattr(row, name, longer(english) if english else None)
            model._base_manager.bulk_update(rows, names, batch_size=50)
        Tool.objects.first().save()  # the snapshot is made anew


def application(environ, start_response):
    return _served()(environ, start_response)


@cache
def _served():
    from hub.wsgi import application as served  # noqa: PLC0415

    speak()
    return served
