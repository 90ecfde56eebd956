"""The Hub's addresses and one constant page, listed for the wall like any other."""

from django.urls import path

from hub.access import AUDIENCES, Audience
from hub.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401
from tests.bench.constant import constant

AUDIENCES["constant"] = Audience.OFFICER
urlpatterns = [*urlpatterns, path("constant/", constant, name="constant")]
