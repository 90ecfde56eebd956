"""Run on the database of a site that a browser will look at: people, their rows, and attacks in every text of them.

Prints the sessions of those people and the pages on which they read the texts, as JSON.
"""

import json

from django.conf import settings

from tests.prove.payloads import VECTORS
from tests.prove.test_attacks import places
from tests.site import canaries, crowd

ATTACKS = VECTORS[:40]


def plant() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    world = crowd.gather()
    where = places(world)
    canaries.write_everywhere(" ".join(ATTACKS))
    sessions = {place.who: world.browsers[place.who].session.session_key for place in where}
    print(json.dumps({"sessions": sessions, "pages": sorted({(place.who, place.path) for place in where})}))
