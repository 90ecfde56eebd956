"""Can translators work through the queue, each in the own languages, and nobody else?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import models, origins, translating
from hub.languages import CODES
from hub.models import Origin, TextOrigin
from hub.texts import fingerprint
from tests.personas import LET_IN, make_user

QUEUE = "/admin/catalogue/translations/"
ENGLISH, FRENCH = "Sorts 40 files for PhotoDNA.", "Trie 40 fichiers pour PhotoDNA."
CANARY = "Canari 40 fichiers pour PhotoDNA."


def place(tool: str = "sorter", field: str = "summary", code: str = "fr", kind: str = "tool") -> str:
    return f"{QUEUE}{kind}/{tool}/{field}/{code}/"


@pytest.fixture
def tool(tool_factory):
    tool = tool_factory(slug="sorter", name="Sorter", summary_en=ENGLISH, summary_fr=FRENCH, summary_ar=CANARY)
    told = [
        origins.Source("sorter", "summary", code, "machine", fingerprint(ENGLISH), ENGLISH) for code in ("fr", "ar")
    ]
    origins.note(models.Tool, told)
    return tool


@pytest.fixture
def french(sign_in):
    """A browser of a translator into French."""
    user = make_user("translator", working_languages=["fr"])
    user.name = "Claire"
    user.save()
    return sign_in("translator", user=user)


@pytest.fixture
def press(tool):
    """Opens the page of the French summary, and presses a button with what was changed in the form."""

    def press(browser, act: str, status: int = 302, query: str = "", **changes):
        form = browser.get(place() + query).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | changes | {"act": act}
        answer = browser.post(place() + query, sent)
        assert answer.status_code == status, text(answer)
        return answer

    return press


def text(response) -> str:
    page = re.sub(r"</?(bdi|mark|a|ins|del|strong)\b[^>]*>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def origin(code: str = "fr") -> TextOrigin:
    return TextOrigin.objects.get(key="sorter", field="summary", language=code)


# --- Who ----------------------------------------------------------------------------------------------------------


def test_a_french_translator_neither_opens_nor_changes_arabic(tool, french):
    assert french.get(place()).status_code == 200
    for code in ("ar", "en", "xx"):
        assert french.get(place(code=code)).status_code == 404
        for act in ("save", "next", "approve", "back"):
            sent = {"text": "يفرز 40 ملفا ل PhotoDNA.", "note": "No.", "act": act}
            assert french.post(place(code=code), sent).status_code == 404
    assert models.Tool.objects.get().summary_ar == CANARY
    assert origin("ar").origin == Origin.MACHINE


def test_the_queue_of_another_language_shows_nothing_of_it(tool, french):
    page = french.get(QUEUE, {"language": "ar"})
    assert page.context["lines"] == []
    assert "Select a valid choice" in page.content.decode()


@pytest.mark.parametrize("name", ["visitor", "officer", "suspended", "expired", "reviewer"])
def test_nobody_else(tool, name, sign_in, visitor):
    browser = visitor if name == "visitor" else sign_in(name, user=make_user(name, working_languages=["fr"]))
    status = 302 if name == "visitor" else 404
    for address in (QUEUE, place(), place("none")):
        for answer in (browser.get(address), browser.post(address, {"text": "Canari", "act": "save"})):
            assert answer.status_code == status
            assert b"Canari" not in answer.content
    assert models.Tool.objects.get().summary_fr == FRENCH


def test_by_role(tool, browsers):
    seen = {name for name in LET_IN if browsers[name].get(QUEUE).status_code == 200}
    assert seen == {"curator", "translator", "administrator"}
    seen = {name for name in LET_IN if browsers[name].get(place()).status_code == 200}
    assert seen == {"curator", "administrator"}  # to that translator no language was given
    assert "No language is given to your account yet." in text(browsers["translator"].get(QUEUE))


@pytest.mark.parametrize(
    "address",
    [
        place("none"), place(field="name"), place(field="limits"), place(kind="user"), place(kind="evidence"),
        place("9" * 18, "claim", kind="evidence"), place(code="zh"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_absent(tool, curator, address):
    assert curator.get(address).status_code == curator.post(address, {"act": "save"}).status_code == 404


# --- The queue ----------------------------------------------------------------------------------------------------


def test_the_queue_leads_to_each_text_and_back(tool, french, stage_factory):
    stage_factory(name_en="Triage", definition_en="")
    page = french.get(QUEUE)
    assert [(line.owner, line.label, line.standing) for line in page.context["lines"]] == [
        ("Sorter", "Summary", "machine"),
        ("Sorter", "What it does", "missing"),
        ("Triage", "Name", "missing"),
    ]
    assert 'data-total="3"' in page.content.decode()
    page = french.get(QUEUE, {"section": "stage", "standing": "missing"})
    (line,) = page.context["lines"]
    assert line.address == "/admin/catalogue/translations/stage/triage/name/fr/?section=stage&standing=missing"
    assert text(french.get(line.address)).count("Triage") >= 2
    assert (
        "/admin/catalogue/translations/?section=stage&amp;standing=missing" in french.get(line.address).content.decode()
    )


def test_the_choice_by_name_and_standing(tool, french, tool_factory):
    tool_factory(name="Other")
    assert {line.owner for line in french.get(QUEUE, {"owner": "sort"}).context["lines"]} == {"Sorter"}
    found = french.get(QUEUE, {"standing": "machine"}).context["lines"]
    assert [(line.owner, line.label) for line in found] == [("Sorter", "Summary")]
    counted = {value: count for value, _word, count in french.get(QUEUE).context["counts"]}
    assert counted == {"missing": 3, "needs-update": 0, "in-review": 0, "machine": 1, "reviewed": 0}
    for query in ({"section": "nothing"}, {"standing": "x"}, {"owner": "a" * 200}):
        page = french.get(QUEUE, query)
        assert (page.status_code, page.context["lines"]) == (200, [])


def test_pages_of_fifty(french, tool_factory):
    for _ in range(30):
        tool_factory()
    page = french.get(QUEUE, {"standing": "missing"})
    assert len(page.context["lines"]) == 50
    assert "?standing=missing&amp;page=2" in page.content.decode()
    assert len(french.get(QUEUE, {"standing": "missing", "page": "2"}).context["lines"]) == 10
    assert french.get(QUEUE, {"page": "x"}).status_code == 200


@pytest.mark.parametrize("code", CODES)
def test_pages_in_every_language(tool, code, curator):
    curator.cookies["django_language"] = code
    for address in (QUEUE, place()):
        page = curator.get(address).content.decode()
        assert f'<html lang="{code}"' in page
    assert 'name="text"' in page


def test_the_queries_of_the_pages_do_not_grow(french, tool_factory, evidence_factory):
    def queries(address: str) -> int:
        french.get(address)  # what is in memory is made anew, once
        with CaptureQueriesContext(connection) as caught:
            assert french.get(address).status_code == 200
        return len(caught)

    tool_factory(slug="sorter")
    before = [queries(QUEUE), queries(place())]
    for _ in range(30):
        evidence_factory(tool=tool_factory(summary_fr="Trie."))
    assert [queries(QUEUE), queries(place())] == before
    assert before[0] <= 8
    assert before[1] <= 10


# --- One text -----------------------------------------------------------------------------------------------------


def test_both_texts_with_their_language_and_the_others(tool, french):
    page = french.get(place()).content.decode()
    assert re.search(r'<p class="source" lang="en" dir="ltr">.*40 files for PhotoDNA', page)
    assert re.search(
        r'<textarea name="text"[^>]* lang="fr" dir="ltr"[^>]*>\s*Trie 40 fichiers pour PhotoDNA.</textarea>', page
    )
    assert f'<p class="source" lang="ar" dir="rtl">{CANARY}</p>' in page  # to read, folded away
    assert "Machine translation, not read by a person" in page


def test_the_words_of_the_glossary_are_marked(tool, french):
    models.Tool.objects.rewrite(False).update(summary_en="Finds grooming in 40 chats.")
    page = french.get(place()).content.decode()
    assert '<a href="#term-grooming"><mark>grooming</mark></a>' in page
    terms = page[page.index('class="terms"') : page.index("</dl>")]
    assert 'id="term-grooming"' in terms
    assert '<strong lang="fr" dir="ltr">' in terms
    assert "Source:" in terms
    assert re.search("proposed: a specialist is still to confirm it|verified in the source", terms)


def test_what_changed_in_the_english(tool, french):
    models.Tool.objects.rewrite(False).update(summary_en="Sorts all 40 files for PhotoDNA.")
    page = french.get(place()).content.decode()
    assert "What changed in the English since this was translated" in page
    assert "<ins>all </ins>" in page or "<ins> all</ins>" in page
    TextOrigin.objects.update(source="")
    assert "The earlier English was not kept." in text(french.get(place()))


def test_what_the_checks_found(tool, french):
    assert "The checks found nothing." in text(french.get(place()))
    models.Tool.objects.rewrite(False).update(summary_fr="Trie 41 fichiers pour PhotoDNA.")
    assert "Must be changed · Numbers differ from the English" in text(french.get(place()))
    models.Tool.objects.rewrite(False).update(summary_fr="Trie 40 fichiers.")
    assert "To be looked at · A name of the English is missing" in text(french.get(place()))


def test_saving(tool, french, press):
    answer = press(french, "save", text="Classe 40 fichiers pour PhotoDNA.")
    assert answer.headers["Location"] == place()
    assert models.Tool.objects.get().summary_fr == "Classe 40 fichiers pour PhotoDNA."
    page = text(french.get(place()))
    assert "Saved. Somebody is to approve it." in page
    assert "In review" in page
    assert "Claire" in page
    assert "You wrote this text. Somebody else approves it." in page
    assert 'value="approve"' not in french.get(place()).content.decode()


def test_saving_leads_to_the_next_text_of_the_choice(tool, french, press):
    query = "?language=fr&owner=sorter"
    answer = press(french, "next", query=query, text="Classe 40 fichiers pour PhotoDNA.")
    assert answer.headers["Location"] == place(field="what_it_does") + query
    answer = press(french, "back", query="?standing=in-review", note="Too wide.")
    assert answer.headers["Location"] == QUEUE + "?standing=in-review"  # there is no other


def test_a_save_alone_approves_nothing(tool, french, press):
    """J6"""
    answer = press(french, "save", 200)
    assert "Nothing was changed. If the text is right as it stands, approve it." in text(answer)
    assert origin().origin == Origin.MACHINE


def test_what_blocks_is_said_and_nothing_is_lost(tool, french, press):
    answer = press(french, "next", 200, text="Classe 41 fichiers pour PhotoDNA.", note="Mine")
    page = answer.content.decode()
    assert "A check found what must not stand there. Nothing was saved." in page
    assert "Must be changed" in page
    assert "Classe 41 fichiers pour PhotoDNA.</textarea>" in page
    assert "Mine</textarea>" in page
    assert models.Tool.objects.get().summary_fr == FRENCH


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write the translation first."),
        ({"text": "Trie 40 fichiers pour PhotoDNA. " * 20}, "at most"),
        ({"text": "a" * 20_001}, "at most"),
        ({"text": "Trie 40\x00 fichiers pour PhotoDNA."}, "Null characters are not allowed."),
        ({"note": "a" * 301, "text": "Classe 40 fichiers pour PhotoDNA."}, "at most"),
        ({"seen": "a" * 50, "text": "Classe 40 fichiers pour PhotoDNA."}, "at most"),
    ],
)
def test_bad_input_is_said(tool, french, press, change, said):
    assert said in text(press(french, "save", 200, **change))
    assert models.Tool.objects.get().summary_fr == FRENCH


def test_approving(tool, french, press):
    press(french, "approve")
    found = origin()
    assert (found.origin, found.by) == (Origin.REVIEWED, french.user)
    assert "This text is approved already." in text(french.get(place()))


def test_a_warning_is_passed_with_a_reason(tool, french, press):
    models.Tool.objects.rewrite(False).update(summary_fr="Trie 40 fichiers.")
    answer = press(french, "approve", 200)
    assert "Say in the note why it is right, or change the text." in text(answer)
    press(french, "approve", note="The name is in the title.")
    assert origin().note == "The name is in the title."
    assert "The name is in the title." in text(french.get(place()))


def test_who_changes_a_text_does_not_approve_it_with_the_same_press(tool, french, press):
    answer = press(french, "approve", 200, text="Classe 40 fichiers pour PhotoDNA.")
    assert "You wrote this text. Somebody else approves it." in text(answer)
    assert models.Tool.objects.get().summary_fr == FRENCH  # neither written nor approved
    assert "Classe 40 fichiers pour PhotoDNA.</textarea>" in answer.content.decode()


def test_one_press_where_one_person_is_enough(tool, french, press, settings):
    settings.PUBLISH_BY_TWO = False
    press(french, "approve", text="Classe 40 fichiers pour PhotoDNA.")
    assert (models.Tool.objects.get().summary_fr, origin().origin) == (
        "Classe 40 fichiers pour PhotoDNA.",
        Origin.REVIEWED,
    )


def test_sending_back_says_why(tool, french, curator, press):
    assert "Say in the note what has to change." in text(press(curator, "back", 200))
    press(curator, "back", note="“Trier” is too wide.")
    page = text(french.get(place()))
    assert "Sent back. What has to change: “Trier” is too wide." in page
    assert "Needs an update" in page


def test_what_somebody_else_wrote_meanwhile_is_shown_beside(tool, french, curator):
    form = french.get(place()).context["form"]
    sent = {"text": "Range 40 fichiers pour PhotoDNA.", "seen": form["seen"].value(), "act": "next"}
    translating.write(tool, "summary", "fr", "Classe 40 fichiers pour PhotoDNA.", by=curator.user)
    answer = french.post(place(), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody changed this text or its English after you opened the page." in page
    assert re.search(r'theirs" lang="fr" dir="ltr">Classe 40 fichiers pour PhotoDNA.</p>', page)
    assert "Range 40 fichiers pour PhotoDNA.</textarea>" in page
    assert models.Tool.objects.get().summary_fr == "Classe 40 fichiers pour PhotoDNA."
    again = sent | {"seen": answer.context["form"]["seen"].value()}
    assert french.post(place(), again).status_code == 302
    assert models.Tool.objects.get().summary_fr == "Range 40 fichiers pour PhotoDNA."


def test_looking_writes_nothing(tool, french):
    french.get(QUEUE)
    with CaptureQueriesContext(connection) as caught:
        french.get(QUEUE)
        french.get(place())
    written = [one["sql"] for one in caught if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert [sql for sql in written if "django_session" not in sql] == []


def test_the_form_of_an_entry_says_how_far_each_text_is(tool, curator):
    page = curator.get(f"/admin/catalogue/tool/{tool.pk}/change/").content.decode()
    assert "Français</bdi> · missing: 1 · machine: 1" in page
    assert f"English: {len(ENGLISH)} characters. This translation: machine." in page
    assert f'href="{QUEUE}?owner=sorter&amp;standing=all"' in page


def test_so_does_each_row_of_its_evidence_figures_and_restrictions(tool, curator):
    def page() -> str:
        return curator.get(f"/admin/catalogue/tool/{tool.pk}/change/").content.decode()

    for number in range(2):
        texts = {"claim_en": "Saves an hour.", "claim_fr": "Gagne une heure."}
        claim = models.Evidence.objects.create(tool=tool, by="provider", source=f"https://a.example/{number}", **texts)
        TextOrigin.objects.create(**origins.place(claim, "claim", "fr"), origin="machine", english="another")
    shown = page()
    assert shown.count('<div class="readonly">missing: 4 · needs an update: 1</div>') == 2
    assert shown.count("English: 14 characters. This translation: needs an update.") == 2
    with CaptureQueriesContext(connection) as few:
        page()
    for number in range(2, 12):
        models.Evidence.objects.create(tool=tool, by="provider", source=f"https://a.example/{number}", claim_en="More.")
    page()
    with CaptureQueriesContext(connection) as many:
        page()
    assert len(many) == len(few)


# --- Nothing was changed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["save", "next"])
def test_pressing_save_on_an_untouched_machine_text_changes_nothing_and_says_so(tool, french, press, act):
    spaced = "Trie 40 fichiers\u00a0; pour PhotoDNA."
    models.Tool.objects.update(summary_fr=spaced)
    said = "Nothing was changed. If the text is right as it stands, approve it."
    assert said in text(press(french, act, 200))
    assert models.Tool.objects.get().summary_fr == spaced
    assert origin().origin == Origin.MACHINE


def test_approving_an_untouched_text_of_several_lines_writes_nothing(tool, curator):
    lines = "Trie 40 fichiers\u00a0:\n- images\n"
    models.Tool.objects.update(what_it_does_en="Sorts 40 files:\n- images\n", what_it_does_fr=lines)
    one = place(field="what_it_does")
    form = curator.get(one).context["form"]
    sent = {"text": lines.replace("\n", "\r\n"), "seen": form["seen"].value(), "note": "", "act": "approve"}
    assert curator.post(one, sent).status_code == 302
    assert models.Tool.objects.get().what_it_does_fr == lines
    held = TextOrigin.objects.get(key="sorter", field="what_it_does")
    assert (held.origin, held.written_by) == (Origin.REVIEWED, None)
