"""What may each staff role do in the admin?

Stock Django permissions by name ("catalogue.change_tool"), one table, no superuser. A role sees nothing it does not
need: curators see no applications, reviewers cannot publish.
"""

from collections.abc import Iterable

from hub.languages import TRANSLATIONS

VERBS = ("view", "add", "change", "delete")


def _on(models: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(
        f"{label.split('.')[0]}.{verb}_{label.split('.')[1]}" for label, verbs in models.items() for verb in verbs
    )


CATALOGUE = {
    "catalogue.tool": (*VERBS, "translate"),  # which languages: `languages_to_translate_into`
    "catalogue.provider": VERBS,
    "catalogue.stage": VERBS,
    "catalogue.family": VERBS,
    "catalogue.capability": VERBS,
    "catalogue.theme": VERBS,
    "catalogue.input": VERBS,
    "catalogue.deployment": VERBS,
    "catalogue.audiencerole": VERBS,
    "catalogue.system": VERBS,
    "catalogue.caution": VERBS,
    "catalogue.source": VERBS,
    "catalogue.evidence": VERBS,
    "catalogue.errorfigure": VERBS,
    "catalogue.restriction": VERBS,
    "catalogue.change": ("view",),
    "catalogue.wordchange": ("view",),
    "catalogue.linkcheck": ("view", "change"),
    "catalogue.report": ("view", "change"),
}

VETTING = {  # what may be done to one application: `members.case_permissions`
    "members.application": ("view", "change"),
    "members.agency": ("view", "add", "change"),
    "members.unit": ("view", "add", "change"),
    "members.agencydomain": ("view",),
    "members.agencychannel": ("view",),
    "members.focalpoint": ("view",),
}

TICKETS = {"members.ticket": ("view", "change")}  # which topics: `members.contact.TOPICS_OF_ROLE`

CASES = {  # two people for each: `members.two_person`
    "members.recovery": ("view", "add", "change"),
    "members.addresschange": ("view", "change"),
}

MEMBERS = {  # beside the role: `members.membership_permissions`
    "members.user": ("view", "suspend", "reinstate", "correct"),
    "members.renewal": ("view", "change"),
}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "officer": frozenset(),
    "reviewer": _on(VETTING | TICKETS | CASES | MEMBERS),
    "curator": _on(CATALOGUE),
    "translator": _on(
        {model: ("view",) for model in CATALOGUE if model != "catalogue.report"}
        | {"catalogue.tool": ("view", "translate")}
    ),
    "administrator": _on(
        CATALOGUE
        | VETTING
        | TICKETS
        | CASES
        | MEMBERS
        | {
            "members.user": (*MEMBERS["members.user"], "close", "end_sessions", "languages"),
            "members.invitation": ("view",),
            "hub.auditevent": ("view",),
        }
        | {"hub.auditseal": ("view",), "hub.readevent": ("view",)}
        | {"hub.outboxmail": ("view",), "hub.job": ("view",)}
    ),
}


def role_may(role: str, permission: str) -> bool:
    return permission in ROLE_PERMISSIONS.get(role, ())


def role_may_some(role: str, app_label: str) -> bool:
    return any(permission.startswith(f"{app_label}.") for permission in ROLE_PERMISSIONS.get(role, ()))


def languages_to_translate_into(role: str, given: Iterable[str]) -> tuple[str, ...]:
    """A translator only those that an administrator gave (`members.translators`); who keeps the entries, all."""
    if not role_may(role, "catalogue.translate_tool"):
        return ()
    own = TRANSLATIONS if role_may(role, "catalogue.change_tool") else set(given)
    return tuple(code for code in TRANSLATIONS if code in own)
