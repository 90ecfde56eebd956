"""`manage.py make_scale_data --tools N --members N --applications N`: repeatable rows, to measure a large Hub.

Row n is the same whenever and wherever it is made: its own seed picks each part from the real tools, its texts are
real sentences and the vocabulary's words in six languages, its name says what it is. Existing rows are left alone.
"""

import random
import uuid
from datetime import UTC, datetime, timedelta
from itertools import islice

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from catalogue import snapshot
from catalogue.models import SUMMARY_LENGTH, State, Tool
from hub.languages import LANGUAGES

SLUG = "scale-tool-"
DOMAIN = "scale.example"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
PICKED_TOGETHER = (
    ("provider_id",),
    ("licence", "cost", "law_enforcement_only"),
    ("status", "skill", "languages"),
    ("what_it_does_en", "limits_en"),
    ("how_to_get_en", "exposure_en", "court_en"),
)
RELATIONS = ("stages", "capabilities", "themes", "inputs", "deployments", "works_with", "roles")
BATCH = 500


class Command(BaseCommand):
    help = "Adds synthetic tools, members and applications up to the numbers given. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--tools", type=int, default=0)
        parser.add_argument("--members", type=int, default=0)
        parser.add_argument("--applications", type=int, default=0)

    def handle(self, *, tools, members, applications, **options):
        with transaction.atomic():
            added = f"{make_tools(tools)} tools added, {make_members(members)} members added"
            self.stdout.write(f"{added}, {make_applications(applications)} applications added")


# --- Tools --------------------------------------------------------------------------------------------------------


def make_tools(wanted: int) -> int:
    there = set(Tool.objects.filter(slug__startswith=SLUG).values_list("slug", flat=True))
    numbers = [n for n in range(1, wanted + 1) if slug(n) not in there]
    if not numbers:
        return 0
    real = list(Tool.objects.published().exclude(slug__startswith=SLUG).order_by("slug").prefetch_related(*RELATIONS))
    made = {n: _Plan(n, real) for n in numbers}
    Tool.objects.bulk_create([plan.tool() for plan in made.values()], batch_size=BATCH)
    ids = dict(Tool.objects.filter(slug__startswith=SLUG).values_list("slug", "id"))
    for relation in RELATIONS:
        through = getattr(Tool, relation).through
        column = next(f.attname for f in through._meta.fields if f.is_relation and f.related_model is not Tool)
        rows = (
            through(tool_id=ids[slug(n)], **{column: term.pk})
            for n, plan in made.items()
            for term in plan.terms[relation]
        )
        while batch := list(islice(rows, 20 * BATCH)):
            through.objects.bulk_create(batch, batch_size=20 * BATCH)
    snapshot.touch()
    return len(numbers)


def slug(number: int) -> str:
    return f"{SLUG}{number:05}"


class _Plan:
    """What synthetic tool `number` is made of."""

    def __init__(self, number: int, real: list[Tool]):
        self.number = number
        chance = random.Random(f"tool {number}")  # noqa: S311  (the same rows every time)
        # Terms that belong together come from one tool: a search for both finds it.
        profile = chance.choice(real)
        self.terms = {relation: list(getattr(profile, relation).all()) for relation in RELATIONS}
        self.fields = {}
        for names in PICKED_TOGETHER:
            source = chance.choice(real)
            self.fields |= {name: getattr(source, name) for name in names}
        self.days = chance.randrange(300)

    def tool(self) -> Tool:
        at = BEGINNING + timedelta(days=self.days, minutes=self.number)
        return Tool(
            slug=slug(self.number),
            state=State.PUBLISHED,
            name=f"Scale tool {self.number:05}",
            sources_read_on=at.date(),
            added=at,
            changed=at,
            **(self._texts() | self.fields),
        )

    def _texts(self) -> dict[str, str]:
        """Summary and description in six languages, made of the vocabulary's words."""
        texts = {}
        terms = [term for relation in ("capabilities", "inputs", "deployments") for term in self.terms[relation]]
        for language in LANGUAGES:
            names = [getattr(term, f"name_{language.column}") or term.name_en for term in terms]
            definitions = [getattr(term, f"definition_{language.column}") or "" for term in self.terms["capabilities"]]
            texts[f"summary_{language.column}"] = " · ".join(names)[:SUMMARY_LENGTH] or f"Scale tool {self.number:05}"
            texts[f"what_it_does_{language.column}"] = "\n\n".join(filter(None, definitions))
        return texts


# --- Members ------------------------------------------------------------------------------------------------------


def make_members(wanted: int) -> int:
    """Approved officers without a password or a second factor: nobody can sign in as one."""
    user_model = get_user_model()
    there = set(user_model.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    users = [_member(user_model, n) for n in range(1, wanted + 1) if _address(n) not in there]
    user_model.objects.bulk_create(users, batch_size=BATCH)
    addresses = [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return len(users)


def _address(number: int) -> str:
    return f"member-{number:05}@{DOMAIN}"


def _member(user_model, number: int):
    chance = random.Random(f"member {number}")  # noqa: S311
    joined = BEGINNING - timedelta(days=chance.randrange(700))
    user = user_model(
        id=uuid.uuid5(uuid.NAMESPACE_DNS, _address(number)),
        email=_address(number),
        name=f"Scale Member {number:05}",
        language=chance.choice(LANGUAGES).code,
        joined_at=joined,
        approved_at=joined + timedelta(days=3),
    )
    user.password = f"!{chance.randbytes(30).hex()}"  # unusable, without the cost of making 20,000 hashes
    return user


# --- Applications -------------------------------------------------------------------------------------------------


def make_applications(wanted: int) -> int:
    """Waiting for staff, from invented people: what a full queue looks like."""
    model = apps.get_model("members.Application")
    there = set(model.objects.filter(reference__startswith="SCALE").values_list("reference", flat=True))
    rows = [_application(model, n) for n in range(1, wanted + 1) if f"SCALE{n:05}" not in there]
    model.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _application(model, number: int):
    chance = random.Random(f"application {number}")  # noqa: S311
    proven = BEGINNING + timedelta(hours=chance.randrange(24 * 300))
    answers = {
        "full_name": f"Scale Applicant {number:05}",
        "email": f"applicant-{number:05}@{DOMAIN}",
        "country": chance.choice(("FR", "KE", "BR", "CN", "EG", "KZ", "CA")),
        "agency_name": f"Scale Agency {chance.randrange(100):02}",
        "unit_name": "Scale Unit",
    }
    return model(
        id=uuid.uuid5(uuid.NAMESPACE_DNS, answers["email"]),
        start_token=uuid.uuid5(uuid.NAMESPACE_URL, answers["email"]),
        reference=f"SCALE{number:05}",
        state="proven",
        language=chance.choice(LANGUAGES).code,
        answers=answers,
        created_at=proven,
        submitted_at=proven,
        proven_at=proven,
        since=proven,
    )
