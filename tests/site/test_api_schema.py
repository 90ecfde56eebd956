"""Does the API keep to its schema, whatever a program sends and whoever sends it?

Schemathesis makes the requests from the checked-in schema: for each operation its examples, every bound of every
parameter, values that fit and values that do not, methods that it does not have. They go out by the people's browsers.
"""

from pathlib import Path

import pytest
import requests  # comes with schemathesis, whose answers are made of it
import schemathesis
import yaml
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as limits
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, unsupported_method

from tests.personas import EVERYBODY, LET_IN, NOT_LET_IN

OFTEN = {"visitor", "officer"}
WHO = [pytest.param(name, marks=() if name in OFTEN else pytest.mark.prove) for name in EVERYBODY]
EXAMPLES = 20  # an operation and a person, beside the bounds of its parameters
# A query with words that are not understood is answered, and says which (`ignored`). What a request without a session
# gets is asked by the visitor, not by taking a member's away.
NOT_OURS = [negative_data_rejection, ignored_auth]
# Who is not let in learns nothing of methods either.
REFUSED = {"visitor": 401} | dict.fromkeys(NOT_LET_IN, 403)
UNREADABLE = {400, 405}  # told to everybody alike, before anybody is looked at


def _schema():
    """As it is checked in, but for the cookie: the browsers bring their own."""
    read = yaml.safe_load((Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    for operations in read["paths"].values():
        operations["get"].pop("security")
    return schemathesis.openapi.from_dict(read)


schema = _schema()
TOOL = "/api/v1/tools/{slug}/"


def answer(case, browser) -> schemathesis.Response:
    request = requests.Request(**case.as_transport_kwargs(base_url="https://testserver")).prepare()
    headers = {name: _text(value) for name, value in request.headers.items() if name != "Accept-Encoding"}
    got = browser.generic(request.method, request.path_url, request.body or b"", headers=headers)
    told = {name.lower(): [value] for name, value in got.headers.items()}
    return schemathesis.Response(got.status_code, told, got.content, request, elapsed=0.0, verify=True)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@schema.parametrize()
@pytest.mark.parametrize("name", WHO)
@limits(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_only_what_the_schema_says(case, name, browsers, catalogue):
    response = answer(case, browsers[name])
    if name in REFUSED:
        assert response.status_code in {REFUSED[name], *UNREADABLE}
        case.validate_response(response, excluded_checks=[*NOT_OURS, unsupported_method])
    else:
        assert name in LET_IN
        assert response.status_code not in {401, 403}
        case.validate_response(response, excluded_checks=NOT_OURS)


@pytest.mark.parametrize("code", ["en", pytest.param("ar", marks=pytest.mark.prove)])
def test_every_tool_fits(catalogue, officer, code):
    operation = schema[TOOL]["GET"]
    for slug in catalogue.numbers:
        case = operation.Case(path_parameters={"slug": slug}, query={"lang": code})
        response = answer(case, officer)
        assert response.status_code == 200
        operation.validate_response(response)


def test_every_operation_tells_its_refusals():
    for path, operations in schema.raw_schema["paths"].items():
        told = set(operations["get"]["responses"])
        assert told >= {"200", "304", "400", "401", "403", "405", "406", "429"}, path
        assert ("404" in told) == ("{" in path)
