"""Are tools compared by the same rows, with what differs told apart and nothing guessed?"""

import pytest
from django.utils import translation

from catalogue import comparison, sheet, snapshot
from catalogue.models import Input
from hub.languages import CODES
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint

SLUGS = ("cellebrite-physical-analyzer", "magnet-griffeye", "photodna", "cyacomb-forensics")


def sheets(*slugs, code="en"):
    return sheet.read(snapshot.current(), slugs, code)


def test_the_first_four_that_exist_each_once(catalogue):
    wanted = ["photodna", "nobody", "photodna", "", "cyacomb-forensics", "magnet-griffeye", SLUGS[0], "griffeye\x00"]
    wanted += [slug for slug in catalogue.numbers if slug not in wanted][:1]
    selection = comparison.select(wanted, catalogue)
    assert selection.slugs == ("photodna", "cyacomb-forensics", "magnet-griffeye", SLUGS[0])
    assert selection.unknown == ("nobody", "griffeye")
    assert len(selection.over) == 1
    assert selection.full
    assert (
        selection.address()
        == "?tool=photodna&tool=cyacomb-forensics&tool=magnet-griffeye&tool=cellebrite-physical-analyzer"
    )
    assert selection.without("photodna") == ["cyacomb-forensics", "magnet-griffeye", SLUGS[0]]


@pytest.mark.parametrize("code", CODES)
def test_the_rows_are_the_same_for_whichever_tools(catalogue, code):
    every = [
        [row.label for row in comparison.facts(sheets(*pair, code=code))] for pair in (SLUGS[:2], SLUGS[2:], SLUGS)
    ]
    assert every[0] == every[1] == every[2]
    assert all(len(row.cells) == 4 for row in comparison.facts(sheets(*SLUGS, code=code)))


def test_what_only_one_tool_has_is_told_apart(tool_factory):
    names = ("images", "video", "audio")
    inputs = [Input.objects.get_or_create(slug=slug, defaults={"name_en": slug})[0] for slug in names]
    for slug, chosen in (("one", inputs[:2]), ("two", inputs[:1]), ("three", inputs[1::-1])):
        tool_factory(slug=slug).inputs.set(chosen)
    [row] = [row for row in comparison.facts(sheets("one", "two")) if row.label == "Works on"]
    assert [[(item.text, item.only) for item in cell] for cell in row.cells] == [
        [(str(inputs[0]), False), (str(inputs[1]), True)],
        [(str(inputs[0]), False)],
    ]
    assert row.differs
    [row] = [row for row in comparison.facts(sheets("one", "three")) if row.label == "Works on"]
    assert not row.differs  # the order says nothing
    [row] = [row for row in comparison.facts(sheets("one", "two")) if row.label == "Provider"]
    assert not any(item.only for cell in row.cells for item in cell)  # one answer each: the row says that it differs


def test_what_nobody_published_stays_empty(tool_factory):
    tool_factory(slug="bare")
    tool_factory(slug="empty")
    rows = {row.label: row for row in comparison.facts(sheets("bare", "empty"))}
    assert rows["Licence"].cells == ((), ())
    assert not rows["Licence"].differs
    table = comparison.table(sheets("bare", "empty"))
    assert ["Licence", "Not published", "Not published"] in table
    assert [text.absent for text in comparison.texts(sheets("bare")) if text.label.startswith("Limits")] == [
        "No limits published."
    ]


def test_a_text_in_a_file_says_that_a_machine_translated_it(tool_factory):
    tool = tool_factory(slug="one", summary_fr="Trie.", what_it_does_fr="Trie les fichiers.", limits_en="No sound.")
    told = {"model": "catalogue.tool", "key": "one", "language": "fr", "english": fingerprint(tool.summary_en)}
    TextOrigin.objects.create(field="summary", origin=Origin.MACHINE, **told)
    with translation.override("fr"):
        rows = dict(comparison.table(sheets("one", code="fr")))
    assert rows["Résumé"] == "Trie.\n*Traduction automatique"
    assert "Trie les fichiers." in rows.values()
    assert "No sound.\nEnglish" in rows.values()


def test_limits_come_before_how_to_get_it(catalogue):
    labels = [text.label for text in comparison.texts(sheets(*SLUGS))]
    assert labels.index("Limits and when not to use it") < labels.index("How to get it")


def test_one_query_whatever_the_number(catalogue, django_assert_num_queries):
    sheet.read(catalogue, SLUGS[:1], "en")  # what the snapshot keeps
    for number in (1, 4):
        with django_assert_num_queries(1):
            comparison.facts(sheet.read(catalogue, SLUGS[:number], "en"))
