"""What does the translation service write, and what does it never touch?"""

import io

import pytest
from django.core.management import CommandError, call_command

from catalogue import machine_translating, models, origins
from catalogue.history import Change
from catalogue.machine_translating import NotKept
from catalogue.origins import Standing
from catalogue.translating import text_of
from hub.languages import TRANSLATIONS
from hub.models import AuditEvent, Origin, TextOrigin
from hub.refusals import NotAllowed, StateChanged
from tests.catalogue.translated import ENGLISH, FRENCH
from tests.catalogue.translating_service import serving
from tests.personas import make_user
from tests.site import belongings, canaries

pytestmark = pytest.mark.django_db
NEWER = "It finds 5 of 9 known files. See https://maker.example/ for more."
FRENCH_OF_NEWER = "Il trouve 5 des 9 fichiers connus. Voir https://maker.example/ pour en savoir plus."


@pytest.fixture
def service(settings):
    with serving() as service:
        settings.TRANSLATE_URL = service.url
        service.texts = {
            ENGLISH: FRENCH,
            NEWER: FRENCH_OF_NEWER,
            "Triage": "Tri",
            "Finds known files.": "Trouve les fichiers connus.",
            "It compares files.": "L’outil compare des fichiers.",
            "It saves 2 hours a day.": "Il fait gagner 2 heures par jour.",
        }
        yield service


@pytest.fixture
def translator():
    return make_user("translator", working_languages=["fr"])


def refusal(row, name: str, by, code="fr") -> str:
    with pytest.raises(NotAllowed) as refused:
        machine_translating.translate(row, name, code, by=by)
    return refused.value.code


def command(**options) -> str:
    out = io.StringIO()
    call_command("translate_missing", language="fr", stdout=out, **options)
    return out.getvalue()


def test_what_is_missing_is_filled_as_a_machines(service, made, translator):
    machine_translating.translate(made.tool, "summary", "fr", by=translator)
    made.tool.refresh_from_db()
    assert made.tool.summary_fr == "Trouve les fichiers connus."
    text = text_of(made.tool, "summary", "fr")
    assert (text.standing, text.origin.origin, text.origin.source) == (
        Standing.MACHINE,
        Origin.MACHINE,
        "Finds known files.",
    )
    change = Change.objects.get()
    assert (change.by, change.fields, change.told) == (translator, ["summary"], False)
    assert change.why == "By the translation service"
    event = AuditEvent.objects.get()
    assert (event.event, event.target, event.by) == (
        "translation asked of the service",
        "tool finder summary fr",
        str(translator.pk),
    )


def test_a_machines_text_of_an_older_english_is_renewed(service, made, translator):
    models.Tool.objects.update(limits_en=NEWER)
    machine_translating.translate(made.tool, "limits", "fr", by=translator)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == FRENCH_OF_NEWER
    assert text_of(made.tool, "limits", "fr").standing == Standing.MACHINE


def test_what_a_person_wrote_is_never_touched(service, made, translator):
    origins.written_by_hand(made.tool, "limits", "fr", translator)
    models.Tool.objects.update(limits_en=NEWER)
    assert refusal(models.Tool.objects.get(), "limits", translator) == "not_waiting"
    assert service.asked == []
    assert models.Tool.objects.get().limits_fr == FRENCH


def test_what_is_as_it_should_be_is_not_asked_for(service, made, translator):
    assert refusal(made.tool, "limits", translator) == "not_waiting"
    assert service.asked == []


def test_only_in_ones_own_languages(service, made, translator):
    assert refusal(made.tool, "summary", translator, "ar") == "language"
    assert service.asked == []


def test_not_a_draft(service, made, translator):
    models.Tool.objects.update(state=models.State.DRAFT)
    assert refusal(models.Tool.objects.get(), "summary", translator) == "not_published"
    assert service.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        "Il trouve 3 des 4 fichiers connus.",
        "Он находит 5 из 9 известных файлов. Подробнее: https://maker.example/.",
        "Il trouve <b>5</b> des 9 fichiers connus. Voir https://maker.example/ pour en savoir plus.",
        "Il trouve 5 des 9 fichiers\0 connus. Voir https://maker.example/ pour en savoir plus.",
    ],
)
def test_an_answer_that_a_check_blocks_is_not_kept(answer, service, made, translator):
    models.Tool.objects.update(limits_en=NEWER)
    service.texts[NEWER] = answer
    with pytest.raises(NotKept) as found:
        machine_translating.translate(made.tool, "limits", "fr", by=translator)
    assert found.value.findings
    assert models.Tool.objects.get().limits_fr == FRENCH
    assert not AuditEvent.objects.exists()


def test_who_wrote_meanwhile_keeps_theirs(service, made, translator, monkeypatch):
    asked = machine_translating.service.ask

    def ask(*args):
        answer = asked(*args)
        models.Tool.objects.update(summary_fr="D’une collègue.")
        return answer

    monkeypatch.setattr(machine_translating.service, "ask", ask)
    with pytest.raises(StateChanged):
        machine_translating.translate(made.tool, "summary", "fr", by=translator)
    assert models.Tool.objects.get().summary_fr == "D’une collègue."


# --- The command --------------------------------------------------------------------------------------------------


def test_the_command_fills_what_waits(service, made):
    told = command()
    assert told.splitlines()[-2:] == ["kept: 4", "still waiting: 0"]
    made.stage.refresh_from_db()
    made.claim.refresh_from_db()
    assert (made.stage.name_fr, made.claim.claim_fr) == ("Tri", "Il fait gagner 2 heures par jour.")
    origins_of_all = set(TextOrigin.objects.filter(language="fr").values_list("origin", flat=True))
    assert origins_of_all == {Origin.MACHINE}
    assert command().splitlines() == ["kept: 0", "still waiting: 0"]


def test_no_more_than_it_is_told(service, made):
    assert command(most=1).splitlines() == ["tool/finder/summary: kept", "kept: 1", "still waiting: 3"]
    assert len(service.asked) == 1


def test_it_says_what_it_did_not_keep(service, made):
    service.texts["It saves 2 hours a day."] = "Il fait gagner 5 heures par jour."
    assert f"evidence/{made.claim.pk}/claim: not kept: Numbers differ from the English" in command()


def test_what_was_sent_back_waits_for_a_person(service, made):
    TextOrigin.objects.update(returned=True)
    assert "tool/finder/limits" not in command()


def test_it_stops_where_the_service_fails(service, made):
    service.answer = (500, b"")
    with pytest.raises(CommandError, match="failed 3 times in a row"):
        command()
    assert len(service.asked) == 3


def test_it_does_nothing_where_the_service_is_off(made):
    with pytest.raises(CommandError, match="No translation service is set up"):
        command()


# --- Nothing of people --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_word_of_an_application_a_message_a_note_or_a_report_is_sent(service, made, tool_factory):
    staff = make_user("reviewer"), make_user("curator")
    belongings.strangers(staff)
    planted = canaries.plant({})
    tool_factory(slug="draft", state=models.State.DRAFT, summary_en="xq99999999 draft")
    TextOrigin.objects.update(note="xq99999998")
    for code in TRANSLATIONS:
        call_command("translate_missing", language=code, most=500, stdout=io.StringIO())
    sent = "\n".join(service.sent)
    assert "Finds known files." in sent
    assert len(planted.by_word) > 50
    assert not canaries.WORD.findall(sent.lower().encode())
