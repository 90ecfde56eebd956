"""Which signs does an application give, for staff to look at before they decide?

One table of small functions, each with one comparison, worked out when the case file is opened and kept nowhere. A
signal decides nothing. A domain is evidence, never proof: `members.case_permissions` asks for the second channel
whatever stands here. Of other people staff see a reference, or "a member", nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries
from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from hub.punctuation import enumerated
from hub.search import fold
from members import agency_registry, lookalikes, mail_domains, reasons
from members.agencies import Agency, Trust
from members.application import Application, CheckMark, RefereeRequest, State, Vouch
from members.domains import in_its_script
from members.lookalikes import Kind
from members.mail_domains import mailbox
from members.vetting_facts import Case, Person, gather

Level = CheckMark.Result
Finding = tuple[Level, str | Promise, str]
YEAR = timedelta(days=365)
SAME_AGENCY = 70  # of 100: two spellings of one agency's name
SAME_PERSON = 90  # of 100: two spellings of one person's name
SIMILAR = 75
SHOWN = 10  # references at most


@dataclass(frozen=True)
class Signal:
    key: str
    level: Level
    sentence: str | Promise  # what was compared, and how it came out
    evidence: str  # facts in plain text; empty where the sentence says all


def signals(application: Application) -> list[Signal]:
    """In the order of the table; none of an application whose answers are erased."""
    if application.erased_at is not None:
        return []
    case = gather(application)
    return [Signal(key, *check(case)) for key, check in CHECKS.items()]


def domain_is_evidence(application: Application) -> bool:
    """The applicant's domain is a confirmed one of the agency that staff found, and not one where anybody gets in."""
    domain = mail_domains.domain_of(application.email)
    if not domain or mail_domains.is_for_anybody(domain):
        return False
    entry = agency_registry.agency_for_domain(domain)
    return entry is not None and entry.agency_id == application.agency_id


def _pass(sentence, *evidence) -> Finding:
    return Level.PASS, sentence, _facts(evidence)


def _look(sentence, *evidence) -> Finding:
    return Level.LOOK, sentence, _facts(evidence)


def _stop(sentence, *evidence) -> Finding:
    return Level.STOP, sentence, _facts(evidence)


def _facts(evidence) -> str:
    return " · ".join(str(fact) for fact in evidence if fact)


def _shown(domain: str) -> str:
    """In its script, and beside it as the network writes it: to the eye, two may be one."""
    shown = in_its_script(domain)
    return shown if shown == domain else f"{shown} ({domain})"


# --- The domain ---------------------------------------------------------------------------------------------------


def domain(case: Case) -> Finding:
    shown, entry, placed = _shown(case.domain), case.entry, case.application.agency_id
    if not case.domain:
        return _stop(_("The mail domain has letters that programs read in different ways; it was not compared."))
    if entry is None:
        return _look(_("The mail domain is not in the registry of agencies."), shown)
    if not entry.is_confirmed:
        return _look(_("The mail domain is only proposed in the registry, so it is no evidence."), shown, entry.agency)
    if placed is not None and placed != entry.agency_id:
        return _look(_("The mail domain is confirmed for another agency than staff found."), shown, entry.agency)
    return _pass(_("The mail domain is confirmed in the registry for an agency."), shown, entry.agency)


def free_mail(case: Case) -> Finding:
    if mail_domains.is_free_mail(case.domain):
        return _look(
            _("Anybody gets an address at this provider: a call-back through the registry and a referee are needed."),
            case.domain,
        )
    return _pass(_("The address is not at one of the large providers where anybody gets one."))


def disposable(case: Case) -> Finding:
    if mail_domains.is_disposable(case.domain):
        return _stop(_("The address is at a provider of throw-away addresses."), case.domain)
    return _pass(_("The address is not at a known provider of throw-away addresses."))


LIKENESS = {
    Kind.SCRIPTS: gettext_lazy("The mail domain mixes letters of several scripts in one word."),
    Kind.LATIN: gettext_lazy("The mail domain has a word of another script that reads as a Latin one."),
    Kind.PRETENDED: gettext_lazy("The mail domain has the mark of a government in a name that anybody can register."),
    Kind.GLYPHS: gettext_lazy("The mail domain looks the same as a confirmed one and is another."),
    Kind.MOVED: gettext_lazy("The mail domain is a confirmed one with a dot or a hyphen moved."),
    Kind.CARRIED: gettext_lazy("The mail domain carries a confirmed one in front of another name."),
    Kind.SLIP: gettext_lazy("The mail domain is one letter away from a confirmed one."),
    Kind.OPEN_ENDING: gettext_lazy("The mail domain is a confirmed name under an ending that anybody can have."),
    Kind.ENDING: gettext_lazy("The mail domain is a confirmed name under another ending."),
    Kind.NEAR: gettext_lazy("The mail domain is a few letters away from a confirmed one."),
    Kind.WORDED: gettext_lazy("The mail domain is a confirmed name with a word added."),
    Kind.HINTED: gettext_lazy("The mail domain has the mark of a government in the name, not in the ending."),
    Kind.FOREIGN: gettext_lazy("The mail domain has letters beyond a-z under an ending in a-z."),
}


def look_alike(case: Case) -> Finding:
    """A confirmed domain is no look-alike, whatever it looks like."""
    if case.entry is not None and case.entry.is_confirmed:
        return _pass(_("The mail domain is itself a confirmed one."))
    if not case.domain:
        return _stop(_("The mail domain could not be compared with the confirmed ones."))
    kind, other = _closest(case)
    if kind is None:
        return _pass(_("The mail domain resembles none of the confirmed ones."))
    say = _stop if kind in lookalikes.STOP else _look
    return say(LIKENESS[kind], *map(_shown, (case.domain, other)))


def _closest(case: Case) -> tuple[Kind | None, str]:
    """The gravest likeness, with the domain whose looks are borrowed."""
    found = {
        lookalikes.likeness(case.domain, known, same_country=country == case.person.country): known
        for known, country in case.known
    }
    found.setdefault(lookalikes.misleads(case.domain), "")
    return next(((kind, found[kind]) for kind in Kind if kind in found), (None, ""))


def domain_age(case: Case) -> Finding:
    """As far as staff wrote it into the registry; never guessed, and no network is asked."""
    since = case.entry.known_since if case.entry is not None else None
    if since is None:
        return _look(_("The age of the mail domain is not known."))
    if timezone.now().date() - since < YEAR:
        return _look(_("The mail domain has existed for less than a year."), date_format(since))
    return _pass(_("The mail domain has existed for a year or longer."), date_format(since))


# --- The agency ---------------------------------------------------------------------------------------------------


def country(case: Case) -> Finding:
    of_domain = "" if mail_domains.is_for_anybody(case.domain) else mail_domains.country_of(case.domain)
    found = (case.person.country, of_domain, case.agency.country.code if case.agency else "")
    evidence = " / ".join(str(countries.name(code)) if code else "–" for code in found)
    named = set(found) - {""}
    if len(named) > 1:
        return _look(
            _("The country of the form, of the domain's ending and of the agency do not fit together."),
            evidence,
        )
    if sum(map(bool, found)) < 2:
        return _look(_("There is nothing to compare the country of the form with."), evidence)
    return _pass(_("The country of the form, of the domain's ending and of the agency fit together."), evidence)


def agency(case: Case) -> Finding:
    typed = case.person.answers.get("agency_name", "")
    if case.agency is None:
        return _look(_("There is no agency of the registry to compare the agency of the form with."), typed)
    if _resemblance(typed, case.agency) < SAME_AGENCY:
        return _look(_("The agency of the form does not resemble the agency of the registry."), typed, case.agency)
    return _pass(_("The agency of the form resembles the agency of the registry."), typed, case.agency)


def _resemblance(typed: str, known: Agency) -> float:
    names = [fold(name) for name in (known.name, known.latin_name) if name]
    return max(fuzz.token_set_ratio(fold(typed), name) for name in names)


def trust(case: Case) -> Finding:
    found = case.agency
    if found is None:
        return _look(_("No agency of the registry is known for this application."))
    if not found.active:
        return _stop(_("The agency of the registry is closed."), found)
    if found.trust == Trust.VERIFIED:
        return _pass(_("The agency of the registry was verified from outside."), found)
    if found.trust == Trust.KNOWN:
        return _look(_("The agency of the registry is known to us, not verified."), found)
    return _look(_("Nothing is known yet of the agency of the registry."), found)


# --- Duplicates ---------------------------------------------------------------------------------------------------


def member(case: Case) -> Finding:
    if case.member_has_address:
        return _stop(_("A member has this address."))
    if case.member_has_name:
        return _look(_("A member of the same country has the same name."))
    return _pass(_("No member has this address or, in this country, this name."))


def former_member(case: Case) -> Finding:
    if case.former:
        ends = enumerated(str(reasons.LABELS.get(code, code)) for code in dict.fromkeys(case.former))
        return _look(_("Somebody with this address or name was a member, and the membership ended."), ends)
    return _pass(_("No membership that ended lately had this address or name."))


def same_address(case: Case) -> Finding:
    if found := _not_refused(case.same_address):
        return _look(_("Another application has the same address."), _references(found))
    return _pass(_("Apart from refused ones, no other application has the same address."))


def same_name(case: Case) -> Finding:
    if found := _not_refused(case.same_name):
        return _look(_("Another application of the same country has the same name."), _references(found))
    return _pass(_("Apart from refused ones, no other application of the same country has the same name."))


def refused_before(case: Case) -> Finding:
    found = [person for person in case.same_address + case.same_name if person.state == State.REFUSED]
    if found:
        return _look(_("An application with the same address or name was refused before."), _references(found))
    return _pass(_("No refused application with the same address or name is on record."))


def near_duplicate(case: Case) -> Finding:
    exact = {person.reference for person in case.same_address + case.same_name}
    found = [other for other in case.recent if other.reference not in exact and _near(case.person, other)]
    if found:
        return _look(_("Another application of two years has nearly the same name or address."), _references(found))
    return _pass(_("None of the newest applications has nearly the same name or address."))


def _near(mine: Person, theirs: Person) -> bool:
    """Nearly one name in one country; or nearly one mailbox, at one domain or with names that are similar."""
    pairs = [(one, other) for one in mine.names for other in theirs.names]
    names = max((fuzz.ratio(one, other) for one, other in pairs), default=0)
    if mine.country == theirs.country and names >= SAME_PERSON:
        return True
    if min(len(mine.local), len(theirs.local)) < lookalikes.LONG:
        return False
    one_domain = mine.email.partition("@")[2] == theirs.email.partition("@")[2]
    close = DamerauLevenshtein.distance(mine.local, theirs.local, score_cutoff=1) <= 1
    return close and (one_domain or names >= SIMILAR)


def same_words(case: Case) -> Finding:
    mine = case.person.long_answers
    found = [other for other in case.recent if mine & other.long_answers]
    if found:
        return _look(_("Another application has a long answer in the same words."), _references(found))
    return _pass(_("None of the newest applications has a long answer in the same words."))


def same_sender(case: Case) -> Finding:
    if not case.senders:
        return _pass(_("No other application of 30 days came from the same network and browser."))
    sentence = ngettext(
        "%(count)s other application of 30 days came from the same network and browser.",
        "%(count)s other applications of 30 days came from the same network and browser.",
        case.senders,
    )
    return _look(sentence % {"count": case.senders})


def _not_refused(people: list[Person]) -> list[Person]:
    return [person for person in people if person.state != State.REFUSED]


def _references(people: list[Person]) -> str:
    found = list(dict.fromkeys(person.reference for person in people))
    return ", ".join(found[:SHOWN] + ["…"] * (len(found) > SHOWN))


# --- People who know the applicant --------------------------------------------------------------------------------


def referee_address(case: Case) -> Finding:
    shown, entry = _shown(case.referee_domain), case.referee_entry
    if case.referee and mailbox(case.referee) == case.person.email:
        return _stop(_("The referee has the applicant's own address."))
    if doubt := _doubt_about_referee(case):
        return _look(doubt, shown)
    if entry is None or not entry.is_confirmed:
        return _look(_("The referee's domain is not confirmed in the registry."), shown)
    if case.agency is None or case.agency.pk != entry.agency_id:
        return _look(_("The referee's address is at a confirmed domain of another agency."), shown, entry.agency)
    return _pass(_("The referee's address is at a confirmed domain of the same agency."), shown, entry.agency)


def _doubt_about_referee(case: Case) -> str:
    if not case.referee_domain:
        return _("The address of the referee could not be read.")
    if mail_domains.is_for_anybody(case.referee_domain):
        return _("The referee's address is at a provider where anybody gets one.")
    return _("The referee's address is that of another applicant.") if case.referee_applies else ""


Answer = RefereeRequest.Answer


def referee_answer(case: Case) -> Finding:
    """The gravest counts where more than one referee was asked."""
    if Answer.DENY in case.referee_answers:
        return _stop(_("The referee said that it is not right."))
    if Answer.CONFIRM in case.referee_answers:
        return _pass(_("The referee confirmed it."))
    if Answer.UNSURE in case.referee_answers:
        return _look(_("The referee was not sure."))
    if case.referee_answers:
        return _look(_("The referee was asked and has not answered."))
    return _look(_("No referee was asked yet."))


def vouch(case: Case) -> Finding:
    if Vouch.Answer.NO in case.vouches:
        return _stop(_("A focal point of the unit said that the person does not serve there."))
    if Vouch.Answer.YES in case.vouches:
        return _pass(_("A focal point of the unit knows the person."))
    if Vouch.Answer.UNSURE in case.vouches:
        return _look(_("A focal point of the unit was not sure."))
    return _look(_("No focal point of the unit has said anything."))


CHECKS: dict[str, Callable[[Case], Finding]] = {
    "domain": domain,
    "free_mail": free_mail,
    "disposable": disposable,
    "look_alike": look_alike,
    "domain_age": domain_age,
    "country": country,
    "agency": agency,
    "trust": trust,
    "member": member,
    "former_member": former_member,
    "same_address": same_address,
    "same_name": same_name,
    "refused_before": refused_before,
    "near_duplicate": near_duplicate,
    "same_words": same_words,
    "same_sender": same_sender,
    "referee_address": referee_address,
    "referee_answer": referee_answer,
    "vouch": vouch,
}
