"""Contestants over an archive, each in an environment of its own: see worker.py.

The finder's whole path goes from parts of Parquet to mentions and counts in Parquet; beside it run
what nobody can do without, a trie in one regular expression, and counting words.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Started in isolation, it would not find its neighbours; last, so that they hide nothing.
sys.path.append(str(Path(__file__).resolve().parent))

import worker


class Archive:
    """The whole path, in this process: Parquet in, mentions and counts out."""

    def __init__(self):
        from dateline import archive

        self.label = "the archive's path"
        self._find_in_archive = archive.find_in_archive
        self._folder = tempfile.TemporaryDirectory()

    def prepare(self, texts):
        import archives

        source = Path(self._folder.name, "in")
        shutil.rmtree(source, ignore_errors=True)
        archives.write(texts, source)
        return source

    def find(self, source):
        out = source.with_name("out")
        shutil.rmtree(out, ignore_errors=True)
        return self._find_in_archive(source, out)


class TrieExpression:
    """The finder's own terms, as a trie, in one regular expression over the texts as they are."""

    def __init__(self):
        from dateline import gazetteer

        self.label = "trie in re"
        forms = gazetteer.load().matcher.forms
        self._pattern = re.compile(rf"\b{self.ahead(forms)}{trie_pattern(forms)}(?!\w)")

    def ahead(self, _forms) -> str:
        """What the pattern looks for before it goes into the trie."""
        return ""

    def prepare(self, texts):
        return texts

    def find(self, texts):
        return [[match.span() for match in self._pattern.finditer(text)] for text in texts]


class TrieExpressionWithInitials(TrieExpression):
    """The same, with a look at the initial first, which makes it faster than tries commonly are."""

    def __init__(self):
        super().__init__()
        self.label = "the same, by initials"

    def ahead(self, forms) -> str:
        return f"(?=[{''.join(sorted({re.escape(form[0]) for form in forms}))}])"


def trie_pattern(words) -> str:
    """A pattern of exactly these words, the longest first, that shares what they begin with."""
    root: dict = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: dict) -> str:
    ends = "" in node
    branches = []
    for character, below in sorted(node.items()):
        if character:
            branches.append(re.escape(character) + _pattern(below))
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


class Words:
    """The system's `wc -w`, in a locale of UTF-8, over one file of the same texts."""

    def __init__(self):
        self.label = "wc -w"
        self._folder = tempfile.TemporaryDirectory()

    def prepare(self, texts):
        path = Path(self._folder.name, "texts")
        path.write_text("\n\n".join(texts), encoding="utf-8")
        return path

    def find(self, path):
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        return subprocess.run(
            ["wc", "-w", path], env=environment, capture_output=True, check=True
        ).stdout


worker.CONTESTANTS |= {
    "archive": Archive,
    "trie-re": TrieExpression,
    "trie-re-initials": TrieExpressionWithInitials,
    "wc": Words,
}


if __name__ == "__main__":
    worker.main()
