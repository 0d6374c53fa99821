"""What the tests share: the checkout, and one fresh run of the workbook."""

import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# The same cases on every run; LONG=1 looks further.
# A busy machine is slow, and that says nothing about the code.
UNTIMED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("short", max_examples=300, derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("long", max_examples=50_000, **UNTIMED)
hypothesis.settings.load_profile("long" if os.environ.get("LONG") == "1" else "short")


@pytest.fixture(scope="session")
def root():
    """The folder of the checkout."""
    return ROOT
