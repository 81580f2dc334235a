"""Starts `firstday`. Ctrl-C is answered from the first moment: a program still loading owes no traceback."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from tui.cli.program import run

        code = run()
    except KeyboardInterrupt:
        print("firstday: stopped.", file=sys.stderr)
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
