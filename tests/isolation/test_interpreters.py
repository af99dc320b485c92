"""What stands at `python` and is none that could run a plugin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.isolation.conftest import Den

OLD = "#!/bin/sh\necho 'Unknown option: -P' >&2\nexit 2\n"


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("missing/python", "its process cannot be started"),
        ("~nobody-of-this-name/python", "its process cannot be started"),
        ("nul\\u0000byte", "its process cannot be started"),
        ("an old one", "its process ended with code 2 (Unknown option: -P); check that `python` names one"),
    ],
)
def test_what_is_no_python_is_told_with_one_cure(make_den: Callable[[], Den], python: str, said: str) -> None:
    """Otherwise who mistyped a path would be sent to the author of the plugin."""
    den = make_den()
    (den.folder / "an old one").write_text(OLD, encoding="utf-8")
    (den.folder / "an old one").chmod(0o755)
    den.write(f'[integrations.w]\nplugin = "wicked"\nisolation = "process"\npython = "{python}"\n')
    done = den.run("sync", "w", "--json")
    assert done.returncode == 3, done.stderr
    assert said in done.stdout
    assert "pip install" not in done.stdout
