"""The constant page behind stock sign-in (C_login) and the naive catalogue."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from tests.bench.constant import constant
from tests.bench.naive import tool_list

urlpatterns = [
    path("constant/", login_required(constant, login_url="/")),
    path("naive/", login_required(tool_list, login_url="/")),
]
