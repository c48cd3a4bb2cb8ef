"""Settings of a server that is being measured: those of the portal, with the views it is compared against.

``BENCH_WITHOUT`` (``csp``, ``audit``) leaves one layer out, so that its cost can be seen. Refuses production.
"""

from django.core.exceptions import ImproperlyConfigured

from eservices.config.settings import *  # noqa: F403 - all settings, then what differs
from eservices.config.settings import MIDDLEWARE, PRODUCTION, REST_FRAMEWORK, env

if PRODUCTION:
    raise ImproperlyConfigured("These settings are for measuring only.")

ROOT_URLCONF = "eservices.config.benchmarks.urls"
BENCH_WITHOUT = env.list("BENCH_WITHOUT", default=[])
if "csp" in BENCH_WITHOUT:
    MIDDLEWARE = [name for name in MIDDLEWARE if name != "csp.middleware.CSPMiddleware"]
# Nobody reads 25 cases a thousand times a second; the limit would be measured instead of the list.
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])}
