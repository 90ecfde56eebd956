"""What is a reader told of where the texts of a page are from: once above all of them, or beside each?

Once where it holds for all that is in the reader's language; beside each where texts differ. So with texts that are
shown in English. A translation that is older than its English always says so where it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.sheet import Passage, Sheet
from catalogue.words_origin import WordsOrigin
from hub.models import Origin

TOLD = (Origin.MACHINE, Origin.HUMAN)  # nobody has approved these


@dataclass(frozen=True)
class Marks:
    whole: str = ""  # of everything that is translated here, where it is told and the same
    some: bool = False  # texts differ: those that nobody approved say so
    english: bool = False  # no text is in the reader's language
    some_english: bool = False  # texts differ: those in English say so

    @property
    def any(self) -> bool:
        return bool(self.whole or self.some or self.english or self.some_english)


EACH = Marks(some=True, some_english=True)  # a text that stands alone says what there is to say of it


def of(texts: Iterable[Passage | None], words: WordsOrigin | None = None) -> Marks:
    """Of a page with these texts, and with words of the vocabulary."""
    told = [text for text in texts if text]
    own = {_kind(text) for text in told if not text.fallback} | ({_kind(words)} if words and words.origin else set())
    english = bool(told) and all(text.fallback for text in told)
    whole = next(iter(own)) if len(own) == 1 and not english else ""
    return Marks(
        whole=whole,
        some=bool(own - {""}) and not whole,
        english=english,
        some_english=any(text.fallback for text in told) and not english,
    )


def _kind(text: Passage | WordsOrigin) -> str:
    return text.origin if text.origin in TOLD else ""


def of_sheet(one: Sheet) -> Marks:
    """Of everything on a tool's page."""
    statements = (one.cautions, one.evidence, one.error_figures, one.restrictions)
    texts = [said for rows in statements for said, *_rest in rows]
    return of([*one.sections.values(), *texts, *(data_set for *_rest, data_set in one.error_figures)], one.words)
