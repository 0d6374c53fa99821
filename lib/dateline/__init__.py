"""Dateline finds the countries that news articles name, with the evidence for each.

The rooms are imported by name, `from dateline.countries import find_mentions`; importing the
package itself loads nothing.
"""

__version__ = "0.1.0"
