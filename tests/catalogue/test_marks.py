"""Is a reader told once what holds for all texts, and at each where they differ?"""

import pytest

from catalogue import marks
from catalogue.marks import Marks
from catalogue.sheet import Passage
from catalogue.words_origin import WordsOrigin
from hub.languages import language
from hub.models import Origin

MACHINE, HUMAN, REVIEWED = (
    Passage("Trie.", language("fr"), fallback=False, machine=origin == Origin.MACHINE, origin=origin)
    for origin in (Origin.MACHINE, Origin.HUMAN, Origin.REVIEWED)
)
UNKNOWN = Passage("Trie.", language("fr"), fallback=False)
ENGLISH = Passage("Sorts.", language("en"), fallback=True)


def words(origin: str) -> WordsOrigin:
    return WordsOrigin(origin, stale=False, fallback=False)


@pytest.mark.parametrize(
    ("texts", "of_words", "expected"),
    [
        ([], None, Marks()),
        ([None, REVIEWED, UNKNOWN], words(""), Marks()),
        ([MACHINE, None, MACHINE], words("machine"), Marks(whole="machine")),
        ([HUMAN], None, Marks(whole="human")),
        ([], words("machine"), Marks(whole="machine")),
        ([MACHINE, REVIEWED], None, Marks(some=True)),
        ([MACHINE, HUMAN], None, Marks(some=True)),
        ([MACHINE], words(""), Marks(whole="machine")),
        ([MACHINE], words("reviewed"), Marks(some=True)),
        ([ENGLISH, ENGLISH], None, Marks(english=True)),
        ([ENGLISH], words("machine"), Marks(english=True, some=True)),
        ([ENGLISH, MACHINE], None, Marks(whole="machine", some_english=True)),
        ([ENGLISH, MACHINE, REVIEWED], None, Marks(some=True, some_english=True)),
        ([ENGLISH, REVIEWED], None, Marks(some_english=True)),
    ],
)
def test_once_or_at_each(texts, of_words, expected):
    assert marks.of(texts, of_words) == expected
    assert marks.of(texts, of_words).any == (expected != Marks())
