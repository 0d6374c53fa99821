"""The command: `python -m dateline`, which `make` calls."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the workbook, or the archive; the exit status is that of the command.

    Each is imported where it is called: an archive's workers import this again.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["archive"]:
        from dateline import archive

        return archive.command(arguments[1:])
    from dateline import program

    return program.command(arguments)


if __name__ == "__main__":
    sys.exit(main())
