"""Which fields does the Hub keep, about whom, why, for how long, and who reads them?

One entry a model; a test fails for a field that is in none (DATA-01). `paths` says how a row leads to the person: the
export (`members.own_data`) walks the personal fields by it. The legal basis is the operator's to name, in the notices.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    PERSONAL = "personal"  # of the person: in the export
    STAFF = "staff"  # what staff found or noted while deciding: not in the export
    HIDDEN = "hidden"  # hashes, seeds, tokens: shown to nobody
    WORKINGS = "workings"  # numbers and links between rows


@dataclass(frozen=True)
class Entry:
    why: str
    kept: str  # a key of settings.RETENTION, or in words
    read_by: str
    paths: dict[str, str] = field(default_factory=dict)  # "user" or "application" -> lookup
    goes_with_account: bool = False  # the rows are the person's own; `members.erasure` deletes them with the account
    loses_person: str = ""  # the link to the person: `members.erasure` empties it with the account, the row stays
    personal: str = ""
    staff: str = ""
    hidden: str = ""
    workings: str = ""

    @property
    def fields(self) -> dict[str, Kind]:
        kinds = ((Kind.PERSONAL, self.personal), (Kind.STAFF, self.staff))
        kinds += ((Kind.HIDDEN, self.hidden), (Kind.WORKINGS, self.workings))
        return {name: kind for kind, names in kinds for name in names.split()}


VETTING = "reviewers and administrators"
NOBODY = "nobody"
REGISTRY_ENTRY = (
    "proposed_by proposed_at proposed_source first_by first_at first_source second_by second_at second_source "
    "retired_at retired_reason"
)
TWO_PERSON = "first_call second_call"
TWO_PERSON_WORKINGS = "id asked_by first_by first_at second_by second_at"

REGISTER: dict[str, Entry] = {
    "members.user": Entry(
        "The account: who may come in, and in which language.",
        "lapsed_months",
        "the person; administrators; reviewers, but for the visits; the focal point of the unit: name, address, end",
        {"user": "pk"},
        personal="id email name role language time_zone working_languages country agency unit supervisor_email "
        "approved_at expires_at suspended_at closed_at terms_version joined_at previous_visit latest_visit last_login",
        staff="suspended_reason suspended_by closed_reason",
        hidden="password",
        workings="anonymised_at reminded",
    ),
    "account.emailaddress": Entry(
        "The same address, as the sign-in library keeps it.",
        "lapsed_months",
        NOBODY,
        {"user": "user"},
        personal="email verified primary",
        workings="id user",
    ),
    "account.emailconfirmation": Entry(
        "Unused: addresses are proven otherwise.", "never written", NOBODY, workings="id email_address created sent key"
    ),
    "mfa.authenticator": Entry(
        "Second factors.",
        "until the person removes it, or lapsed_months",
        NOBODY,
        {"user": "user"},
        personal="type created_at last_used_at",
        hidden="data",
        workings="id user",
    ),
    "members.totpcounter": Entry("Makes a code work once.", "as the factor", NOBODY, workings="authenticator counter"),
    "members.signin": Entry(
        "Shows the person where they are signed in.",
        "90 days after the end",
        "the person",
        {"user": "user"},
        personal="started last_seen network browser system ended ended_because",
        hidden="session_key",
        workings="id user",
    ),
    "members.consent": Entry(
        "Proof of what was accepted.",
        "as the account or the application",
        VETTING,
        {"user": "user", "application": "application"},
        personal="at text version language",
        workings="id user application",
    ),
    "members.application": Entry(
        "To check that somebody serves in law enforcement.",
        "draft_days, refused_days, of an approved one the answers approved_answer_days, what tells whose it was as the "
        "account, the decision for ever",
        VETTING,
        {"user": "account", "application": "pk"},
        personal="reference state kind language answers created_at submitted_at proven_at decided_at appealed_at asked",
        staff="agency unit assigned_to assigned_until recommended_by recommendation decided_by reason call_back",
        hidden="email_mark name_mark sender_mark start_token",
        workings="told_anew_at id revision version changed_at since account erased_at",
    ),
    "members.decision": Entry(
        "Which step was taken when.",
        "as the application",
        VETTING,
        {"user": "application__account", "application": "application"},
        personal="at from_state to_state",
        staff="by reason",
        workings="id application",
    ),
    "members.note": Entry(
        "What reviewers tell each other.", "as the application", VETTING, staff="at by text", workings="id application"
    ),
    "members.callback": Entry(
        "The independent second channel.",
        "as the application",
        VETTING,
        staff="at by found agency channel contact source result remark",
        workings="id application",
    ),
    "members.checkmark": Entry(
        "The checklist.", "as the application", VETTING, staff="at by item result evidence", workings="id application"
    ),
    "members.refereerequest": Entry(
        "The person whom the applicant named.",
        "as the application",
        VETTING,
        staff="language sent_at expires_at answer answered_at",
        hidden="address_mark secret_mark",
        workings="id application",
    ),
    "members.vouch": Entry(
        "What the focal point says.", "as the application", VETTING, staff="at by answer", workings="id application"
    ),
    "members.applicantlink": Entry(
        "The mailed way back to an application.",
        "72 hours",
        NOBODY,
        hidden="secret_mark",
        workings="id application created_at expires_at wrong_tries",
    ),
    "members.addressrequest": Entry(
        "Somebody asked for a link.",
        "seconds",
        NOBODY,
        hidden="address reference",
        workings="id kind language created_at",
    ),
    "members.invitation": Entry(
        "The one-time link to an account.",
        "72 hours, then until the account is anonymous",
        "administrators",
        {"application": "application"},
        personal="email created expires used code_read_at",
        hidden="secret_hash code_mark",
        workings="id role application wrong_codes languages",
    ),
    "members.renewal": Entry(
        "The yearly question whether somebody still serves.",
        "lapsed_months",
        f"{VETTING}; the focal point of the unit",
        {"user": "user"},
        personal="begun_at expires_at own_confirmed_at done_at",
        staff="answer answered_by answered_at",
        hidden="own_mark supervisor_mark",
        workings="id user",
    ),
    "members.recovery": Entry(
        "A lost second factor.",
        "lapsed_months",
        VETTING,
        {"user": "user"},
        personal="state asked_at takes_effect_at ended_at ended_because",
        staff=f"{TWO_PERSON} issue_call",
        hidden="link_mark code_mark",
        workings=f"{TWO_PERSON_WORKINGS} user issued_by issued_at link_expires_at wrong_codes",
    ),
    "members.addresschange": Entry(
        "A new official address.",
        "lapsed_months",
        VETTING,
        {"user": "user"},
        personal="state asked_at takes_effect_at ended_at ended_because new_email",
        staff=TWO_PERSON,
        workings=f"{TWO_PERSON_WORKINGS} user",
    ),
    "members.formermember": Entry(
        "Shows staff that somebody who applies was a member before.",
        "refused_days",
        VETTING,
        staff="country because at",
        hidden="email_mark name_mark",
        workings="id",
    ),
    "members.ticket": Entry(
        "What somebody wants of staff.",
        "ticket_months",
        VETTING,
        {"user": "user", "application": "application"},
        personal="reference topic state language email name created changed closed_at",
        staff="assigned_to waiting_since",
        hidden="email_mark",
        workings="id user application",
    ),
    "members.ticketmessage": Entry(
        "The words of it.",
        "ticket_months",
        VETTING,
        {"user": "ticket__user", "application": "ticket__application"},
        personal="at text",
        staff="by",
        hidden="key",
        workings="id ticket",
    ),
    "members.ticketlink": Entry(
        "The mailed way back to it.", "14 days", NOBODY, hidden="secret_mark", workings="id ticket expires"
    ),
    "members.focalpoint": Entry(
        "Who answers for a unit.",
        "as the agency",
        VETTING,
        {"user": "user"},
        personal="unit proposed_at since until",
        staff="ended_because",
        workings="id user takes_over_from",
    ),
    "members.agency": Entry(
        "Authorities, not people.",
        "for ever",
        VETTING,
        staff="name latin_name country trust note active created",
        workings="id key",
    ),
    "members.unit": Entry("Their parts.", "for ever", VETTING, staff="agency name active", workings="id key"),
    "members.unitsize": Entry(
        "How many people of a unit do this work.",
        "for ever",
        VETTING,
        staff=f"{REGISTRY_ENTRY} agency unit size",
        workings="id",
    ),
    "members.agencydomain": Entry(
        "Mail domains of an authority.",
        "for ever",
        VETTING,
        staff=f"{REGISTRY_ENTRY} agency domain known_since",
        workings="id",
    ),
    "members.agencychannel": Entry(
        "Numbers and addresses of an authority.",
        "for ever",
        VETTING,
        staff=f"{REGISTRY_ENTRY} agency unit kind value",
        workings="id",
    ),
    "catalogue.report": Entry(
        "A suggestion of a tool, a correction of an entry, a link that does not work.",
        "for ever; who sent it: report_months after it was closed, and never longer than the account",
        "curators and administrators, without the sender",
        {"user": "sender"},
        loses_person="sender",
        personal="kind name website part url text why language sent_on state taken_up_on closed_on answer "
        "answer_language unread",
        workings="id tool sender",
    ),
    "members.demomarker": Entry("Says that this is a demonstration.", "for ever", NOBODY, workings="id made"),
    "catalogue.savedlist": Entry(
        "Tools that somebody keeps for later.",
        "as the account, or until the person deletes it",
        "the person; of a shared one the title: every member who has the link",
        {"user": "owner"},
        goes_with_account=True,
        personal="name note created share_key shared_title shared_at",
        workings="id owner",
    ),
    "catalogue.savedtool": Entry(
        "The tools of a saved list.",
        "as the list",
        "the person; of a shared list slug and name: every member who has the link",
        {"user": "saved_list__owner"},
        goes_with_account=True,
        personal="slug name note position saved_at seen",
        workings="id saved_list tool",
    ),
    "catalogue.watch": Entry(
        "Tools and searches of which somebody wants the news.",
        "as the account, or until the person ends it",
        "the person",
        {"user": "owner"},
        goes_with_account=True,
        personal="slug name query language created seen",
        workings="id owner tool known told",
    ),
    "catalogue.newsmail": Entry(
        "Whether somebody is mailed of that news.",
        "as the account",
        "the person",
        {"user": "owner"},
        goes_with_account=True,
        personal="every sent",
        workings="owner",
    ),
    "catalogue.coverage": Entry(
        "What an officer's unit has, to see what it lacks.",
        "as the account",
        "the person; the let-in officers of the agency once the person shares it, without a name",
        {"user": "owner"},
        goes_with_account=True,
        personal="shared_with shared_at",
        workings="id owner",
    ),
    "catalogue.coveredtool": Entry(
        "The tools of it.",
        "as the account",
        "as the list",
        {"user": "coverage__owner"},
        goes_with_account=True,
        personal="tool",
        workings="id coverage",
    ),
    "hub.auditevent": Entry(
        "What was done, by a random id.",
        "audit_months",
        "administrators",
        staff="at by event target detail",
        workings="id mark",
    ),
    "hub.auditseal": Entry(
        "Makes a change to the audit visible.",
        "audit_months",
        "administrators",
        workings="number at ranges count reach previous digest key signature",
    ),
    "hub.readevent": Entry(
        "Who of staff read whose data.", "audit_months", "administrators", staff="at by target", workings="id"
    ),
    "hub.limit": Entry(
        "Counts tries, by keyed hash.", "as long as the window", NOBODY, hidden="mark", workings="until count"
    ),
    "hub.outboxmail": Entry(
        "Mail on its way.",
        "emptied when sent or given up, then 30 days",
        "administrators, without the message",
        hidden="message",
        workings="id created due attempts sent given_up error",
    ),
    "hub.dailyuse": Entry("How many officers came on a day.", "for ever", "curators", workings="day officers"),
    "hub.job": Entry("When a job last ran.", "for ever", "administrators", workings="name last_run"),
    "hub.textorigin": Entry(
        "Where a translation is from; who of staff wrote or approved it.",
        "for ever, the person as long as the account",
        "staff",
        staff="by written_by at note",
        workings="id model key field language origin english source returned",
    ),
    "sessions.session": Entry(
        "Open sessions.", "until they end", NOBODY, hidden="session_key session_data", workings="expire_date"
    ),
    "admin.logentry": Entry(
        "What staff changed in the catalogue.",
        "for ever",
        "staff",
        staff="action_time user object_repr action_flag change_message",
        workings="id content_type object_id",
    ),
    "auth.permission": Entry("Unused.", "for ever", NOBODY, workings="id name content_type codename"),
    "auth.group": Entry("Unused.", "for ever", NOBODY, workings="id name"),
    "contenttypes.contenttype": Entry("Names of models.", "for ever", NOBODY, workings="id app_label model"),
}
CONTENT = ("catalogue",)  # apps that hold nothing about people, but for what is said here
CONTENT_ABOUT_PEOPLE = {
    "catalogue.tool": "which curator verified it last, which submitted it",
    "catalogue.change": "which curator did it",
    "catalogue.wordchange": "which curator did it",
}
