"""Whatever the remote system answers, the error names the cure, and asking again is the engine's business."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    PluginError,
    RateLimitedError,
    RejectedError,
    TransientError,
)
from devlog_core.plugin.service import TrackerService
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work
from devlog_core.testing.contract.drafts import draft_for, patch_of
from devlog_core.testing.contract.laws import Breach, expect, proves

_ALWAYS = 1000
_WAIT = 40
_SLACK = timedelta(seconds=10)
_CURES: dict[str, tuple[type[DevlogError], ...]] = {
    "401": (AuthError,),
    "403": (AuthError, ConfigError, RejectedError),
    "404": (ConfigError, AuthError, GoneError),
    "500": (TransientError,),
    "502": (TransientError,),
    "503": (TransientError,),
    "refuse": (TransientError,),
    "drop-before": (TransientError,),
    "lost-answer": (TransientError,),
    "slow": (TransientError,),
    "truncated": (TransientError,),
    "garbage": (TransientError,),
    "wrong-type": (TransientError, AuthError, ConfigError),
}


class FailsContract(Contract):
    """Errors, limits, and who counts and repeats requests."""

    limit_faults: ClassVar[Sequence[str]] = ("retry-after-seconds", "retry-after-date", "secondary-403")
    """How the place may say that its budget is used up: by a 429, and by a 403 with Retry-After."""

    @proves("cures")
    def test_errors_are_named_by_their_cure(self, bench: Bench) -> None:
        """Otherwise a passing fault would stop an integration, and a lasting one be tried for ever."""
        bench.people.write(2)
        work = bench.open_source()
        for name, cures in _CURES.items():
            error = _fate(bench, name, work)
            if error is None:
                pytest.skip("reads without HTTP, so that no request can fail")
            words = " or ".join(cure.__name__ for cure in cures)
            expect(
                isinstance(error, cures),
                f"`{name}` makes a reading raise {type(error).__name__}: {error}",
                f"raise {words} for it; devlog_core/model/errors.py says which error means which cure",
            )
            expect(
                "\n" not in str(error) and len(str(error).split()) > 2,
                f"the message after `{name}` is {str(error)!r}",
                "say in one line what went wrong, where, and what to do",
            )

    @proves("cures")
    def test_limits_are_told_with_their_end(self, bench: Bench) -> None:
        """Otherwise devlog would ask again too early, and be shut out for longer."""
        expect(
            self.limit_faults,
            "limit_faults is empty, so that no limit is tested",
            'name how the place limits; where it never does, `exempt = {"test_limits_are_told...": "why"}`',
        )
        bench.people.write(2)
        for name in self.limit_faults:
            asked_at = datetime.now(UTC)
            error = _fate(bench, f"{name}:{_WAIT}")
            if error is None:
                pytest.skip("reads without HTTP, so that there is no limit")
            if not isinstance(error, RateLimitedError):
                raise Breach(
                    f"`{name}` makes a reading raise {type(error).__name__}: {error}",
                    "raise RateLimitedError(retry_at) for a 429, and for a 403 with Retry-After",
                )
            expect(
                error.retry_at is not None
                and abs(error.retry_at - asked_at - timedelta(seconds=_WAIT)) < _SLACK,
                f"`{name}` asked for {_WAIT} s and retry_at is {error.retry_at} (it was {asked_at})",
                "take the end of the wait from Retry-After, by devlog_core.plugin.ratelimit.retry_after",
            )

    @proves("driven")
    def test_every_request_is_counted(self, bench: Bench) -> None:
        """Otherwise requests would pass the account's budget, the deadline and the report."""
        bench.people.write(3)
        work = bench.open_source()
        served, counted = len(bench.people.served()), work.context.meter.requests
        work.service.check()
        work.service.scope()
        work.read()
        if isinstance(work.service, TrackerService):
            item = work.service.create(draft_for(work, title="Counted"))
            work.service.fetch(item.ref)
            work.service.update(item.ref, patch_of(item, title="Counted twice"), item.version)
        served, counted = len(bench.people.served()) - served, work.context.meter.requests - counted
        expect(
            served == counted,
            f"the place served {served} requests and {counted} were counted",
            "send every request through context.session(), or mount context.adapter() on a library's session",
        )

    @proves("driven")
    def test_nothing_is_tried_twice(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        """Otherwise a place in trouble would be asked more often, and a run could not be stopped."""
        bench.people.write(2)
        slept: list[float] = []
        monkeypatch.setattr(time, "sleep", slept.append)
        for name in ("503", "refuse", "retry-after-seconds:1", "lost-answer"):
            begun = len(bench.weather.sent)
            if _fate(bench, name) is None:
                pytest.skip("reads without HTTP, so that nothing can be tried twice")
            sent = bench.weather.sent[begun:]
            twice = [target for target in dict.fromkeys(sent) if sent.count(target) > 1]
            expect(
                not twice,
                f"after `{name}` the plugin asks again: {sent.count(twice[0]) if twice else 0} × {twice[:1]}",
                "raise at once; the engine tries again when it makes sense",
            )
            expect(not slept, f"after `{name}` the plugin sleeps {slept[:1]} s", "raise at once, never sleep")


def _fate(bench: Bench, name: str, work: Work | None = None) -> DevlogError | None:
    """What a reading raises while every request meets this fault; None where none is ever sent."""
    work = work or bench.open_source()
    begun = len(bench.weather.sent)
    bench.weather.fault(name, times=_ALWAYS)
    try:
        work.page(None, "snapshot")
    except PluginError as error:
        raise Breach(
            f"`{name}` makes a reading raise {type(error).__name__}: {error}",
            "a fault of the place is not one of the plugin: name its cure",
        ) from error
    except DevlogError as error:
        return error
    except Exception as error:
        raise Breach(
            f"`{name}` makes a reading raise {type(error).__name__}, no error of devlog's: {error}",
            "catch what the library raises, and raise the error that names the cure",
        ) from error
    finally:
        bench.weather.clear()
    if len(bench.weather.sent) == begun:
        return None
    raise Breach(f"`{name}` at every request, and a reading ends in peace", "raise where an answer fails")
