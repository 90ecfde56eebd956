"""Is what is translated counted by what stands in the database, and said in figures that add up?"""

from collections import Counter

import pytest
from django.core.management import call_command

from catalogue import models, origins, translation_queue, translation_report
from catalogue.models import State
from catalogue.origins import Standing
from hub.languages import TRANSLATIONS
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint


@pytest.fixture
def tool(tool_factory):
    tool = tool_factory(
        slug="sorter", name="Sorter", summary_en="Sorts 20 files.", what_it_does_en="It sorts.",
        summary_fr="Trie 20 fichiers.", summary_ru="Сортирует 25 файлов.",
    )  # fmt: skip
    origins.written_by_hand(tool, "summary", "fr")
    row = TextOrigin.objects.get()
    row.pk, row.language, row.origin = None, "ru", Origin.MACHINE
    row.save()
    claim = models.Evidence.objects.create(
        tool=tool, claim_en="Saves an hour.", claim_es="Ahorra una hora.", by="provider", source="https://a.example/"
    )
    TextOrigin.objects.create(
        **origins.place(claim, "claim", "es"), origin=Origin.REVIEWED, english=fingerprint("Saves a day.")
    )
    return tool


def counted() -> dict:
    return translation_report.shares(translation_report.every())


def test_each_text_is_as_far_as_its_origin_says(tool):
    summaries = counted()["tools: summary"]
    assert summaries["fr"] == {Standing.IN_REVIEW: 1}
    assert summaries["ru"] == {Standing.MACHINE: 1}
    assert summaries["es"] == {Standing.MISSING: 1}
    assert counted()["evidence"]["es"] == {Standing.NEEDS_UPDATE: 1}


def test_what_has_no_english_is_nothing_to_translate(tool):
    assert "tools: limits" not in counted()
    assert counted()["tools: what it does"]["ar"].total() == 1


@pytest.mark.slow
def test_pages_mails_and_messages_are_counted_too(tool):
    found = counted()
    assert all(found["public pages"][code].total() == 8 for code in TRANSLATIONS)
    assert all(found["mails"][code][Standing.MISSING] == 0 for code in TRANSLATIONS)
    assert all(there == whole > 2000 for there, whole in translation_report.messages().values())


@pytest.mark.slow
def test_the_command_prints_shares_findings_and_rates(tool, capsys):
    call_command("translations", "--list")
    printed = capsys.readouterr().out
    lines = {line[:32].strip(): line[32:].split() for line in printed.splitlines()}
    assert lines["tools: summary"] == ["0/1", "0/1", "1/1", "1/1", "0/1"]
    assert lines["number (blocks)"] == ["0", "0", "0", "1", "0"]
    assert lines["meaning and term, per cent"] == ["1.1", "1.3", "1.6", "2.5", "1.7"]
    assert "1 findings block, " in printed
    assert "ru tools: summary sorter: number: 20 · 25" in printed


def test_more_tools_cost_no_more_queries(tool, tool_factory, django_assert_num_queries):
    def look():
        return [*translation_report.every()]

    look()
    with django_assert_num_queries(26):
        look()
    tool_factory.create_batch(5)
    with django_assert_num_queries(26):
        look()


def test_the_desk_and_the_command_count_by_one_rule(tool, tool_factory, stage_factory):
    """Drafts and what was withdrawn count for neither; words count for both."""
    stage_factory(name_en="Sorting", definition_en="Puts in order.")
    for state in (State.DRAFT, State.WITHDRAWN, State.IN_REVIEW):
        hidden = tool_factory(state=state, limits_en="No sound.")
        models.Evidence.objects.create(tool=hidden, claim_en="Old.", by="provider", source="https://a.example/")
    desk, command = translation_queue.matrix(), [text for text in translation_report.every() if not text.is_file]
    for code in TRANSLATIONS:
        on_desk = sum((counter for (_section, spoken), counter in desk.items() if spoken == code), Counter())
        assert on_desk == Counter(text.standing for text in command if text.code == code)
    assert sum(text.section == "evidence" for text in command) == 2 * len(TRANSLATIONS)
    assert sum(text.section == "tools: limits" for text in command) == len(TRANSLATIONS)
