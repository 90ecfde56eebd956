"""What is good in each field? One short sentence under its input; what no public source says stays empty."""

from django.utils.translation import gettext_lazy as _

from catalogue import models

DAY = _("A year, a month or a day: 2016, 2023-11 or 2023-11-05. Empty if the source gives none.")
BY = _("Whose word it is: the provider’s own, a source that is independent of it, or a user’s.")
PAGE = _("The public page that says so, not the start page of its site.")
ORDER = _("Small numbers come first.")

TERM = {
    "slug": _("For addresses; it can never be changed. Short English words with hyphens."),
    "name": _("As officers say it; the same word for the same thing everywhere."),
    "definition": _("One sentence that tells this word from its neighbours."),
    "position": ORDER,
}
STATEMENT = {"by": BY, "source": PAGE, "date": DAY, "position": ORDER}

HELP: dict[type, dict[str, object]] = {
    **dict.fromkeys(models.VOCABULARY, TERM),
    models.Capability: TERM | {"family": _("The group under which officers find it.")},
    models.Caution: {
        "slug": TERM["slug"],
        "text": _("What can go wrong with every tool of this kind, and what to do about it. No tool is named."),
        "capabilities": _("The caution stands on the page of each tool with one of these."),
        "source_title": _("The title of the page or report, in its own language."),
        "source_url": PAGE,
    },
    models.Provider: {
        "slug": TERM["slug"],
        "name": _("The name it uses for itself, without legal form where that is not needed."),
        "type": _("What it is by its own public pages, not by its customers."),
        "country": _("Where its seat is. Empty if no source says so."),
        "website": _("The start page of its own site."),
    },
    models.Tool: {
        "slug": TERM["slug"],
        "name": _("As its provider writes it; it is never translated."),
        "provider": _("Who makes or runs it now."),
        "website": _("The tool’s own page if it has one, otherwise its provider’s."),
        "summary": _("What it does, on what, for whom: one plain sentence of at most 160 characters, without praise."),
        "what_it_does": _("What goes in, what comes out, what a person still does. Only what a public source says."),
        "limits": _("When not to use it, what was not tested, known errors. Only what a public source says."),
        "how_to_get": _("Who may have it, whom to ask, what is needed: contract, training, equipment."),
        "exposure": _("What it blurs, sorts out or shows later, so that people look at less. Empty if not published."),
        "court": _("Logs, reports, reproducible results, rulings. Empty if not published."),
        "status": _("As its provider says now. Empty if no source says so."),
        "replaced_by": _("The tool that its provider names as the successor."),
        "licence": _("On which terms an agency gets it. Empty if not published."),
        "cost": _("As published; a price list is not needed. Empty if not published."),
        "law_enforcement_only": _("“Unknown” if no source says so."),
        "skill": _("What the published documents or trainings ask for. Empty if not published."),
        "languages": _("Only those that a source names for the interface."),
        "stages": _("The steps in which it does something itself, not all in which its result is used."),
        "capabilities": _("The kinds of help that a source describes; a few that fit are better than many."),
        "themes": _("Concerns that cut across all steps."),
        "inputs": _("What it is given to work on."),
        "deployments": _("Where it runs, by its documents."),
        "works_with": _("Data standards and systems that a source names."),
        "roles": _("Whose daily work it suits."),
        "sources_read_on": _("The day on which somebody last read the sources below."),
        "last_verified": _("The day on which staff checked every statement against its source."),
    },
    models.Source: {"url": _("A public page that this entry rests on."), "position": ORDER},
    models.Evidence: STATEMENT | {"claim": _("One claim of effect or use, with its number and what was counted.")},
    models.ErrorFigure: STATEMENT
    | {
        "text": _("The figure with its unit and what it measures, as published. Never one without the other."),
        "data_set": _("On what it was measured. Empty if not published: the page says so."),
    },
    models.Restriction: {
        "country": _("One row for each country."),
        "kind": _("Forbidden by law, not offered by its provider, or allowed under conditions."),
        "text": _("The law, ruling or notice, and its date. No advice of our own."),
        "position": ORDER,
    },
}


def help_for(model, name: str):
    """The sentence for a field; empty where its name says enough."""
    return HELP.get(model, {}).get(name, "")
