"""`python -m calsync`, and the `calsync` script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. `--version` is answered before anything is loaded for it."""
    if sys.argv[1:] == ["--version"]:
        from calsync import __version__

        print(f"calsync {__version__}")  # noqa: T201 - click is not loaded for this
        return
    from calsync.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
