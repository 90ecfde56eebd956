"""What does a unit's brief say to those who decide on buying?

One page: what the unit has, what it does not cover, the few candidates that close most of it, and what to ask before
buying. The questions are general and in this project's wording; they say nothing of any one tool.
"""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalogue.gaps import Candidate, Part, Picture, State
from hub.sorting import ordered

MOST = 8  # candidates on the page
MOST_HELD = 40  # names of tools
FEW_GAPS = 9
FIRST, FIRST_OF_MANY = 3, 2  # candidates beside each gap, where there are few or many

QUESTIONS = (
    (_("Legal basis"), _("Which law lets us use it, for which cases, and who must approve it?")),
    (_("Data"), _("Where are the data kept and worked on, in which country, and who at the provider can see them?")),
    (_("Errors"), _("Which error figures are published, measured on which data, and who checked them independently?")),
    (_("People decide"), _("Who checks each result, and how is that written down for the court?")),
    (_("Cost"), _("What does it cost in all in the third year: licences, machines, updates, people?")),
    (_("Training"), _("Who trains our people, in which language, and how does it lower what they must see or hear?")),
    (_("Exit"), _("How do we get our data and results out when the contract ends or the provider closes?")),
)
STATES = {
    State.COVERED: _("Covered"),
    State.DOUBT: _("In doubt"),
    State.OPEN: _("Not covered"),
}


@dataclass(frozen=True)
class Shortlist:
    candidates: tuple[Candidate, ...]
    rest: int  # gaps that have candidates, none of them here


def shortlist(picture: Picture) -> Shortlist:
    """The first candidate of each gap, then the second ones, as far as the page goes; in the order that is told."""
    found: dict[str, Candidate] = {}
    deepest = max((len(part.candidates) for part in picture.gaps), default=0)
    for rank in range(deepest):
        for part in picture.gaps:
            if len(part.candidates) > rank and len(found) < MOST:
                found.setdefault(part.candidates[rank].entry.slug, part.candidates[rank])
    with_some = [part for part in picture.gaps if part.candidates]
    closed = {label for candidate in found.values() for label in candidate.closes}
    told = sorted(
        ordered(found.values(), by=lambda one: one.entry.name), key=lambda one: (not one.free, -len(one.closes))
    )
    return Shortlist(tuple(told), sum(part.label not in closed for part in with_some))


def gaps_with_first(picture: Picture) -> list[tuple[Part, tuple[Candidate, ...]]]:
    """Each gap with the candidates that the page has room for."""
    room = FIRST if len(picture.gaps) <= FEW_GAPS else FIRST_OF_MANY
    return [(part, part.candidates[:room]) for part in picture.gaps]


def table(picture: Picture, country: str) -> list[list[str]]:
    """The whole of it as rows of text, for a file."""
    rows = [[gettext("Country"), country]] if country else []
    rows += [[], [gettext("What the unit has")], [gettext("Tool"), gettext("Provider"), gettext("Website")]]
    rows += [
        [one.entry.name, one.entry.provider_name, one.entry.website or gettext("Not published")] for one in picture.held
    ]
    rows += [[], [gettext("Steps and inputs")], _head(country)]
    for kind, parts in ((gettext("Step"), picture.steps), (gettext("Input"), picture.inputs)):
        rows += [row for part in parts for row in _rows(kind, part, country)]
    if picture.barred:
        rows += [[], [gettext("Left out for %(country)s") % {"country": country}]]
        rows += [[one.entry.name, one.entry.provider_name, one.kind] for one in picture.barred]
    if picture.barred_more:
        more = ngettext("and %(count)s more tool", "and %(count)s more tools", picture.barred_more)
        rows += [[more % {"count": picture.barred_more}]]
    rows += [[], [gettext("To ask before buying")]]
    return rows + [[str(subject), str(question)] for subject, question in QUESTIONS]


def _head(country: str) -> list[str]:
    restriction = gettext("Restriction published for %(country)s") % {"country": country} if country else ""
    return [
        "",
        gettext("Name"),
        gettext("State"),
        gettext("Tools of the unit"),
        gettext("Candidate"),
        gettext("Provider"),
        gettext("Cost"),
        gettext("Licence"),
        gettext("Website"),
        restriction,
    ]


def _rows(kind: str, part: Part, country: str) -> list[list[str]]:
    """One for each candidate; one where there is none."""
    begin = [kind, part.label, str(STATES[part.state]), " · ".join(one.entry.name for one in part.held)]
    absent = gettext("Not published")
    unrestricted = gettext("None published: no proof that it is lawful") if country else ""
    if not part.candidates:
        return [[*begin, gettext("No candidate in the catalogue") if part.is_gap else ""]]
    return [
        [
            *begin,
            one.entry.name,
            one.entry.provider_name,
            one.cost or absent,
            one.licence or absent,
            one.entry.website or absent,
            one.restriction or unrestricted,
        ]
        for one in part.candidates
    ]
