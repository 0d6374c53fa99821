"""Compares what is committed with what a fresh run made.

On Linux on x86-64, with the packages of the lock, every file has to be the same to the byte.
Elsewhere fonts and arithmetic may differ in the last bit: text still has to be the same, and
pictures nearly so.
"""

import base64
import importlib.metadata
import io
import json
import platform
import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image

FOLDERS = ("tables", "figures", "notebooks")


def is_exact(root):
    """Whether this machine has to give the same bytes."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    drawn_with = ("matplotlib", "geopandas", "shapely", "pyproj", "numpy", "pandas", "pillow")
    locked = all(f"\n{name}=={importlib.metadata.version(name)} " in lock for name in drawn_with)
    return sys.platform == "linux" and platform.machine() == "x86_64" and locked


def differences(committed: Path, fresh: Path, exact: bool) -> list[str]:
    """What differs between two trees, a line for each file or notebook cell; empty if nothing."""
    found = []
    for folder in FOLDERS:
        there, here = _files(committed / folder), _files(fresh / folder)
        found += [f"{folder}/{name}: is not made by a run" for name in sorted(there - here)]
        found += [f"{folder}/{name}: is not committed" for name in sorted(here - there)]
        for name in sorted(there & here):
            old, new = (
                (committed / folder / name).read_bytes(),
                (fresh / folder / name).read_bytes(),
            )
            if old != new and (exact or not _alike(name, old, new)):
                found.append(f"{folder}/{name}: {_what(name, old, new)}")
    return found


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def _alike(name: str, old: bytes, new: bytes) -> bool:
    if name.endswith(".png"):
        return _same_picture(old, new)
    if name.endswith(".svg"):
        number = re.compile(rb"-?\d+(\.\d+)?")
        return number.sub(b"", old) == number.sub(b"", new)
    if name.endswith(".ipynb"):
        (old_text, old_pictures), (new_text, new_pictures) = _taken_apart(old), _taken_apart(new)
        return (
            old_text == new_text
            and len(old_pictures) == len(new_pictures)
            and all(map(_same_picture, old_pictures, new_pictures))
        )
    return False


def _same_picture(old: bytes, new: bytes) -> bool:
    first, second = (
        np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int) for png in (old, new)
    )
    return first.shape == second.shape and np.abs(first - second).mean() < 1


def _taken_apart(notebook: bytes) -> tuple[str, list[bytes]]:
    """A notebook without its pictures, and the pictures."""
    content = json.loads(notebook)
    pictures = []
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).pop("image/png", None)
            if picture:
                pictures.append(base64.b64decode("".join(picture)))
    return json.dumps(content), pictures


def _what(name: str, old: bytes, new: bytes) -> str:
    if name.endswith(".ipynb"):
        pairs = zip(json.loads(old)["cells"], json.loads(new)["cells"], strict=False)
        cells = [cell["id"] for cell, fresh in pairs if cell != fresh]
        return f"cell {', '.join(cells)} differs from a fresh run" if cells else "differs"
    return "differs from a fresh run"
