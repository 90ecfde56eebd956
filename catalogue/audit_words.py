"""In which words do staff read what the audit keeps about the catalogue? (`hub.audit_words`)"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise]

TOOLS: Words = {
    "catalogue loaded": _("Catalogue loaded from the data files"),
    "whole catalogue imported": _("Whole catalogue imported"),
    "tools imported": _("Tools imported from a file"),
    "proposal taken in": _("Proposal of a tool taken in"),
    "tool created": _("Tool entered"),
    "tool changed": _("Tool changed"),
    "tool state changed": _("State of a tool changed"),
    "tool drafted from a report": _("Draft of a tool made from a suggestion"),
    "tools verified": _("Tools verified"),
    "links queued": _("Links put at the head of the queue to be checked"),
}
VOCABULARY: Words = {
    "word changed": _("Word of the vocabulary changed"),
    "terms merged": _("Two words of the vocabulary merged"),
    "term deleted": _("Word of the vocabulary deleted"),
}
TRANSLATIONS: Words = {
    "translation written": _("Translation written"),
    "translation approved": _("Translation approved"),
    "translation sent back": _("Translation sent back"),
    "translation asked of the service": _("Translation asked of the translation service"),
    "translations taken in": _("Translations taken in from a file"),
}
OFFICERS: Words = {
    "report taken up": _("Report taken up"),
    "report done": _("Report done"),
    "report not taken up": _("Report not taken up"),
    "senders of reports forgotten": _("Senders of old reports forgotten"),
    "list shared": _("List shared"),
    "list no longer shared": _("List no longer shared"),
    "unit coverage shared": _("Coverage of a unit shared with the agency"),
    "unit coverage withdrawn": _("Coverage of a unit no longer shared"),
}
EVENTS: Words = TOOLS | VOCABULARY | TRANSLATIONS | OFFICERS
_SLUG = "[a-z0-9-]+"
_WORD = "stage|family|capability|input|deployment|theme|audiencerole|system|provider|caution"
TARGETS: Words = {  # expressions, the first that fits
    "tools": _("Several tools"),
    "translations": _("Several translations"),
    r"report \S+": _("One report"),
    r"list \S+": _("One list of an officer"),
    r"coverage \S+": _("Coverage of one unit"),
    rf"(?:{_WORD}) {_SLUG}": _("One word of the vocabulary"),
    r"[a-z]+ \S+ [a-z_]+ [a-z-]+": _("Translation of one text"),
    _SLUG: _("One tool"),
}
