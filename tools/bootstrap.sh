#!/bin/sh
# Makes .venv: what the lock names, and the distributions of this workspace, editable. Does nothing when
# nothing changed. The stamp is written last: a .venv without one is thrown away and made again.
#   tools/bootstrap.sh         set up, or bring up to date
#   tools/bootstrap.sh find    print the Python that would be taken
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
: "${PYTHON_CANDIDATES=python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3}"

# What the caller set for another project must not reach this one. How pip gets to an index, though, is the
# caller's to say: the lock's hashes decide what may come from there.
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS
for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\)=.*/\1/p'); do
  case $name in
    PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_FIND_LINKS | PIP_NO_INDEX | PIP_CONFIG_FILE | PIP_CACHE_DIR | PIP_NO_CACHE_DIR) ;;
    PIP_CERT | PIP_CLIENT_CERT | PIP_PROXY | PIP_TRUSTED_HOST | PIP_TIMEOUT | PIP_DEFAULT_TIMEOUT | PIP_RETRIES) ;;
    *) unset "$name" ;;
  esac
done
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0

say() { echo "devlog: $*" >&2; }

suits() {
  "$1" -I -c 'import sys; assert sys.version_info >= (3, 11); import ensurepip, venv' >/dev/null 2>&1
}

find_python() {
  for candidate in "${PYTHON:-}" $PYTHON_CANDIDATES; do
    if [ -n "$candidate" ] && suits "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  say "Python 3.11 or later with its venv module is needed:" \
    "install it (Debian, Ubuntu: apt install python3-venv) or name one with PYTHON=/path/to/python3"
  return 1
}

# What .venv was made from: a tree that moved or a file that changed makes another state.
state() {
  echo "$root"
  cksum tools/bootstrap.sh requirements/dev.txt pyproject.toml plugins/*/pyproject.toml
}

fresh() {
  [ -f .venv/.stamp ] && [ "$(cat .venv/.stamp)" = "$(state)" ] && .venv/bin/python -I -c '' 2>/dev/null
}

can_be_updated() {
  [ -f .venv/.stamp ] && [ "$(head -n 1 .venv/.stamp)" = "$root" ] && suits .venv/bin/python
}

# One at a time, where the system has flock (Linux). It ends with the last process that works on .venv.
take_turn() {
  command -v flock >/dev/null || return 0
  exec 9>.venv.lock
  flock -n 9 || { say "another make is setting up .venv, waiting" && flock 9; }
}

pip() { .venv/bin/python -I -m pip -qq "$@"; }

set_up() {
  if can_be_updated; then
    rm -f .venv/.stamp
    say "bringing .venv up to date"
  else
    python=$(find_python)
    say "setting up .venv with $("$python" -I -c 'import sys; print(sys.executable, sys.version.split()[0])'), about a minute"
    rm -rf .venv
    "$python" -I -m venv .venv
  fi
  if ! pip install --require-hashes --only-binary=:all: -r requirements/dev.txt; then
    say "requirements/dev.txt could not be installed: look whether pip reaches its package index, then run make again"
    exit 1
  fi
  set -- -e .
  for member in plugins/*/pyproject.toml; do
    set -- "$@" -e "${member%/pyproject.toml}"
  done
  pip install --no-index --no-deps --no-build-isolation "$@"
  state >.venv/.stamp
}

case ${1:-} in
  find)
    find_python
    ;;
  *)
    if fresh; then exit; fi
    take_turn
    if fresh; then exit; fi
    set_up
    ;;
esac
