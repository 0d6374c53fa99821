"""The collector of cycles stays as it was found; what is worked out once is worked out once."""

import gc

import pytest

from dateline import gazetteer
from dateline.countries import find_mentions
from dateline.gazetteer import Sense
from dateline.memory import once, without_collector


@pytest.fixture(params=[True, False], ids=["runs", "is off"])
def runs(request):
    if not request.param:
        gc.disable()
    yield request.param
    gc.enable()


def test_it_is_off_in_between(runs):
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled() is runs


def test_it_is_left_as_it_was_after_an_error(runs):
    with pytest.raises(ZeroDivisionError), without_collector():
        raise ZeroDivisionError
    assert gc.isenabled() is runs


def test_it_is_left_as_it_was_by_terms_and_by_mentions(runs):
    gazetteer.load((Sense(f"Xylo {runs}", "MLI", "part", ""),))
    assert gc.isenabled() is runs
    assert len(find_mentions("Chad Smith left Mali for Paris, Texas.", refused=True)) > 2
    assert gc.isenabled() is runs


def test_finding_leaves_no_cycles_behind():
    text = "Chad Smith left Mali for Paris, Texas, and the Malian army was in London. " * 40
    find_mentions(text)
    gc.collect()
    gc.disable()
    try:
        find_mentions(text, refused=True)
        assert gc.collect() < 100
    finally:
        gc.enable()


def test_a_value_is_worked_out_once_for_each_instance_when_it_is_asked_for():
    class Counted:
        def __init__(self):
            self.times = 0

        @once
        def value(self):
            """How often it was worked out."""
            self.times += 1
            return self.times

    one, other = Counted(), Counted()
    assert one.times == 0
    assert [one.value, one.value, one.times] == [1, 1, 1]
    assert other.times == 0
