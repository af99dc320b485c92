"""Where the token comes from when the settings name none."""

from __future__ import annotations

import shutil
import subprocess
from urllib.parse import urlsplit


def from_gh(api_url: str) -> str | None:
    """The token that the gh tool keeps for this server; None where there is no gh or no sign-in."""
    tool = shutil.which("gh")
    if tool is None:
        return None
    command = [tool, "auth", "token", "--hostname", web_host(api_url)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def web_host(api_url: str) -> str:
    """The host that people see, with its port if it has a special one; `github.com` for `api.github.com`."""
    host = urlsplit(api_url).netloc.rpartition("@")[2].lower()
    return "github.com" if host == "api.github.com" else host
