"""What does the demo have to vet? Invented applications, brought to their states by the verbs of real ones."""

import uuid

from members import agency_registry, vetting
from members.agencies import Agency
from members.application import Application
from members.models import User

OPEN = uuid.UUID("00000000-0000-4000-8000-000000000001")  # the token of the one that `demo_session` holds
SOURCE = "Invented for the demonstration"
COMMON = {
    "kind": "officer",
    "latin_name": "",
    "call_name": "",
    "country": "FR",
    "agency_name": "Police of Example",
    "unit_name": "Unit for the protection of minors",
    "function": "investigator",
    "rank": "",
    "assignment": "full",
    "assignment_note": "",
    "referee_name": "Chief Example",
    "referee_email": "chief@police.example",
    "referee_is": "supervisor",
    "working_languages": ["fr", "en"],
    "other_languages": "",
    "experience": "tried",
    "tools_in_use": "",
    "interests": [],
    "training": ["start"],
    "training_note": "",
    "heard": "colleague",
    "terms": True,
    "data_notice": True,
}
APPLICANTS = (  # language, answers of their own, how far it has come
    ("en", {"full_name": "Alex Example", "email": "alex@police.example"}, "proven"),
    ("ar", {"full_name": "أمينة مثال", "latin_name": "Amina Mithal", "email": "amina@gmail.example"}, "proven"),
    ("zh-hans", {"full_name": "李示例", "latin_name": "Li Shili", "email": "li@p0lice.example"}, "in_review"),
    ("fr", {"full_name": "Camille Exemple", "email": "camille@police.example"}, "recommended"),
)


def open_application() -> Application:
    """The draft that the demo's applicant holds."""
    answers = {"kind": "officer", "full_name": "Robin Example", "latin_name": "", "call_name": ""}
    return Application.objects.get_or_create(start_token=OPEN, defaults={"answers": answers})[0]


def make() -> None:
    """Once; needs the demo people."""
    if Agency.objects.exists():
        return
    reviewer = User.objects.get(email="reviewer@demo.example")
    administrator = User.objects.get(email="administrator@demo.example")
    agency, channel = _agency(reviewer, administrator)
    for language, own, state in APPLICANTS:
        application = Application.objects.create(language=language, kind=COMMON["kind"], answers=COMMON | own)
        vetting.submit(application)
        vetting.prove(application)
        if state == "proven":
            continue
        vetting.take(application, by=administrator)
        vetting.place(application, by=administrator, agency=agency)
        if state == "recommended":
            call = {"found": "registry", "channel": channel, "result": "confirmed"}
            vetting.record_call_back(application, by=administrator, **call)
            vetting.recommend(application, by=administrator, recommendation="approve", reason="confirmed")


def _agency(first: User, second: User):
    agency = agency_registry.add_agency(name="Police of Example", country="FR", by=first)
    agency_registry.add_unit(agency=agency, name="Unit for the protection of minors", by=first)
    domain = agency_registry.propose_domain(agency=agency, domain="police.example", by="demo")
    channel = agency_registry.propose_channel(agency=agency, kind="switchboard", value="+33199001234", by="demo")
    for entry in (domain, channel):
        for person in (first, second):
            agency_registry.confirm(entry, by=person, source=SOURCE)
    return agency, channel
