"""In which shapes does the API answer, and what does it say when it refuses? Read by the schema alone."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from catalogue import readable
from catalogue.facets import FACETS, KEYS
from catalogue.models import Change, ClaimBy, Restriction
from catalogue.query import Q_LENGTH, SORTS
from catalogue.related import WEIGHTS
from catalogue.sheet import TEXTS
from hub.languages import CODES, COMPLETE, DEFAULT
from hub.models import Origin

ORIGINS = tuple(Origin.values)


class Words(serializers.ListField):
    """Slugs."""

    child = serializers.CharField()


class ToolRow(serializers.Serializer):
    """A tool. Lists are lists of slugs; absent is null or an empty list."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField(help_text="The tool's page in the Hub.")
    summary = serializers.CharField(allow_null=True)
    provider = serializers.CharField()
    provider_type = serializers.CharField()
    country = serializers.CharField(allow_null=True, help_text="ISO 3166 code of the provider's country.")
    website = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    licence = serializers.CharField(allow_null=True)
    cost = serializers.CharField(allow_null=True)
    law_enforcement_only = serializers.BooleanField(allow_null=True)
    families = Words()
    capabilities = Words()
    stages = Words()
    themes = Words()
    inputs = Words()
    deployment = Words()
    works_with = Words()
    languages = Words()
    sources_read_on = serializers.DateField(allow_null=True)
    last_verified = serializers.DateField(allow_null=True)
    summary_language = serializers.ChoiceField(choices=CODES, allow_null=True)
    summary_origin = serializers.ChoiceField(choices=ORIGINS, allow_null=True)
    summary_outdated = serializers.BooleanField()


class Concept(serializers.Serializer):
    """One idea of the query: its tools are the same in whatever language it is written."""

    concept = serializers.CharField()
    names = inline_serializer(
        "ConceptNames", {code: serializers.CharField(required=code in {DEFAULT, *COMPLETE}) for code in CODES}
    )


class ToolPage(serializers.Serializer):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    ignored = serializers.ListField(child=serializers.CharField(), help_text="What of the query was not understood.")
    expanded = Concept(many=True, help_text="What of the query is searched by its names in all languages.")
    results = ToolRow(many=True)


class Told(serializers.Serializer):
    """The language that a text is really in, and where it is from; null where nobody noted it."""

    language = serializers.ChoiceField(choices=CODES)
    origin = serializers.ChoiceField(choices=ORIGINS, allow_null=True)
    outdated = serializers.BooleanField(help_text="The English has changed since this was translated.")


class Text(Told):
    text = serializers.CharField()


class Caution(Text):
    """A general caution for tools with a capability: no fact on this tool."""

    slug = serializers.CharField()
    source = serializers.CharField()
    source_title = serializers.CharField()


class Statement(Told):
    by = serializers.ChoiceField(choices=ClaimBy.values, help_text="On whose word it rests.")
    source = serializers.CharField()
    date = serializers.CharField(allow_null=True, help_text="2016, 2023-11 or 2023-11-05.")


class Evidence(Statement):
    claim = serializers.CharField()


class ErrorFigure(Statement):
    text = serializers.CharField()
    data_set = serializers.CharField(allow_null=True)
    data_set_language = serializers.ChoiceField(choices=CODES, allow_null=True)
    data_set_origin = serializers.ChoiceField(choices=ORIGINS, allow_null=True)
    data_set_outdated = serializers.BooleanField()


class CountryRestriction(Told):
    country = serializers.CharField()
    kind = serializers.ChoiceField(choices=Restriction.Kind.values)
    text = serializers.CharField()


class HistoryEntry(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=[Change.Kind.ADDED, Change.Kind.CHANGED])
    fields = Words(help_text="Names of what changed.")


class SimilarTool(serializers.Serializer):
    slug = serializers.CharField()
    shared = inline_serializer("Shared", {key: Words(required=False) for key in WEIGHTS})


class Tool(ToolRow):
    """Everything on a tool's page: its row, its texts, what is said of it and by whom, its history and relations."""

    skill = serializers.CharField(allow_null=True)
    roles = Words()
    texts = inline_serializer("Texts", {name: Text(allow_null=True) for name in TEXTS})
    cautions = Caution(many=True)
    evidence = Evidence(many=True)
    error_figures = ErrorFigure(many=True)
    restrictions = CountryRestriction(many=True)
    sources = Words()
    added = serializers.DateTimeField()
    changed = serializers.DateTimeField()
    changes = HistoryEntry(many=True)
    replaced_by = serializers.CharField(allow_null=True)
    replaces = Words()
    similar = SimilarTool(many=True)


class Word(serializers.Serializer):
    """Of a word that is no text of ours (a country, a provider) nobody notes a language or an origin: null."""

    slug = serializers.CharField()
    name = serializers.CharField()
    name_language = serializers.ChoiceField(choices=CODES, allow_null=True)
    name_origin = serializers.ChoiceField(choices=ORIGINS, allow_null=True)
    name_outdated = serializers.BooleanField()
    definition = serializers.CharField(allow_null=True)
    definition_language = serializers.ChoiceField(choices=CODES, allow_null=True)
    definition_origin = serializers.ChoiceField(choices=ORIGINS, allow_null=True)
    definition_outdated = serializers.BooleanField()
    tools = serializers.IntegerField()


VOCABULARY = inline_serializer("Vocabulary", {key: Word(many=True) for key in KEYS})


# --- What may be asked --------------------------------------------------------------------------------------------

ABOUT = {
    readable.KEY: "The language in which a tool's texts are there and no older than their English (fr), or in which a"
    f" person has checked them too (fr{readable.CHECKED}); may repeat."
}
LANGUAGE = OpenApiParameter("lang", OpenApiTypes.STR, enum=CODES, description="Language of names and texts.")
QUERY = [
    OpenApiParameter("q", OpenApiTypes.STR, description=f"Words, at most {Q_LENGTH} characters."),
    OpenApiParameter("sort", OpenApiTypes.STR, enum=SORTS),
    OpenApiParameter("page", OpenApiTypes.INT),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="At most 100."),
    LANGUAGE,
    *[
        OpenApiParameter(
            facet.key,
            OpenApiTypes.STR,
            many=True,
            explode=True,
            description=ABOUT.get(facet.key, f"{facet.key}; may repeat."),
        )
        for facet in FACETS
    ],
]
SLUG = OpenApiParameter(
    "slug",
    {"type": "string", "pattern": "^([0-9]{1,18}|[0-9]*[a-z][a-z0-9]*)(-[a-z0-9]+)*$", "maxLength": 80},
    "path",
    description="The tool's name in addresses; it never changes.",
    examples=[OpenApiExample("A tool", value="photodna")],
)
HEADERS = [
    OpenApiParameter("If-None-Match", OpenApiTypes.STR, "header", description="An ETag that the caller holds."),
    OpenApiParameter("ETag", OpenApiTypes.STR, "header", description="Of this answer.", response=[200, 304]),
]


# --- What is answered ---------------------------------------------------------------------------------------------


class Refusal(serializers.Serializer):
    detail = serializers.CharField()


REFUSALS = {
    304: OpenApiResponse(description="The caller holds this answer."),
    400: OpenApiResponse(Refusal, "The address holds what none of the Hub's does."),
    401: OpenApiResponse(Refusal, "Nobody is signed in: the same for every address."),
    403: OpenApiResponse(Refusal, "This account may not use the API now."),
    404: OpenApiResponse(Refusal, "Not in the catalogue."),
    405: OpenApiResponse(Refusal, "The API is read with GET."),
    406: OpenApiResponse(Refusal, "The API answers in JSON."),
    429: OpenApiResponse(
        Refusal, "Too many requests. The Hub sets the API no limit of its own; a proxy before it may."
    ),
}


def answers(shape, *, absent: bool = False) -> dict:
    """Every status of an operation, with its shape."""
    return {200: shape} | {status: told for status, told in REFUSALS.items() if status != 404 or absent}
