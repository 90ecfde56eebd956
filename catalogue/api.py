"""The catalogue for programs: read-only, the same query, the same wall."""

import hashlib
import re

from django.http import HttpResponse
from django.utils import translation
from django.utils.http import urlencode
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.reverse import reverse as api_reverse
from rest_framework.views import APIView

from catalogue import results, snapshot
from catalogue.facets import FACETS, KEYS
from catalogue.query import SORTS, Query, parse
from catalogue.snapshot import Entry, Snapshot
from hub.languages import CODES, DEFAULT

PAGE_SIZE = 50
MOST = 100
SIZE = re.compile(r"[0-9]{1,4}", re.ASCII)


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
    families = serializers.ListField(child=serializers.CharField())
    capabilities = serializers.ListField(child=serializers.CharField())
    stages = serializers.ListField(child=serializers.CharField())
    themes = serializers.ListField(child=serializers.CharField())
    inputs = serializers.ListField(child=serializers.CharField())
    deployment = serializers.ListField(child=serializers.CharField())
    works_with = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    sources_read_on = serializers.DateField(allow_null=True)
    last_verified = serializers.DateField(allow_null=True)


class ToolPage(serializers.Serializer):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    ignored = serializers.ListField(child=serializers.CharField(), help_text="What of the query was not understood.")
    results = ToolRow(many=True)


class Word(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField(allow_null=True)
    tools = serializers.IntegerField()


QUERY_PARAMETERS = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words, at most 200 characters."),
    OpenApiParameter("sort", OpenApiTypes.STR, enum=SORTS),
    OpenApiParameter("page", OpenApiTypes.INT),
    OpenApiParameter("page_size", OpenApiTypes.INT, description=f"At most {MOST}."),
    OpenApiParameter("lang", OpenApiTypes.STR, enum=CODES, description="Language of names and summaries."),
    *[
        OpenApiParameter(facet.key, OpenApiTypes.STR, many=True, explode=True, description=f"{facet.key}; may repeat.")
        for facet in FACETS
    ],
]


def row(entry: Entry, code: str) -> dict:
    """The tool as the API tells it (docs: the contract's row)."""
    return {
        "slug": entry.slug,
        "name": entry.name,
        "url": f"/{code}/tools/{entry.slug}/",
        "summary": entry.summary(code)[0] or None,
        "provider": entry.provider,
        "provider_type": entry.provider_type,
        "country": entry.country or None,
        "website": entry.website or None,
        "status": entry.status or None,
        "licence": entry.licence or None,
        "cost": entry.cost or None,
        "law_enforcement_only": entry.law_enforcement_only,
        "families": list(entry.terms["family"]),
        "capabilities": list(entry.terms["capability"]),
        "stages": list(entry.terms["stage"]),
        "themes": list(entry.terms["theme"]),
        "inputs": list(entry.terms["input"]),
        "deployment": list(entry.terms["deployment"]),
        "works_with": list(entry.terms["works_with"]),
        "languages": list(entry.languages),
        "sources_read_on": entry.sources_read_on,
        "last_verified": entry.last_verified,
    }


class CatalogueView(APIView):
    """Reads the snapshot once, answers 304 where the caller has this version of this answer."""

    def get(self, request, **kwargs):
        held, code = snapshot.current(), _language(request)
        tag = _etag(held, request, code)
        if _has(request, tag):
            response = HttpResponse(status=304)
        else:
            with translation.override(code):
                response = Response(self.answer(request, held, code, **kwargs))
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Content-Language"] = code
        response.headers["Vary"] = "Cookie"
        return response


class ToolList(CatalogueView):
    """Tools that fit a query."""

    @extend_schema(operation_id="tools", parameters=QUERY_PARAMETERS, responses=ToolPage)
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str) -> dict:
        ignored: list[str] = []
        size = _size(request.query_params.get("page_size", ""), ignored)
        query = parse(request.query_params, held.masks, also=("page_size", "lang"))
        found = results.run(held, query, code, size=size, count=False)
        return {
            "count": found.total,
            "next": _page_address(request, query, found.page + 1, size) if found.page < found.pages else None,
            "previous": _page_address(request, query, found.page - 1, size) if found.page > 1 else None,
            "ignored": [*found.query.ignored, *ignored, *_unknown_language(request)],
            "results": [row(entry, code) for entry in found.entries],
        }


class ToolDetail(CatalogueView):
    """One tool."""

    @extend_schema(operation_id="tool", parameters=[QUERY_PARAMETERS[4]], responses=ToolRow)
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str, slug: str) -> dict:
        if slug not in held.numbers:
            raise NotFound
        return row(held.entries[held.numbers[slug]], code)


class Vocabulary(CatalogueView):
    """The words of every facet, in the reader's order, with the number of their tools."""

    @extend_schema(
        operation_id="vocabulary",
        parameters=[QUERY_PARAMETERS[4]],
        responses=inline_serializer("Vocabulary", {key: Word(many=True) for key in KEYS}),
    )
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str) -> dict:
        return {key: [_word(held, key, value, code) for value in held.values(key, code)] for key in KEYS}


def _word(held: Snapshot, key: str, value: str, code: str) -> dict:
    meanings = held.definitions.get(key, {}).get(value, {})
    return {
        "slug": value,
        "name": held.label(key, value, code),
        "definition": meanings.get(code) or meanings.get(DEFAULT) or None,
        "tools": held.masks[key][value].bit_count(),
    }


def _language(request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in CODES else request.user.language


def _unknown_language(request) -> list[str]:
    asked = request.query_params.get("lang", "")
    return ["lang"] if asked and asked not in CODES else []


def _size(typed: str, ignored: list[str]) -> int:
    if not typed:
        return PAGE_SIZE
    if not SIZE.fullmatch(typed) or not 1 <= int(typed) <= MOST:
        ignored.append("page_size")
        return PAGE_SIZE
    return int(typed)


def _has(request, tag: str) -> bool:
    """Whether the caller already has this answer (RFC 9110: a list of tags, compared weakly)."""
    held = {name.strip().removeprefix("W/") for name in request.headers.get("If-None-Match", "").split(",")}
    return tag.removeprefix("W/") in held


def _page_address(request, query: Query, page: int, size: int) -> str:
    """With what the caller chose beside the query: the size of a page and the language."""
    own = {"page_size": size} if size != PAGE_SIZE else {}
    own |= {"lang": request.query_params["lang"]} if request.query_params.get("lang") else {}
    address = api_reverse("api:tool-list", request=request) + query.address(page=page).rstrip("?")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(own)}" if own else address


def _etag(held: Snapshot, request, code: str) -> str:
    basis = f"{held.token} {request.get_full_path()} {code}"
    return f'W/"{hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:32]}"'
