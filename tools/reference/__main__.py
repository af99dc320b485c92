"""`python -m tools.reference`: write the generated pages, or with `--check` say which are out of date."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.reference import commands, errors, hooks, settings

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES = {
    "cli.md": commands.page,
    "configuration.md": settings.page,
    "hooks.md": hooks.page,
    "errors.md": errors.page,
}


def outdated() -> list[str]:
    """The pages that do not say what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages; 1 where `--check` finds an old one."""
    if "--check" in arguments:
        for name in (old := outdated()):
            print(f"docs/reference/{name} is out of date: run `.venv/bin/python -m tools.reference`")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
