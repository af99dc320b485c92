"""What importing the plugin may bring along."""

from __future__ import annotations

import json
import subprocess
import sys

_SCRIPT = "import devlog_jira, json, sys; print(json.dumps(sorted(sys.modules)))"
HEAVY = {"jira", "requests", "urllib3", "markdown_it", "keyring", "http"}


def test_importing_the_plugin_reaches_for_no_library() -> None:
    """A listing of integrations, or their help, must not pay for a connection or a text."""
    ran = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert not {name.partition(".")[0] for name in loaded} & HEAVY
    own = {name.partition(".")[2] for name in loaded if name.startswith("devlog_jira.")}
    assert own == {"actions", "capabilities", "config", "forms", "service", "triggers"}
