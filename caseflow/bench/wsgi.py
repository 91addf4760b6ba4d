"""The application as `bench` serves it: the office's own, with the floor and, asked for by a
header, the number of queries. Nothing else names this module, so no setting can switch it on.

The garbage collector runs between the pages (`/bench/sweep/`), not within one: it strikes one
request in some, and on a heap that no office has."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "caseflow.bench.urls"
settings.MIDDLEWARE = ["caseflow.bench.counting.count_queries", *settings.MIDDLEWARE]
application = get_wsgi_application()
gc.collect()
gc.freeze()
gc.disable()
