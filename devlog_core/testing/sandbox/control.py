"""The sandbox's verbs by JSON POST, for another process to steer it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import RefusedError


class Control:
    """Calls a verb with the body's keys as arguments."""

    def __init__(self, verbs: Mapping[str, Callable[..., Any]]) -> None:
        self._verbs = verbs

    def serve(self, name: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and answer: `result`, or `error` saying what was wrong."""
        verb = self._verbs.get(name.replace("-", "_"))
        if verb is None:
            return 404, {"error": f"no verb {name!r}; there are {', '.join(sorted(self._verbs))}"}
        try:
            arguments = json.loads(body or b"{}")
            inspect.signature(verb).bind(**arguments)
            return 200, {"result": verb(**arguments)}
        except RefusedError as refusal:
            return 422, {"error": refusal.message, "errors": refusal.errors}
        except KeyError as missing:
            return 404, {"error": f"there is no {missing}"}
        except (TypeError, ValueError) as wrong:
            return 400, {"error": str(wrong)}
