"""The catalogue for programs: read-only, the same query, the same wall."""

import hashlib
import re

from django.http import HttpResponse
from django.utils import translation
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.reverse import reverse as api_reverse
from rest_framework.views import APIView

from catalogue import api_shapes as shapes
from catalogue import record, results, sheet, snapshot
from catalogue.concepts import concepts
from catalogue.facets import KEYS
from catalogue.query import Query, parse
from catalogue.snapshot import Snapshot
from hub.languages import CODES

PAGE_SIZE = 50
MOST = 100
SIZE = re.compile(r"[0-9]{1,4}", re.ASCII)


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

    @extend_schema(
        operation_id="tools", parameters=shapes.QUERY + shapes.HEADERS, responses=shapes.answers(shapes.ToolPage)
    )
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str) -> dict:
        ignored: list[str] = []
        size = _size(request.query_params.get("page_size", ""), ignored)
        query = parse(request.query_params, held, also=("page_size", "lang"))
        found = results.run(held, query, code, size=size, count=False)
        return {
            "count": found.total,
            "next": _page_address(request, query, found.page + 1, size) if found.page < found.pages else None,
            "previous": _page_address(request, query, found.page - 1, size) if found.page > 1 else None,
            "expanded": [_concept(slug) for slug in found.concepts],
            "ignored": [*found.query.ignored, *ignored, *_unknown_language(request)],
            "results": [record.row(entry, code) for entry in found.entries],
        }


class ToolDetail(CatalogueView):
    """One tool: its row, its texts, evidence, history and relations."""

    @extend_schema(
        operation_id="tool",
        parameters=[shapes.SLUG, shapes.LANGUAGE, *shapes.HEADERS],
        responses=shapes.answers(shapes.Tool, absent=True),
    )
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str, slug: str) -> dict:
        if slug not in held.numbers:
            raise NotFound
        found = sheet.read(held, [slug], code)
        if not found:
            raise NotFound  # gone since the snapshot was made
        return record.whole(held, found[0], code)


class Vocabulary(CatalogueView):
    """The words of every facet, in the reader's order, with the number of their tools."""

    @extend_schema(
        operation_id="vocabulary",
        parameters=[shapes.LANGUAGE, *shapes.HEADERS],
        responses=shapes.answers(shapes.VOCABULARY),
    )
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def answer(self, request, held: Snapshot, code: str) -> dict:
        return {key: [record.word(held, key, value, code) for value in held.values(key, code)] for key in KEYS}


def _concept(slug: str) -> dict:
    return {"concept": slug, "names": {code: names[0] for code, names in concepts()[slug].phrases.items()}}


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
