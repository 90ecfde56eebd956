"""Which messages of Django do we say in our own words, where its own do not fit the rest of a page?

Its Chinese sets a space around each word that a sentence takes in, and addresses the reader as nobody else here does.
Some names of languages it leaves in English, or calls after a people or a place.
The project's catalogues go before Django's, and `makemessages` finds in them what stands here.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

MESSAGES = (
    gettext_noop(":"),  # after a label
    gettext_noop("Add %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Select %s"),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("%(full_result_count)s total"),
    gettext_noop("0 of %(cnt)s selected"),
    gettext_noop(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the following related items '
        "will be deleted:"
    ),
    ngettext_lazy("%(counter)s result", "%(counter)s results", "counter"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected", "total_count"),
    ngettext_lazy("%(num)d year", "%(num)d years", "num"),
    ngettext_lazy("%(num)d month", "%(num)d months", "num"),
    ngettext_lazy("%(num)d week", "%(num)d weeks", "num"),
    ngettext_lazy("%(num)d day", "%(num)d days", "num"),
    ngettext_lazy("%(num)d hour", "%(num)d hours", "num"),
    ngettext_lazy("%(num)d minute", "%(num)d minutes", "num"),
    gettext_noop("Afrikaans"),
    gettext_noop("Basque"),
    gettext_noop("Breton"),
    gettext_noop("Igbo"),
    gettext_noop("Ido"),
    gettext_noop("Kannada"),
    gettext_noop("Khmer"),
    gettext_noop("Kyrgyz"),
    gettext_noop("Malay"),
    gettext_noop("Norwegian"),
    gettext_noop("Norwegian Bokmal"),
    gettext_noop("Norwegian Nynorsk"),
    gettext_noop("Slovenian"),
    gettext_noop("Tajik"),
    gettext_noop("Turkmen"),
    gettext_noop("Ukrainian"),
    gettext_noop("Uyghur"),
    gettext_noop("Uzbek"),
    gettext_noop("Welsh"),
)
