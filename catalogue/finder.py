"""Which few plain questions lead to a filtered list, and what does each answer leave?

The answers are the catalogue's own filters in the address, so that the list that ends the way shows each of them.
`skip` names the questions that were passed over. The question asked is the first that has neither.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue import facets, query, sheet
from catalogue.facets import FACETS, Chosen
from catalogue.query import Query
from catalogue.snapshot import YES, Snapshot

SKIP = "skip"


@dataclass(frozen=True)
class Answer:
    """A plain answer, in the words of the filters."""

    label: object
    hint: object
    chosen: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    name: str  # in the address, where it is skipped
    title: object
    hint: object
    skip: object
    keys: tuple[str, ...]  # the filters that answer it
    answers: tuple[Answer, ...] = ()  # none: every term of the first key is one

    def answered(self, chosen: Chosen) -> bool:
        return any(key in chosen for key in self.keys)


QUESTIONS = (
    Question(
        "input",
        _("What have you got?"),
        _("Choose the main kind of material. You can add others in the list."),
        _("I do not know, or it does not matter"),
        ("input",),
    ),
    Question(
        "family",
        _("What do you need from it?"),
        _("Choose the kind of help. In the list you can choose single capabilities."),
        _("I do not know, or it does not matter"),
        ("family",),
    ),
    Question(
        "stage",
        _("Which step are you working on?"),
        _("The steps are this project’s own wording."),
        _("I do not know, or it does not matter"),
        ("stage",),
    ),
    Question(
        "deployment",
        _("May it leave your building?"),
        _("This is about the material. Ask the provider what a tool sends out all the same."),
        _("It may leave, or I do not know"),
        ("deployment",),
        (
            Answer(
                _("No, it stays on our own computers"),
                _("Tools that can run on one computer or on the agency’s own servers."),
                {"deployment": ("desktop", "on-premises")},
            ),
            Answer(
                _("Only into a cloud account of our own"),
                _("These, and tools that can run in a cloud account; ask in which country the data are kept."),
                {"deployment": ("desktop", "on-premises", "cloud")},
            ),
        ),
    ),
    Question(
        "cost",
        _("What may it cost?"),
        _("What a provider publishes. Training, equipment and support may cost something all the same."),
        _("It may cost something, or I do not know"),
        ("free_for_police", "cost"),
        (
            Answer(_("Nothing"), _("Tools that are free, or free for police."), {"free_for_police": (YES,)}),
            Answer(
                _("Nothing, for partners outside the police too"),
                _("Tools that are free for everybody."),
                {"cost": ("free",)},
            ),
        ),
    ),
)
BY_NAME = {question.name: question for question in QUESTIONS}


@dataclass(frozen=True)
class Way:
    """How far somebody has come."""

    query: Query
    skipped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @property
    def question(self) -> Question | None:
        """The next to be asked; none at the end."""
        return next((one for one in QUESTIONS if not self.passed(one)), None)

    @property
    def number(self) -> int:
        return QUESTIONS.index(self.question) + 1 if self.question else len(QUESTIONS)

    def passed(self, question: Question) -> bool:
        return question.name in self.skipped or question.answered(self.query.chosen)

    def address(self) -> str:
        return "?" + urlencode([*self.query.pairs(page=1), *((SKIP, name) for name in self.skipped)])

    def answering(self, chosen: Chosen) -> "Way":
        return replace(self, query=replace(self.query, chosen={**self.query.chosen, **chosen}))

    def skipping(self, question: Question) -> "Way":
        return replace(self, skipped=(*self.skipped, question.name))

    def asking_again(self, question: Question) -> "Way":
        """All other answers stay."""
        chosen = {key: values for key, values in self.query.chosen.items() if key not in question.keys}
        skipped = tuple(name for name in self.skipped if name != question.name)
        return replace(self, query=replace(self.query, chosen=chosen), skipped=skipped)


def read(data: QueryDict, snapshot: Snapshot) -> Way:
    """The way that an address tells of; what is unknown is left out and named."""
    asked = query.parse(data, snapshot, also=(SKIP,))
    names = tuple(dict.fromkeys(name for name in data.getlist(SKIP) if name))
    unknown = tuple(f"{SKIP}={query.shown(name)}" for name in names if name not in BY_NAME)
    skipped = tuple(name for name in names if name in BY_NAME and not BY_NAME[name].answered(asked.chosen))
    return Way(asked, skipped, (*asked.ignored, *unknown))


# --- What the page of a question shows ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    label: str
    hint: str
    address: str
    total: int  # tools that remain


@dataclass(frozen=True)
class Page:
    number: int
    title: str
    hint: str
    offers: list[Offer]
    skip: Offer
    silent: int  # tools of which the answer is not published: every answer leaves them out
    back: str  # address of the question before; empty at the first


def page(snapshot: Snapshot, way: Way, code: str) -> Page:
    """The question that comes next. Only where there is one."""
    question, remaining = way.question, _remaining(snapshot, way.query, code)
    before = QUESTIONS[way.number - 2] if way.number > 1 else None
    told = 0
    for key in question.keys:
        told |= facets.chosen_mask(snapshot.masks, key, tuple(snapshot.masks[key]))
    return Page(
        number=way.number,
        title=str(question.title),
        hint=str(question.hint),
        offers=[
            Offer(label, hint, way.answering(chosen).address(), _total(snapshot, remaining, chosen))
            for label, hint, chosen in _answers(snapshot, question, code)
        ],
        skip=Offer(str(question.skip), "", way.skipping(question).address(), remaining.bit_count()),
        silent=(remaining & ~told).bit_count(),
        back=way.asking_again(before).address() if before else "",
    )


def _remaining(snapshot: Snapshot, asked: Query, code: str) -> int:
    found = snapshot.index(code).search(asked.q).mask if asked.q else snapshot.everything
    return facets.matching(snapshot.masks, asked.chosen, found)


def _total(snapshot: Snapshot, remaining: int, chosen: Chosen) -> int:
    return facets.matching(snapshot.masks, chosen, remaining).bit_count()


def _answers(snapshot: Snapshot, question: Question, code: str) -> Iterator[tuple[str, str, Chosen]]:
    """A term that staff took out of the vocabulary is no answer; one that was merged goes on as the other."""
    for answer in question.answers:
        held = {key: tuple(_known(snapshot, key, values)) for key, values in answer.chosen.items()}
        if all(held.values()):
            yield str(answer.label), str(answer.hint), held
    if not question.answers:
        [key] = question.keys
        for value in snapshot.values(key, code):
            choice = sheet.choice(snapshot, key, value, code)
            yield choice.label, choice.definition, {key: (value,)}


def _known(snapshot: Snapshot, key: str, values: tuple[str, ...]) -> Iterator[str]:
    now = snapshot.aliases.get(key, {})
    for value in dict.fromkeys(now.get(value, value) for value in values):
        if value in snapshot.masks[key]:
            yield value


@dataclass(frozen=True)
class Given:
    """An answer so far, and the address at which it is asked again."""

    title: str
    labels: list[str]  # none: passed over
    change: str
    asked: bool  # by the finder; else a filter that was in the address


def given(snapshot: Snapshot, way: Way, code: str) -> list[Given]:
    made = [
        Given(str(one.title), _said(snapshot, one, way.query.chosen, code), way.asking_again(one).address(), asked=True)
        for one in QUESTIONS
        if way.passed(one)
    ]
    own = {key for one in QUESTIONS for key in one.keys}
    for facet in FACETS:
        if facet.key in way.query.chosen and facet.key not in own:
            labels = [snapshot.label(facet.key, value, code) for value in way.query.chosen[facet.key]]
            made.append(Given(str(facet.label), labels, _free(way, facet.key).address(), asked=False))
    if way.query.q:
        words = replace(way, query=way.query.without("q", ""))
        made.append(Given(str(_("Words")), [way.query.q], words.address(), asked=False))
    return made


def _free(way: Way, key: str) -> Way:
    chosen = {other: values for other, values in way.query.chosen.items() if other != key}
    return replace(way, query=replace(way.query, chosen=chosen))


def _said(snapshot: Snapshot, question: Question, chosen: Chosen, code: str) -> list[str]:
    """In the words of the question where the filters are one of its answers, else in those of the filters."""
    own = {key: set(chosen[key]) for key in question.keys if key in chosen}
    for label, _hint, values in _answers(snapshot, question, code):
        if {key: set(held) for key, held in values.items()} == own:
            return [label]
    return [snapshot.label(key, value, code) for key in own for value in chosen[key]]
