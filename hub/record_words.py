"""In which words do staff read which job ran, and why a mail did not leave?

The rows keep codes: the name that `hub.jobs` gives a job, and the class of the fault. A test holds that each job that
is scheduled has words here.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Work(NamedTuple):
    title: Promise
    about: Promise  # in one sentence


JOBS = {
    "answer requests for links": Work(
        _("Links by mail"), _("Sends the links that people asked for on the pages for signing in.")
    ),
    "send mail": Work(_("Sending mail"), _("Sends the mails that wait in the outbox.")),
    "forget sent mail": Work(
        _("Sent mail"), _("Deletes from the outbox what was sent or given up more than 30 days ago.")
    ),
    "seal the audit": Work(_("Sealing the audit"), _("Seals new events, so that nobody can change them unnoticed.")),
    "verify the audit": Work(
        _("Verifying the audit"), _("Looks whether anything in the audit was changed or deleted.")
    ),
    "forget old records": Work(
        _("Old records"), _("Deletes events of the audit, reads and counters that are past their time.")
    ),
    "erase people's data": Work(
        _("Personal data"), _("Erases applications and accounts that are past their time, or makes them anonymous.")
    ),
    "clear sessions": Work(_("Sessions"), _("Deletes sessions that are over.")),
    "close and forget sign-ins": Work(_("Sign-ins"), _("Closes sign-ins that are over, and deletes old ones.")),
    "end late recoveries": Work(_("Account recoveries"), _("Ends account recoveries that nobody finished in time.")),
    "change addresses": Work(
        _("Changes of address"), _("Changes the address of an account once the waiting time is over.")
    ),
    "remind of the end": Work(_("Reminders of renewal"), _("Tells members that their membership ends soon.")),
    "tell of the end": Work(_("End of membership"), _("Tells members that their membership was not renewed in time.")),
    "mail news of what is watched": Work(
        _("News of the catalogue"), _("Tells officers by mail that there is something new in what they watch.")
    ),
    "clear links to applications": Work(
        _("Links to applications"), _("Deletes the links to applications that are over.")
    ),
    "clear invitations": Work(_("Invitations"), _("Deletes invitations that are over.")),
    "tell the curators": Work(_("Digest for curators"), _("Tells curators every week what waits for them.")),
    "gather links": Work(_("Gathering links"), _("Gathers the links of the catalogue that have to be checked.")),
    "check links": Work(_("Checking links"), _("Looks whether the links of the catalogue still lead somewhere.")),
    "set review dates": Work(_("Dates of review"), _("Sets by when each tool has to be looked at again.")),
    "close silent messages to staff": Work(
        _("Messages without an answer"), _("Closes messages to staff that were answered and then stayed silent.")
    ),
    "erase closed messages to staff": Work(
        _("Closed messages"), _("Erases messages to staff long after they were closed.")
    ),
    "forget who sent old reports": Work(_("Old reports"), _("Forgets who sent a report long after it was closed.")),
}

_CLOSED = _("The mail server closed the connection.")
_UNREACHED = _("The mail server cannot be reached.")
_INSECURE = _("The mail server does not offer a connection that can be trusted.")
FAULTS: dict[str, Promise] = {  # class of an exception
    "ConnectionRefusedError": _UNREACHED,
    "SMTPConnectError": _UNREACHED,
    "gaierror": _UNREACHED,
    "OSError": _UNREACHED,
    "ConnectionResetError": _CLOSED,
    "BrokenPipeError": _CLOSED,
    "SMTPServerDisconnected": _CLOSED,
    "TimeoutError": _("The mail server did not answer in time."),
    "SSLError": _INSECURE,
    "SSLCertVerificationError": _INSECURE,
    "SMTPNotSupportedError": _INSECURE,
    "SMTPAuthenticationError": _("The mail server did not accept the name or the password of the Hub."),
    "SMTPSenderRefused": _("The mail server does not accept the Hub as a sender."),
    "SMTPRecipientsRefused": _("The mail server does not accept the address of the recipient."),
    "SMTPDataError": _("The mail server did not accept the message."),
    "InvalidToken": _("The message cannot be decrypted with the keys that the Hub has."),
}
OTHER_FAULT = _("The message could not be sent.")


def job(name: str) -> Promise | None:
    return JOBS[name].title if name in JOBS else None


def job_about(name: str) -> Promise | str:
    return JOBS[name].about if name in JOBS else ""


def fault(code: str) -> Promise:
    return FAULTS.get(code, OTHER_FAULT)
