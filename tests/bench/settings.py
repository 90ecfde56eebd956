"""How does the measured Hub run? As in demo mode, plus the constant page C_own behind its whole stack."""

import os

from hub.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
STATIC_ROOT = os.environ["BENCH_STATIC"]  # the measured tree's own files are left alone
