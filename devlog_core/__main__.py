"""`python -m devlog_core`, the same as `devlog`."""

from devlog_core.cli.main import main

main()
