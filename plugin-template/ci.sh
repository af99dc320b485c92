#!/bin/sh
# What has to pass before a change goes in: style, types, the contract and your own tests, and that it builds.
# Have your CI run it with each Python that you support, in an environment with `pip install -e '.[test]' build`.
set -eu
cd "$(dirname "$0")"
ruff check
ruff format --check
mypy
pytest
python -m build
