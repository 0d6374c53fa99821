"""Numbers in digits and in words come to what they say."""

import re
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import numbers

NUMBER = re.compile(numbers.PATTERN, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("1,000", 1000),
        ("1,00,000", 100_000),
        ("3.5 million", 3.5e6),
        ("2½", 2.5),
        ("4bn", 4e9),
        ("2k", 2000),
        ("seven", 7),
        ("Twenty-five", 25),
        ("twenty five", 25),
        ("a hundred", 100),
        ("two hundred and fifty", 250),
        ("two hundred and fifty thousand", 250_000),
        ("one million two hundred thousand", 1_200_000),
        ("five hundred million", 5e8),
        ("two and a half", 2.5),
        ("two and a half million", 2.5e6),
        ("a million and a half", 1.5e6),
        ("half a million", 5e5),
        ("a dozen", 12),
        ("two dozen", 24),
        ("999 trillion", 999e12),
    ],
)
def test_a_number_is_read_whole(text, value):
    match = NUMBER.fullmatch(text)
    assert match
    assert numbers.value(text) == value


@pytest.mark.parametrize("text", ["one quadrillion", "1,000,000,000,000,000", "9 trillion million"])
def test_a_number_too_large_to_write_exactly_is_undefined(text):
    assert isnan(numbers.value(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [("one and two", "one"), ("two three", "two"), ("10,15", "10"), ("12, 13", "12")],
)
def test_numbers_side_by_side_are_not_one(text, number):
    assert NUMBER.match(text)[0] == number


@given(st.integers(0, 10**15 - 1))
def test_digits_come_to_themselves(number):
    assert numbers.value(f"{number:,}") == numbers.value(str(number)) == number


@given(st.text())
def test_whatever_matches_has_a_value(text):
    for match in NUMBER.finditer(text):
        assert isinstance(numbers.value(match[0]), float)
