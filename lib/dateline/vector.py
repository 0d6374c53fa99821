"""The SVG of a figure: its words, the links on its marks, and its way into a page.

Matplotlib draws; this room adds what it cannot write: a name and a description for the whole, and
on each mark that has evidence a link with a tooltip, which the keyboard reaches. No script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from dateline import outlines

if TYPE_CHECKING:
    from xml.etree import ElementTree

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# All that a figure is made of. Whatever else a file holds, it does not get into a page.
_ELEMENTS = frozenset("svg g a title desc defs path use clipPath rect pattern".split())
_ATTRIBUTES = frozenset(
    "id class style d x y width height viewBox transform href clip-path role version "
    "aria-labelledby aria-describedby pointer-events patternUnits preserveAspectRatio fill stroke "
    "stroke-width fill-opacity stroke-opacity opacity".split()
)
_HARMFUL = re.compile(r"url\((?!\s*#)|expression|@import|\\", re.IGNORECASE)


class Link(NamedTuple):
    """Where marks lead: the ids of the marks, the address, the words of the tooltip.

    `data` is written on the link as data-… attributes, for whoever reads numbers from the SVG.
    """

    marks: tuple[str, ...]
    target: str
    title: str
    data: tuple[tuple[str, str | int], ...] = ()


def finish(
    svg: str,
    *,
    title: str,
    alt: str,
    links: Iterable[Link] = (),
    halos: outlines.Halos | None = None,
) -> str:
    """Matplotlib's SVG with a name, a description, and its links in the order given.

    The marks of a link move into it, to where the first of them was drawn; links keep the order of
    drawing, which is the order of the keyboard. A mark that was not drawn is passed over. The
    texts in `halos` get a halo.
    """
    from xml.etree import ElementTree

    root = _parsed(svg)
    for metadata in root.findall(_tag("metadata")):
        root.remove(metadata)
    links = list(links)
    root.set("role", "group" if links else "img")
    root.set("aria-labelledby", "name")
    root.set("aria-describedby", "description")
    words = [("title", "name", title), ("desc", "description", alt)]
    for at, (tag, identity, text) in enumerate(words):
        element = ElementTree.Element(_tag(tag), id=identity)
        element.text, element.tail = text, "\n "
        root.insert(at, element)
    outlines.shorten(root, halos or {})
    parents = {child: parent for parent in root.iter() for child in parent}
    drawn = {element.get("id"): element for element in root.iter(_tag("g"))}
    for link in links:
        marks = [drawn[mark] for mark in link.marks if mark in drawn]
        if marks:
            _join(link, marks, parents)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def inline(svg: str, prefix: str, page: str = "") -> str:
    """A figure's SVG as part of a page.

    Ids get `prefix`, since a page holds several figures; links within the page lead to `page` if
    one is given. Raises ValueError where the file holds anything but what a figure is made of.
    """
    from xml.etree import ElementTree

    root = _parsed(svg)
    # Matplotlib's only style sheet is for every element of a page; the root hands the same down.
    for defs in root.findall(_tag("defs")):
        for style in defs.findall(_tag("style")):
            defs.remove(style)
    _refuse_foreign(root)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    links = {id(element) for element in root.iter(_tag("a"))}
    # The whole has its name without a tooltip, which would hang over every mark that has none.
    title = root.find(_tag("title"))
    if title is not None:
        root.remove(title)
        root.attrib.pop("aria-labelledby", None)
        root.set("aria-label", title.text or "")
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    for element in root.iter():
        for name in ("id", "aria-labelledby", "aria-describedby"):
            if element.get(name):
                element.set(name, prefix + element.get(name))
        for name in ("clip-path", "style"):
            if element.get(name):
                element.set(name, element.get(name).replace("url(#", f"url(#{prefix}"))
        for name in ("href", f"{{{_XLINK}}}href"):
            if element.get(name):
                # A page needs no xlink; a program that shows the file may.
                address = element.attrib.pop(name)
                inside = page + address if id(element) in links else f"#{prefix}{address[1:]}"
                element.set("href", inside)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _join(link: Link, marks: list, parents: dict) -> None:
    """Put marks into a link that stands where the first of them was."""
    from xml.etree import ElementTree

    name = f"name-{marks[0].get('id')}"
    data = {f"data-{key}": str(value) for key, value in link.data}
    # An unfilled ring is hit in its middle, too.
    look = {"aria-labelledby": name, "pointer-events": "all"}
    anchor = ElementTree.Element(_tag("a"), href=link.target, role="link", **look, **data)
    title = ElementTree.SubElement(anchor, _tag("title"), id=name)
    title.text = link.title
    parent = parents[marks[0]]
    parent.insert(list(parent).index(marks[0]), anchor)
    for mark in marks:
        parents[mark].remove(mark)
        anchor.append(mark)


def _refuse_foreign(root: ElementTree.Element) -> None:
    for element in root.iter():
        space, _, name = str(element.tag).rpartition("}")
        if space != f"{{{_SVG}" or name not in _ELEMENTS:
            raise ValueError(f"a figure holds no <{name}>")
        for full, value in element.attrib.items():
            attribute = full.removeprefix(f"{{{_XLINK}}}")
            known = attribute in _ATTRIBUTES or attribute.startswith("data-")
            if not known or (attribute == "href" and not value.startswith("#")):
                raise ValueError(f"a figure holds no {attribute}={value[:40]!r}")
            if _HARMFUL.search(value):
                raise ValueError(f"a figure asks for nothing outside itself: {value[:40]!r}")


def _parsed(svg: str) -> ElementTree.Element:
    from xml.etree import ElementTree

    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.fromstring(svg)


def _tag(name: str) -> str:
    return f"{{{_SVG}}}{name}"
