"""Why was something decided? Codes, each with the sentence that staff choose it by; none of them reaches the applicant.

What the applicant reads is one neutral sentence for every refusal (VET-05).
"""

from django.utils.translation import gettext_lazy as _

REFUSAL = {
    "not_law_enforcement": _("Not a law enforcement agency or not serving in one"),
    "not_assigned": _("No link to crimes against children"),
    "not_confirmed": _("The agency did not confirm the applicant"),
    "referee_denied": _("The referee did not confirm it"),
    "identity_in_doubt": _("Doubts about who is applying"),
    "duplicate": _("The person has a membership or another application"),
    "no_answer": _("Our questions were not answered"),
}
APPROVAL = {
    "confirmed": _("The agency confirmed the applicant by an independent contact"),
    "confirmed_vouched": _("As above, and the focal point of the unit vouched for the applicant"),
}
SEND_BACK = {
    "check_again": _("A finding has to be checked again"),
    "other_outcome": _("The second person would decide otherwise"),
    "new_facts": _("Something new is known"),
}
SUSPENSION = {
    "leaver_reported": _("The unit reported that the person left it"),
    "mailbox_in_doubt": _("The mailbox may be in other hands"),
    "conduct": _("The terms of engagement were broken"),
    "under_review": _("The membership is being checked again"),
}
REINSTATEMENT = {
    "confirmed": _("The agency confirmed by an independent contact that the person serves there"),
    "mailbox_safe": _("The person has the mailbox again, and signed out what was open"),
    "mistake": _("The suspension was a mistake"),
    "review_over": _("The check is over, and nothing stands against the membership"),
}
CLOSURE = {
    "left_service": _("The person left law enforcement"),
    "own_wish": _("The person asked for it"),
    "agency_withdrew": _("The agency withdrew"),
    "conduct": _("The terms of engagement were broken"),
    "lapsed": _("Not renewed in time"),
}
SERVICE = {  # how staff know whether somebody still serves
    "registry_call": _("A call-back by a number or address of the registry"),
    "other_call": _("A call-back by a contact found by ourselves, not given by the person"),
    "letter": _("A letter of the agency, checked with the agency"),
}
LABELS = REFUSAL | APPROVAL | SEND_BACK | SUSPENSION | CLOSURE
