"""What a map costs from cold, beside what nobody can do without.

Ours: find the mentions of the seed's article, count them, draw the map, save the PNG. Bare: import
geopandas and matplotlib.pyplot, read the same boundaries, plot them, save the PNG. Each in a
process of its own, in turn; CPU seconds (user and system), medians. Prints the ratio.

    python tests/benchmarks/map_startup.py [ROUNDS]
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "lib" / "dateline" / "data" / "countries.geojson"

OURS = """
import sys
from pathlib import Path
from dateline import maps
from dateline.countries import count_by_country, find_mentions
text = next(Path(sys.argv[1]).glob("*.txt")).read_text(encoding="utf-8")
mentions = find_mentions(text)
mentions.insert(0, "article_id", "a")
mentions.insert(1, "sentence_id", 1)
figure = maps.country_map(count_by_country(mentions), "seeds")
Path(sys.argv[2]).write_bytes(figure.png)
"""
BARE = """
import sys
import geopandas
import matplotlib.pyplot as plt
geopandas.read_file(sys.argv[1]).plot()
plt.savefig(sys.argv[2])
"""


def cpu_seconds(code: str, *arguments: str) -> float:
    """User and system time of a Python process that runs `code`."""
    environment = os.environ | {"MPLBACKEND": "agg"}
    before = os.times()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, env=environment)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def main(rounds: int) -> None:
    """Time both in turn and print medians and ratio; a first round of each is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        contestants = {
            "ours": (OURS, str(ROOT / "seeds"), str(Path(folder) / "ours.png")),
            "bare": (BARE, str(LAYER), str(Path(folder) / "bare.png")),
        }
        times = {name: [] for name in contestants}
        for turn in range(rounds + 1):
            for name, command in contestants.items():
                seconds = cpu_seconds(*command)
                if turn:
                    times[name].append(seconds)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, found in times.items():
        print(f"{name}: median {medians[name]:.2f} s of {', '.join(f'{s:.2f}' for s in found)}")
    print(f"ratio: {medians['ours'] / medians['bare']:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
