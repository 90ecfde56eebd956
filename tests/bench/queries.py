"""How many queries does a page make? `python -m tests.bench.queries COOKIE` prints the most over many addresses."""

import json
import sys

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.languages import CODES

ADDRESSES = (
    "/tools/",
    "/tools/?stage=triage&stage=forensic-examination&deployment=desktop",
    "/tools/?stage=triage&family=image-and-video&capability=media-triage&licence=commercial&cost=paid&country=GB",
    "/tools/?q=image",
    "/tools/?q=triage&stage=triage&sort=changed",
    "/tools/?page=3",
    "/tools/?q=nothingislikethis",
    "/tools/?sort=changed&page=2",
    "/tools/cyacomb-forensics/",
    "/tools/4nseek/",
    "/tools/scale-tool-00001/",
    "/tools/find/?input=images",
    "/tools/workflow/",
    "/tools/coverage/",
    "/tools/coverage/tools/?stage=triage",
    "/tools/compare/?tool=cyacomb-forensics&tool=4nseek",
    "/tools/export/print/?stage=triage",
    "/home/",
)


NAIVE = ("/naive/?stage=triage&stage=forensic-examination&deployment=desktop",)


def main(cookie: str) -> dict:
    stock = settings.ROOT_URLCONF == "tests.bench.stock_urls"
    paths = NAIVE if stock else [f"/{code}{address}" for code in CODES for address in ADDRESSES]
    client = Client(headers={"cookie": cookie, "host": "localhost"})
    counted = {}
    for path in paths:
        client.get(path)  # what is made once per process
        # Once a minute a request notes that the session is in use: of two in a row at most one is that request.
        counted[path] = min(count(client, path), count(client, path))
    worst = max(counted, key=counted.get)
    return {"most": counted[worst], "at": worst, "pages": len(counted)}


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        status = client.get(path).status_code
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    return len(queries)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(sys.argv[1])))
