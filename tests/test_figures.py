"""A figure looks the same everywhere, keeps its words within itself, and saves all it shows."""

import base64
import os
import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest

from dateline import figures, tables

WORDS = {
    "title": "Prices rose by $5 & then by $7",
    "subtitle": "A subtitle that goes on for long enough to need a second line, and says what "
    "is shown here, of how many things, and over which years.",
    "note": "Note: nothing is real.",
    "source": "Source: none.",
}
NUMBERS = pd.DataFrame({"what": ["NA", "=1+1"], "count": [8, 1]})


def drawn(**changes):
    with figures.style():
        drawing, axes, _ = figures.page(100, **WORDS | changes)
        axes.plot([0, 500], [0, 100])
    return drawing


def rendered(**changes):
    words = WORDS | changes
    return figures.render(drawn(**changes), **words, slug="01-x", alt="A <line>.", numbers=NUMBERS)


def boxes(drawing):
    renderer = drawing.canvas.get_renderer()
    texts = {text.get_gid(): text for text in drawing.texts if text.get_text()}
    return {gid: text.get_window_extent(renderer) for gid, text in texts.items()}


@pytest.mark.parametrize(
    "title", ["Short", "A finding of middling length " * 2, "Long words " * 20]
)
@pytest.mark.parametrize("aside", [None, (112, 55)])
def test_words_never_leave_the_figure_or_each_others_way(title, aside):
    drawing = drawn(title=title.strip(), note="A long note, with detail. " * 12, aside=aside)
    paper = drawing.bbox
    found = boxes(drawing)
    assert set(found) == {"title", "subtitle", "note", "source"}
    areas = [axes.get_window_extent() for axes in drawing.axes]
    for gid, box in found.items():
        assert paper.x0 < box.x0 < box.x1 < paper.x1, gid
        assert paper.y0 < box.y0 < box.y1 < paper.y1, gid
        others = [other for name, other in found.items() if name != gid]
        assert not any(box.overlaps(other) for other in [*others, *areas]), gid
    heights = sum(box.height for box in [*found.values(), areas[0]])
    assert paper.height - heights < 100 * drawing.dpi / 72, "the page wastes room"


def test_a_title_a_little_too_long_becomes_smaller_instead_of_longer():
    texts = drawn(title="Mali is named most: 8 of 17 mentions of seven countries").texts
    (title,) = (text for text in texts if text.get_gid() == "title")
    assert "\n" not in title.get_text()
    assert 13 < title.get_fontsize() < 16


def test_a_dollar_is_a_dollar():
    assert rendered().svg.count(">Prices rose by $5 &amp; then by $7</title>") == 1


def test_png_is_1200_pixels_wide():
    assert int.from_bytes(rendered().png[16:20], "big") == 1200


def test_the_narrow_edition_is_for_a_telephone_and_lies_beside(tmp_path):
    with figures.style():
        drawing, _, _ = figures.page(100, **WORDS, width=figures.NARROW)
    figure = figures.render(drawing, **WORDS, slug="01-x", alt="A line.", numbers=NUMBERS)
    assert int.from_bytes(figure.png[16:20], "big") == 720
    paths = figure.save(tmp_path)
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == ["narrow/01-x.png", "narrow/01-x.svg"]
    page = drawing.bbox
    for gid, box in boxes(drawing).items():
        assert page.x0 < box.x0 < box.x1 < page.x1, gid


def test_words_that_are_empty_take_no_room():
    tall, short = drawn(), drawn(note="", source="")
    assert set(boxes(short)) == {"title", "subtitle"}
    assert short.get_figheight() < tall.get_figheight()


def test_a_key_that_is_too_long_for_a_line_goes_on_in_the_next():
    key = [("#000000", f"{number},000 to {number},999 mentions") for number in range(7)]
    found = boxes(drawn(key=key))
    rows = {round(found[f"key{number}"].y0) for number in range(1, 8)}
    assert len(rows) > 1
    assert all(box.x1 < 1200 for box in found.values())


def test_the_style_is_a_file_that_matplotlib_reads():
    from importlib import resources

    import matplotlib.style

    file = resources.files("dateline") / "data" / "dateline.mplstyle"
    with matplotlib.style.context(str(file)):
        assert matplotlib.rcParams["text.color"] == figures.INK


def test_svg_is_one_accessible_picture_without_a_date():
    svg = rendered().svg
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == WORDS["title"]
    assert root.findtext("{*}desc") == "A <line>."
    assert "<dc:date>" not in svg
    assert "Matplotlib v" not in svg
    assert "<text" not in svg, "letters are paths, so that no font is needed"


def test_saving_writes_pictures_numbers_and_words(tmp_path):
    figure = rendered()
    paths = figure.save(tmp_path / "figures")
    assert sorted(path.name for path in paths) == ["01-x.csv", "01-x.png", "01-x.svg", "01-x.txt"]
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == sorted(
        path.name for path in paths
    )
    folder = tmp_path / "figures"
    assert (folder / "01-x.png").read_bytes() == figure.png
    assert (folder / "01-x.svg").read_bytes() == figure.svg.encode()
    assert (folder / "01-x.txt").read_bytes() == b"A <line>.\n"
    saved = tables.read_csv(folder / "01-x.csv")
    assert saved.to_dict("list") == {"what": ["NA", "=1+1"], "count": ["8", "1"]}


def test_a_notebook_shows_the_picture_with_its_alt_text():
    figure = rendered()
    data, metadata = figure._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == figure.png
    assert metadata["image/png"]["alt"] == "A <line>."
    assert len(repr(figure)) < 200


def test_numbers_of_a_figure_do_not_change_with_their_origin():
    origin = NUMBERS.copy()
    figure = figures.render(drawn(), **WORDS, slug="x", alt="", numbers=origin)
    origin.loc[0, "count"] = 99
    assert list(figure.numbers["count"]) == [8, 1]


def test_the_style_leaves_settings_as_they_were():
    import matplotlib

    before = dict(matplotlib.rcParams)
    rendered()
    assert dict(matplotlib.rcParams) == before


HOSTILE_SETTINGS = """
font.family: monospace
font.size: 30
text.color: red
figure.facecolor: black
savefig.facecolor: black
savefig.bbox: tight
savefig.dpi: 30
svg.fonttype: none
axes.facecolor: pink
path.sketch: 1, 100, 2
lines.linewidth: 9
hatch.linewidth: 9
"""


def test_pictures_are_the_same_bytes_whatever_the_surroundings(tmp_path):
    code = """
import hashlib, sys
import pandas as pd
from dateline import maps
columns = ["iso3", "country", "articles", "n_name", "n_adjective", "n_demonym", "n_metonym"]
rows = [("FRA", "France", 1, 4, 0, 0, 0), ("MCO", "Monaco", 1, 1, 0, 0, 0),
        ("RUS", "Russia", 1, 0, 3, 0, 1), ("CHE", "Switzerland", 1, 0, 1, 0, 0)]
figure = maps.country_map(pd.DataFrame(rows, columns=columns), "seeds")
figure.save(sys.argv[1])
"""
    results = []
    for name, settings in {
        "plain": {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        "hostile": {
            "TZ": "Asia/Kathmandu",
            "LC_ALL": "de_DE.UTF-8",
            "PYTHONHASHSEED": "4711",
            "MPLBACKEND": "svg",
            "SOURCE_DATE_EPOCH": "1",
        },
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        if name == "hostile":
            (folder / "matplotlibrc").write_text(HOSTILE_SETTINGS)
            settings["MATPLOTLIBRC"] = str(folder / "matplotlibrc")
        subprocess.run(
            [sys.executable, "-c", code, "out"],
            cwd=folder,
            env=os.environ | settings,
            check=True,
            timeout=120,
        )
        results.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert sorted(results[0]) == [
        f"03-country-map.{suffix}" for suffix in ("csv", "geojson", "png", "svg", "txt")
    ]
    for name, content in results[0].items():
        assert content == results[1][name], f"{name} differs"
