"""The network of who is tied to whom: countries named together, and who belongs to them."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING, NamedTuple

from dateline import figures, stories, typesetting, wording
from dateline.charts import plain, symbol
from dateline.vector import Link

if TYPE_CHECKING:
    import pandas as pd

NETWORK = "04-network"
# Told apart in grey and by the colour-blind; and by shape besides.
_NODE = {"country": "#1f62a7", "person": "#b85c00", "organisation": "#4d545b"}
_QUIET = "#c3c6c6"
_NODES = {figures.WIDTH: 45, figures.NARROW: 24}
_GRID = 4.0  # points between the places tried for a node
_TRIED = 12  # drawings, of which the clearest is taken


def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    source: str,
    by_name: str = "by name",
    *,
    width: float = figures.WIDTH,
) -> figures.Figure | None:
    """The network of what `stories.ties` gives; None where no two countries are named together.

    Countries are round, people triangles, organisations squares; a full line joins countries named
    together, the thicker the more often. Past `_NODES` nodes the least tied are left out and
    listed. Where the nodes stand means nothing: networkx places them (ForceAtlas2), then each
    moves to the nearest place where it and its label have room; of a dozen such drawings the one is
    taken whose lines pass fewest labels. In the SVG each country is a link to its sentences
    (`citations.tied`), with its mentions `by_name`.
    """
    if not (edges["what"] == "named together").any():
        return None
    drawn = _heaviest(nodes, edges, _NODES[width])
    in_wide = _heaviest(nodes, edges, _NODES[figures.WIDTH])
    lines = edges[edges["a"].isin(drawn) & edges["b"].isin(drawn)]
    shown = nodes[nodes["key"].isin(drawn)].set_index("key")
    labels = {row.Index: _label(row) for row in shown.itertuples()}
    inner = figures.content_width(width)
    places, height = _placed(shown, lines, labels, inner)
    words = _network_words(nodes, drawn, edges, source)
    with figures.style():
        drawing, axes, _ = figures.page(height, **words, width=width)
        for row in lines.itertuples():
            _draw_edge(axes, row, places)
        for row in shown.itertuples():
            _draw_node(axes, row, places[row.Index], labels[row.Index])
    numbers = _network_numbers(nodes, edges, in_wide)
    links = [
        Link(
            tuple(f"{mark}-{key}" for mark in ("node", "label")),
            f"#tied-{key}",
            f"{row.name}: {wording.counted(row.count, 'mention', digits=True)} {by_name}",
            (("iso3", key), ("mentions", row.count)),
        )
        for key, row in (
            (key, _Node(*shown.loc[key, ["kind", "name", "count"]]))
            for key in shown.index[shown["kind"] == "country"]
        )
    ]
    alt = _network_alt(nodes, edges, in_wide)
    figure = {**words, "alt": alt, "numbers": numbers, "links": links}
    return figures.render(drawing, slug=NETWORK, **figure)


class _Node(NamedTuple):
    kind: str
    name: str
    count: int


class _Words(NamedTuple):
    text: str
    size: float
    bold: bool
    box: tuple[float, float]  # width and height of marker and label, in points
    radius: float


def _heaviest(nodes: pd.DataFrame, edges: pd.DataFrame, at_most: int) -> set[str]:
    """The keys of the nodes to draw: two thirds countries, then who is attached to these."""
    weight: dict[str, int] = {}
    for row in edges.itertuples():
        for key in (row.a, row.b):
            weight[key] = weight.get(key, 0) + row.count
    ranked = sorted(
        nodes.itertuples(), key=lambda row: (-weight.get(row.key, 0), -row.count, row.key)
    )
    countries = [row.key for row in ranked if row.kind == "country"]
    tied = [row.key for row in ranked if row.kind != "country" and row.key in weight]
    room = max(at_most - len(tied), 2 * at_most // 3)
    chosen = set(countries[:room])
    ends = list(zip(edges["a"], edges["b"], strict=True))
    for key in tied:
        if len(chosen) >= at_most:
            break
        beside = {b if a == key else a for a, b in ends if key in (a, b)}
        if any(end in chosen or ":" in end for end in beside):
            chosen.add(key)
    return chosen


def _label(row) -> _Words:
    country = row.kind == "country"
    size = 8.5 if country else 7.5
    font = typesetting.typeface(size, country)
    lines = typesetting.wrapped(plain(row.name), font, 78.0)[:3]
    across, up = typesetting.block_size("\n".join(lines), font)
    radius = 4.0 + min(row.count, 16) ** 0.5 * 1.2 if country else 3.5
    box = (max(across, 2 * radius) + 5, up + 2.2 * radius + 5)
    return _Words("\n".join(lines), size, country, box, radius)


def _placed(
    nodes: pd.DataFrame, edges: pd.DataFrame, labels: dict[str, _Words], inner: float
) -> tuple[dict[str, tuple[float, float]], float]:
    """Where each node's marker stands, and how high the drawing is, in points."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(nodes.index)
    graph.add_edges_from(zip(edges["a"], edges["b"], strict=True))
    tried = []
    for seed in range(_TRIED):
        layout = networkx.forceatlas2_layout(graph, max_iter=300, strong_gravity=True, seed=seed)
        places, height = _spread(graph, layout, labels, inner)
        tried.append((_in_the_way(graph, places, labels), seed, places, height))
    *_, places, height = min(tried, key=lambda one: one[:2])
    return places, height


def _in_the_way(graph, places: dict, labels: dict[str, _Words]) -> float:
    """How many labels lines pass, own ones at a quarter; crossings of lines count as half one."""
    import shapely

    ends = list(graph.edges)
    lines = shapely.linestrings([[places[a], places[b]] for a, b in ends])
    passed = 0
    for key, (x, y) in places.items():
        (across, up), radius = labels[key].box, labels[key].radius
        top = y - radius - 2
        label = shapely.box(x - across / 2, top - up + 2.2 * radius + 5, x + across / 2, top)
        met = zip(shapely.intersects(lines, label), ends, strict=True)
        passed += sum(0.25 if key in pair else 1.0 for meets, pair in met if meets)
    crossed = shapely.crosses(lines[:, None], lines[None, :]).sum() / 2
    return float(passed + crossed / 2)


def _spread(
    graph, layout: dict, labels: dict[str, _Words], inner: float
) -> tuple[dict[str, tuple[float, float]], float]:
    """The nodes of a layout as near to their places as their labels allow; the height of all."""
    import numpy as np

    keys = list(graph)
    spots = np.array([layout[key] for key in keys])
    # The longer side across a wide page, down a narrow one.
    area = sum(across * up for *_, (across, up), _ in labels.values())
    height = max(2.6 * area / inner, 90.0)
    if (np.ptp(spots[:, 0]) < np.ptp(spots[:, 1])) == (inner > height):
        spots = spots[:, ::-1]
    spots = (spots - spots.min(axis=0)) / np.maximum(np.ptp(spots, axis=0), 1e-9)
    degree = dict(graph.degree())
    order = sorted(range(len(spots)), key=lambda at: (-degree[keys[at]], keys[at]))
    boxes: list[tuple[float, float, float, float]] = []
    found = {}
    for at in order:
        key = keys[at]
        across, up = labels[key].box
        wanted = spots[at] * (inner - across, height - up)
        x, y = _free_place(wanted, (across, up), boxes, inner, height)
        boxes.append((x, y, x + across, y + up))
        found[key] = (x + across / 2, y + up - 1.2 * labels[key].radius - 1.5)
    low = min(box[1] for box in boxes)
    high = max(box[3] for box in boxes)
    return {key: (x, y - low) for key, (x, y) in found.items()}, high - low


def _free_place(wanted, size, boxes: list, inner: float, height: float) -> tuple[float, float]:
    """The lower left corner nearest to the one wanted at which a box of this size is free.

    There always is one: the paper goes on below as far as it has to.
    """
    import numpy as np

    deepest = min([0.0, *(box[1] for box in boxes)]) - size[1] - _GRID
    xs = np.arange(0, max(inner - size[0], 0) + 0.01, _GRID)
    ys = np.arange(height - size[1], deepest, -_GRID)
    x, y = (side.ravel() for side in np.meshgrid(xs, ys))
    free = np.ones(len(x), dtype=bool)
    for left, bottom, right, top in boxes:
        free &= (x >= right) | (x + size[0] <= left) | (y >= top) | (y + size[1] <= bottom)
    far = np.where(free, np.hypot(x - wanted[0], y - wanted[1]), np.inf)
    at = int(np.argmin(far.round(6)))
    return float(x[at]), float(y[at])


def _draw_edge(axes, row, places: dict) -> None:
    (x1, y1), (x2, y2) = places[row.a], places[row.b]
    looks = {
        "named together": {"color": "#79b5de", "linewidth": min(1.0 + row.count * 0.8, 6)},
        "of": {"color": _QUIET, "linewidth": 1.0},
    }
    dashed = {"color": "#8d949a", "linewidth": 0.9, "linestyle": (0, (3, 2))}
    axes.plot([x1, x2], [y1, y2], zorder=1, **looks.get(row.what, dashed))


def _draw_node(axes, row, place: tuple[float, float], words: _Words) -> None:
    # No blank may be in an id; only countries are linked.
    key = row.Index if row.kind == "country" else urllib.parse.quote(row.Index)
    shapes = {"country": "round", "person": "triangle", "organisation": "square"}
    hollow = row.kind == "country" and not row.count
    node = {"gid": f"node-{key}", "hollow": hollow}
    symbol(axes, shapes[row.kind], place, words.radius, _NODE[row.kind], **node)
    font = typesetting.typeface(words.size, words.bold)
    look = {"font": font, "color": figures.INK, "ha": "center", "va": "top", "linespacing": 1.1}
    look |= {"path_effects": [typesetting.halo(figures.PAPER, 2.5)], "zorder": 3}
    axes.text(place[0], place[1] - words.radius - 2, words.text, gid=f"label-{key}", **look)


def _network_words(nodes: pd.DataFrame, drawn: set, edges: pd.DataFrame, source: str) -> dict:
    kinds, lines = set(nodes.loc[nodes["key"].isin(drawn), "kind"]), set(edges["what"])
    signs = {"country": "circles are countries", "person": "triangles people"}
    signs |= {"organisation": "squares organisations"}
    shapes = wording.listed([words for kind, words in signs.items() if kind in kinds])
    parts = [f"{shapes[0].upper()}{shapes[1:]}."]
    if ((nodes["kind"] == "country") & (nodes["count"] == 0) & nodes["key"].isin(drawn)).any():
        parts.append("Hollow: not named itself.")
    parts.append("Thick lines join countries named in one sentence, the thicker the more often.")
    if "of" in lines:
        parts.append("Thin ones lead to the country somebody belongs to.")
    if lines & {"posted to", "associate of"}:
        parts.append("Dashed: posted there, or an associate.")
    rest = nodes[~nodes["key"].isin(drawn)]
    tied = rest["key"].isin({*edges["a"], *edges["b"]}) | (rest["kind"] == "country")
    note = []
    for words, rows in (("Left out for want of room", rest[tied]), ("Tied to nobody", rest[~tied])):
        if len(rows):
            names = [plain(name) for name in rows["name"]]
            more = [f"{len(names) - 12:,} more in the numbers"] if len(names) > 12 else []
            note.append(f"{words}: {wording.listed([*names[:12], *more])}.")
    return {
        "title": stories.network_finding(nodes, edges),
        "subtitle": " ".join(parts),
        "note": " ".join([*note, "Where a mark stands means nothing; its lines do."]),
        "source": f"Source: {source}; numbers in figures/{NETWORK}.csv.",
    }


def _network_numbers(nodes: pd.DataFrame, edges: pd.DataFrame, drawn: set) -> pd.DataFrame:
    """Nodes, then edges, one a row: what, a, b (empty for a node), name, count, shown."""
    import pandas as pd

    rows = [(n.kind, n.key, "", n.name, n.count, n.key in drawn) for n in nodes.itertuples()]
    rows += [(e.what, e.a, e.b, "", e.count, {e.a, e.b} <= drawn) for e in edges.itertuples()]
    frame = pd.DataFrame(rows, columns=["what", "a", "b", "name", "count", "shown"])
    return frame.assign(shown=["yes" if shown else "no" for shown in frame["shown"]])


def _network_alt(nodes: pd.DataFrame, edges: pd.DataFrame, drawn: set) -> str:
    names = dict(zip(nodes["key"], nodes["name"], strict=True))
    edges = edges[edges["a"].isin(drawn) & edges["b"].isin(drawn)]
    parts = []
    for what, words in (
        ("named together", "Named together"),
        ("of", "Belonging to a country"),
        ("posted to", "Posted to a country"),
        ("associate of", "Associates"),
    ):
        rows = edges[edges["what"] == what]
        if len(rows):
            listed = [f"{names[e.a]} – {names[e.b]} ({e.count:,})" for e in rows.itertuples()]
            parts.append(f"{words}: {'; '.join(listed)}.")
    joined = {*edges["a"], *edges["b"]}
    alone = [names[key] for key in names if key in drawn and key not in joined]
    parts += [f"Alone: {wording.listed(alone)}."] if alone else []
    finding = stories.network_finding(nodes, edges)
    return f"Network of countries named together. {finding}. {' '.join(parts)}"
