"""Runs devlog without the right to pass over file permissions, also as root: python -m ... ARGUMENTS."""

from __future__ import annotations

import ctypes
import os
import sys

_DROP = 24
_PASS_OVER_RIGHTS = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, which root has and other users do not."""
UNSUPPORTED = 77

if __name__ == "__main__":
    if os.geteuid() == 0:
        system = ctypes.CDLL(None)
        for capability in _PASS_OVER_RIGHTS:
            if system.prctl(_DROP, capability, 0, 0, 0):
                sys.exit(UNSUPPORTED)
    os.execv(sys.executable, [sys.executable, "-m", "devlog_core", *sys.argv[1:]])
