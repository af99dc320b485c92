"""`python -m tools.reference`: write the generated pages, or with `--check` say which are out of date."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.reference import authors, commands, contract, errors, hooks, settings

FOLDER = Path(__file__).parents[2] / "docs"
PAGES = {
    "reference/cli.md": commands.page,
    "reference/configuration.md": settings.page,
    "reference/hooks.md": hooks.page,
    "reference/errors.md": errors.page,
    "plugins/reference.md": authors.page,
    "plugins/contract-kit.md": contract.page,
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
            print(f"docs/{name} is out of date: run `.venv/bin/python -m tools.reference`")
        return 1 if old else 0
    for name, page in PAGES.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
