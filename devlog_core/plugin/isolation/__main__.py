"""The process of one isolated plugin: `python -m devlog_core.plugin.isolation REQUESTS ANSWERS`."""

from __future__ import annotations

import sys

from devlog_core.plugin.isolation.child import main

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
