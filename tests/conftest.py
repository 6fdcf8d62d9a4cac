"""What all tests share: hypothesis draws the same examples in every run, without a clock.

`HYPOTHESIS_PROFILE=explore` looks further, with new examples each time.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fixed",
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("fixed"), max_examples=2_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
