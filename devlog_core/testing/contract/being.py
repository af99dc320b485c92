"""What a service is whatever it connects: cheap to make, honest about who it is, silent, and ended twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devlog_core.model.codec import to_json
from devlog_core.model.errors import AuthError, DevlogError
from devlog_core.plugin.service import SourceService
from devlog_core.testing.contract.base import Contract
from devlog_core.testing.contract.bench import Bench, Work
from devlog_core.testing.contract.laws import breach, expect, proves

_CHECK_REQUESTS = 10
_SHORTEST = 4


class IsContract(Contract):
    """A service asks nothing when it is made, says who it is, prints nothing and keeps secrets."""

    @proves("driven")
    def test_initialize_asks_nothing(self, bench: Bench) -> None:
        """Otherwise `devlog integrations` and every start would wait for the network."""
        served = len(bench.place.requests()) if bench.place is not None else 0
        work = bench.open()
        asked = work.context.meter.requests
        expect(
            asked == 0 and (bench.place is None or len(bench.place.requests()) == served),
            f"making the service sends {asked or 'uncounted'} requests",
            "make the connection at its first use; devlog_core.plugin.deferred.DeferredTracker does so",
        )

    @proves("shape")
    def test_check_says_who_we_are(self, bench: Bench) -> None:
        """Otherwise `devlog integrations check` could not tell a working account from a wrong one."""
        work = bench.open()
        account = work.service.check()
        expect(
            account.account.strip(),
            "check() names no account",
            "return AccountInfo(account=...) with the name by which the place knows us",
        )
        expect(
            work.context.meter.requests <= _CHECK_REQUESTS,
            f"check() takes {work.context.meter.requests} requests",
            "ask who we are and what we may do; read no items",
        )
        if not work.context.meter.requests:
            return
        bench.weather.fault("401", times=1000)
        try:
            bench.open().service.check()
        except AuthError as error:
            self._tells(error)
            return
        except DevlogError as error:
            breach(
                f"a 401 made check() raise {type(error).__name__}: {error}",
                "raise AuthError where the place does not accept who we are",
            )
        breach("a 401 did not keep check() from answering", "raise AuthError where the place answers 401")

    def _tells(self, error: DevlogError) -> None:
        expect(
            len(str(error).split()) > 2 and "\n" not in str(error),
            f"the message of {type(error).__name__} is {str(error)!r}",
            "say in one line what is wrong, where, and what to do",
        )

    @proves("driven")
    def test_shut_down_twice(self, bench: Bench) -> None:
        """Otherwise an end after an end, as after an interrupted run, would raise."""
        unused, used = bench.open(), bench.open()
        _use(bench, used)
        for work in (unused, used):
            for _ in range(2):
                try:
                    bench.plugins.shutdown(bench.name, work.service)
                except Exception as error:  # noqa: BLE001 - whatever a plugin raises here is wrong
                    breach(
                        f"close() raises {type(error).__name__}: {error}",
                        "release only what is held, and hold nothing any more afterwards",
                    )

    @proves("driven")
    def test_nothing_is_printed(self, bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
        """Otherwise `--json` would print something else than JSON."""
        capfd.readouterr()
        work = bench.open()
        _use(bench, work)
        bench.plugins.shutdown(bench.name, work.service)
        out, err = capfd.readouterr()
        expect(
            not out and not err,
            f"the plugin prints {(out or err).splitlines()[:1]}",
            "say it to context.log",
        )

    @proves("secrets")
    def test_secrets_are_never_told(
        self, bench: Bench, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        """Otherwise a token would stand in a log, an error, a store or a bug report."""
        if not bench.secrets:
            pytest.skip("the settings in use hold no secret")
        caplog.set_level(0)
        told = _everything_said(bench)
        told["the log of the process"] = caplog.text
        told["what is printed"] = "".join(capfd.readouterr())
        for key, secret in bench.secrets.items():
            if len(secret) < _SHORTEST:
                continue
            for where, text in told.items():
                expect(
                    secret not in text,
                    f"the secret `{key}` stands in {where}",
                    "type it Secret in the settings, put it into headers alone, and into no text",
                )


def _everything_said(bench: Bench) -> dict[str, str]:
    """Whatever comes out of a service in fine weather and in foul, by what it is."""
    said: dict[str, str] = {}
    work = bench.open()
    said["repr of the service"] = repr(work.service)
    said["repr of the settings"] = f"{work.service.config!r} {work.service.config}"
    said["the account"] = repr(work.service.check())
    if bench.place is not None and isinstance(work.service, SourceService):
        bench.people.write(2)
        pages = work.read()
        said["the pages"] = json.dumps([to_json(page) for page in pages])
    said["the scope"] = repr(work.service.scope())
    for name in ("401", "403", "500", "garbage", "wrong-type", "refuse", "truncated", "404"):
        bench.weather.clear()
        bench.weather.fault(name, times=1000)
        said[f"the errors after `{name}`"] = _errors(work)
    bench.weather.clear()
    said["the records of the log"] = repr(work.context.journal.records)
    said["the state"] = json.dumps(dict(work.context.kept), default=repr)
    return said


def _errors(work: Work) -> str:
    told = ""
    for ask in (work.service.check, work.service.scope, lambda: work.page(None, "snapshot")):
        try:
            told += repr(ask())
        except Exception as error:  # noqa: BLE001 - what matters is what it says
            told += _chain(error)
    return told


def _chain(error: BaseException | None) -> str:
    told = ""
    while error is not None:
        told += f"{error!r} {error} {getattr(error, '__notes__', '')}"
        error = error.__cause__
    return told


def _use(bench: Bench, work: Work) -> Any:
    """A little of everything that only reads."""
    work.service.check()
    work.service.scope()
    if bench.place is not None and isinstance(work.service, SourceService):
        bench.people.write(2)
        return work.read()
    return None
