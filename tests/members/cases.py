"""Applications for the tests, brought to a state by the verbs that bring real ones there."""

from members import agency_registry, applying, demo_applications, vetting
from members.agencies import AgencyChannel, Unit
from members.application import Application, Recommendation, State
from tests.personas import make_user

ANSWERS = demo_applications.COMMON | {
    "full_name": "Amina Example",
    "email": "amina@police.example",
    "experience": "none",
    "training": [],
}

UNIT = {"unit_domains": [], "unit_switchboard": "+33199001234", "unit_size": "5"}  # of a focal point


def answers(**changes) -> dict:
    more = UNIT if changes.get("kind") == "focal_point" else {}
    return ANSWERS | more | changes


def draft(**changes) -> Application:
    typed = answers(**changes)
    email, name = applying.mark("email", typed["email"]), applying.mark("name", typed["full_name"])
    marks = {"email_mark": email, "name_mark": name}
    return Application.objects.create(answers=typed, kind=typed["kind"], language="en", **marks)


def sent(**changes) -> Application:
    application = draft(**changes)
    vetting.submit(application)
    return application


def proven(**changes) -> Application:
    application = sent(**changes)
    vetting.prove(application)
    return application


def reviewer(**values):
    return make_user("reviewer", **values)


def registry(by=None):
    """An agency with a confirmed domain and switchboard: two people saw each of them outside. Made once a test."""
    known = agency_registry.find_agency(name="Police of Example", country="FR")
    if known is not None:
        return known, AgencyChannel.objects.get(agency=known, value="+33199001234")
    first, second = reviewer(), reviewer()
    agency = agency_registry.add_agency(name="Police of Example", country="FR", by=by or first)
    entries = [
        agency_registry.propose_domain(agency=agency, domain="police.example", by="applicant"),
        agency_registry.propose_channel(agency=agency, kind="switchboard", value="+33199001234", by="applicant"),
    ]
    for entry in entries:
        for person in (first, second):
            agency_registry.confirm(entry, by=person, source="The ministry's public directory")
    return agency, entries[1]


def in_review(by=None, **changes) -> Application:
    application = proven(**changes)
    vetting.take(application, by=by or reviewer())
    return application


def called_back(by, **changes) -> Application:
    """Taken, placed with an agency of the registry, and confirmed through its switchboard."""
    application = in_review(by=by, **changes)
    agency, channel = registry()
    is_of_unit = application.kind == "focal_point"
    unit = Unit.objects.get_or_create(agency=agency, key="unit", defaults={"name": "Unit"})[0] if is_of_unit else None
    vetting.place(application, by=by, agency=agency, unit=unit)
    vetting.record_call_back(application, by=by, found="registry", channel=channel, result="confirmed")
    return application


def recommended(recommendation=Recommendation.APPROVE, by=None, **changes) -> Application:
    by = by or reviewer()
    if recommendation == Recommendation.APPROVE:
        application = called_back(by, **changes)
    else:
        application = in_review(by=by, **changes)
    reason = "confirmed" if recommendation == Recommendation.APPROVE else "not_confirmed"
    vetting.recommend(application, by=by, recommendation=recommendation, reason=reason)
    return application


def approved(**changes) -> Application:
    application = recommended(**changes)
    vetting.approve(application, by=reviewer(), reason="confirmed")
    return application


def refused(**changes) -> Application:
    application = recommended(Recommendation.REFUSE, **changes)
    vetting.refuse(application, by=reviewer(), reason="not_confirmed")
    return application


MAKERS = {
    State.DRAFT: draft,
    State.SUBMITTED: sent,
    State.PROVEN: proven,
    State.IN_REVIEW: in_review,
    State.RECOMMENDED: recommended,
    State.APPROVED: approved,
    State.REFUSED: refused,
}
