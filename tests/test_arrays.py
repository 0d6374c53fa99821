"""Places and bytes are found for whole arrays as one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.arrays import bytes_before, hashes, places, places_of


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 9))
def test_places_are_where_something_is_true(are_there, first):
    given_array = np.array(are_there, bool)[first:]
    assert places(given_array).tolist() == np.flatnonzero(given_array).tolist()


@given(st.binary(max_size=40), st.integers(1, 1000))
def test_a_byte_is_found_wherever_it_stands_be_it_seldom_or_often(some, times):
    many = some + b"-" * 20 * times + some
    assert places_of(b"-", many).tolist() == [at for at, byte in enumerate(many) if byte == 0x2D]
    assert places_of(b"-", some).tolist() == [at for at, byte in enumerate(some) if byte == 0x2D]


@given(st.sets(st.integers(0, 7)))
def test_the_mask_covers_the_bytes_below_the_lowest_mark(marked):
    marks = np.array([sum(0x80 << 8 * byte for byte in marked)], np.uint64)
    lowest = min(marked, default=8)
    assert bytes_before(marks)[0] == (1 << 8 * lowest) - 1


@given(st.integers(0, 2**64 - 1), st.integers(1, 30))
def test_a_hash_has_so_many_bits_of_one_number_and_of_two(number, bits):
    numbers = np.full(3, number, np.uint64)
    alone, joined = hashes(numbers, bits), hashes(numbers, bits, np.arange(3, dtype=np.uint64))
    assert (alone == alone[0]).all()
    assert alone.max() < 1 << bits
    assert joined.max() < 1 << bits


def test_numbers_that_differ_little_have_other_hashes():
    numbers = np.arange(10_000, dtype=np.uint64)
    assert len(np.unique(hashes(numbers, 30))) == len(numbers)
    assert len(np.unique(hashes(np.zeros_like(numbers), 30, numbers))) == len(numbers)
