"""What do we ask somebody who wants to join?

The questions are data, walked by the form, the page of answers, the staff's case file, the export and the
translations. Change what a question means and raise `VERSION`: each application keeps the one it was answered under.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub import languages
from members.agencies import Size

VERSION = 1
OFFICER, FOCAL_POINT = "officer", "focal_point"
Choices = tuple[tuple[str, str | Promise], ...]
NO_CASE_DATA = _("No case data, no names of victims or suspects.")


def always(answers: dict) -> bool:
    return True


def for_a_unit(answers: dict) -> bool:
    return answers.get("kind") == FOCAL_POINT


@dataclass(frozen=True)
class Question:
    key: str
    kind: str  # how it is asked: a name of `members.forms.questionnaire.FIELDS`
    label: str | Promise
    help: str | Promise = ""
    optional: bool = False
    choices: Choices | Callable[[], Choices] = ()
    limit: int = 200  # characters

    def options(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True)
class Page:
    """One thing at a time; a page with more than one question asks for parts of the same thing."""

    key: str  # in the address
    heading: str | Promise
    why: str | Promise
    questions: tuple[Question, ...]
    when: Callable[[dict], bool] = always


def stages() -> Choices:
    """The steps of an investigation, named by the catalogue; by its label, as apps do not import each other."""
    return tuple(
        (stage.slug, stage.name) for stage in apps.get_model("catalogue.Stage").objects.order_by("position", "slug")
    )


PAGES = (
    Page(
        "kind",
        _("Who are you applying for?"),
        _("Both ways lead to personal accounts. A unit names one person whom its officers and we can turn to."),
        (
            Question(
                "kind",
                "choice",
                _("I am applying"),
                choices=(
                    (OFFICER, _("for myself, as an officer")),
                    (FOCAL_POINT, _("for my unit, as its focal point")),
                ),
            ),
        ),
    ),
    Page(
        "name",
        _("What is your name?"),
        _("We compare it with what your agency tells us."),
        (
            Question("full_name", "text", _("Full name, as in your service papers"), _("In any script.")),
            Question("latin_name", "text", _("The same name in Latin letters"), optional=True),
            Question("call_name", "text", _("What should we call you?"), optional=True, limit=80),
        ),
    ),
    Page(
        "email",
        _("What is your official e-mail address?"),
        _("A link that we send proves that it is yours. If your unit has no address of its own, use the one you have."),
        (Question("email", "email", _("Official e-mail address"), limit=254),),
    ),
    Page(
        "country",
        _("In which country do you serve?"),
        _("It tells us which of our staff can check your application."),
        (Question("country", "country", _("Country"), _("Type its name and choose from the list.")),),
    ),
    Page(
        "agency",
        _("Where do you work?"),
        _("We call the agency on a number that we find ourselves, never on one from this form."),
        (
            Question("agency_name", "text", _("Agency"), _("Its official name, in your own language.")),
            Question("unit_name", "text", _("Unit or department")),
        ),
    ),
    Page(
        "role",
        _("What do you do there?"),
        _("Your agency confirms it."),
        (
            Question(
                "function",
                "choice",
                _("Your work"),
                choices=(
                    ("investigator", _("Investigator")),
                    ("examiner", _("Digital forensic examiner")),
                    ("analyst", _("Analyst")),
                    ("identification", _("Victim identification specialist")),
                    ("prosecutor", _("Prosecutor or investigating magistrate")),
                    ("manager", _("Head of a unit")),
                    ("trainer", _("Trainer")),
                    ("technical", _("Technical staff")),
                    ("other", _("Other")),
                ),
            ),
            Question("rank", "text", _("Rank or title"), optional=True),
        ),
    ),
    Page(
        "assignment",
        _("Are you assigned to crimes against children?"),
        _("The Hub is for those who work on them. Other answers do not exclude you; we then ask your agency."),
        (
            Question(
                "assignment",
                "choice",
                _("Your assignment"),
                choices=(
                    ("full", _("Yes, it is all or most of my work")),
                    ("part", _("Yes, it is part of my work")),
                    ("support", _("I support colleagues who are assigned to it")),
                    ("planned", _("I will be assigned to it soon")),
                    ("no", _("No")),
                ),
            ),
            Question(
                "assignment_note", "long", _("Anything that explains it"), NO_CASE_DATA, optional=True, limit=1000
            ),
        ),
    ),
    Page(
        "referee",
        _("Who at your agency can confirm this?"),
        _("Your supervisor or another official of the same agency. We send one link, which shows your name and unit."),
        (
            Question("referee_name", "text", _("Full name of that person")),
            Question("referee_email", "email", _("Official e-mail address of that person"), limit=254),
            Question(
                "referee_is",
                "choice",
                _("This person is"),
                choices=(("supervisor", _("my supervisor")), ("official", _("another official of my agency"))),
            ),
        ),
    ),
    Page(
        "unit",
        _("Tell us about the unit"),
        _("Two of our staff confirm each entry from outside before it counts for anything."),
        (
            Question(
                "unit_domains",
                "domains",
                _("Mail domains of the unit or its agency"),
                _("One on each line, for example police.example. Leave it empty if there is none."),
                optional=True,
                limit=1000,
            ),
            Question(
                "unit_switchboard", "phone", _("Telephone number of the switchboard"), _("With the country code.")
            ),
            Question(
                "unit_size",
                "choice",
                _("People in the unit who work on crimes against children"),
                choices=tuple(Size.choices),
            ),
        ),
        when=for_a_unit,
    ),
    Page(
        "languages",
        _("In which languages can you work?"),
        _("Courses and colleagues are found by language."),
        (
            Question(
                "working_languages",
                "choices",
                _("Languages"),
                choices=tuple(languages.choices()),
                optional=True,
            ),
            Question("other_languages", "text", _("Other languages"), optional=True),
        ),
    ),
    Page(
        "experience",
        _("What is your experience with AI tools?"),
        _("There is no wrong answer. It tells us where to begin."),
        (
            Question(
                "experience",
                "choice",
                _("Experience"),
                choices=(
                    ("none", _("None so far")),
                    ("tried", _("I have tried some")),
                    ("regular", _("I use some in my work")),
                    ("expert", _("I choose, test or teach them")),
                ),
            ),
            Question("tools_in_use", "long", _("Tools that your unit uses"), NO_CASE_DATA, optional=True, limit=1000),
        ),
    ),
    Page(
        "interests",
        _("With which steps of an investigation do you want help?"),
        _("Your start page then begins with them."),
        (Question("interests", "choices", _("Steps"), choices=stages, optional=True),),
    ),
    Page(
        "training",
        _("Which training would help you?"),
        _("It helps us plan what to offer."),
        (
            Question(
                "training",
                "choices",
                _("Training"),
                choices=(
                    ("start", _("A first introduction to AI tools")),
                    ("law", _("Lawful and responsible use")),
                    ("choose", _("How to choose and test a tool")),
                    ("court", _("Results of AI tools as evidence in court")),
                    ("teach", _("How to train colleagues")),
                ),
                optional=True,
            ),
            Question("training_note", "long", _("Anything else you would like to learn"), NO_CASE_DATA, optional=True),
        ),
    ),
    Page(
        "heard",
        _("How did you hear of the Hub?"),
        _("It tells us how colleagues find us."),
        (
            Question(
                "heard",
                "choice",
                _("I heard of it"),
                choices=(
                    ("colleague", _("from a colleague")),
                    ("agency", _("from my agency")),
                    ("event", _("at a training or conference")),
                    ("partner", _("from another organization")),
                    ("web", _("on the web")),
                    ("other", _("in another way")),
                ),
            ),
        ),
    ),
    Page(
        "terms",
        _("The rules"),
        _("Both texts open in this window; your answers are saved."),
        (
            Question("terms", "accept", _("I have read the terms of engagement and I accept them")),
            Question("data_notice", "accept", _("I have read the data notice")),
        ),
    ),
)
BY_KEY = {page.key: page for page in PAGES}
QUESTIONS = {question.key: question for page in PAGES for question in page.questions}
ACCEPTED_TEXTS = {"terms": "terms", "data_notice": "data-notice"}  # question -> text whose version is kept


def asked(answers: dict) -> list[Page]:
    """The pages for this applicant, in order."""
    return [page for page in PAGES if page.when(answers)]


def asked_again(answers: dict) -> list[Page]:
    """What staff may ask once more: all but the address, which was proven and would not be anew."""
    return [page for page in asked(answers) if page.key != "email"]


def complete(page: Page, answers: dict) -> bool:
    """Every question of the page has an answer or may go without; a page nobody opened is not complete."""
    return all(question.key in answers and (question.optional or answers[question.key]) for question in page.questions)


def first_open(answers: dict) -> Page | None:
    """The first page that is not answered; None where nothing is missing."""
    return next((page for page in asked(answers) if not complete(page, answers)), None)


def following(page: Page, answers: dict) -> Page | None:
    pages = asked(answers)
    place = pages.index(page) + 1
    return pages[place] if place < len(pages) else None


def before(page: Page, answers: dict) -> Page | None:
    pages = asked(answers)
    return pages[pages.index(page) - 1] if pages.index(page) else None
