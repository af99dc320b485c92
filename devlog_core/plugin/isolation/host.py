"""The core's end of an isolated plugin: calls to its process, and what befell that."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from devlog_core.model.errors import ConfigError, DeadlineError, DevlogError, PluginError
from devlog_core.plugin.info import API_VERSION
from devlog_core.plugin.isolation.bounds import Bounds
from devlog_core.plugin.isolation.frames import PROTOCOL, Ended, Frame, Garbled, Late, Wire
from devlog_core.plugin.isolation.output import Output
from devlog_core.plugin.isolation.process import Command, Process
from devlog_core.plugin.isolation.troubles import raised, told

_START_SECONDS = 30.0
"""How long a process may take to say hello, and at least to import its plugin."""
_GRACE = 5.0
"""How long the system may take to end a process."""

Answerer = Callable[[str, Mapping[str, Any]], Any]
"""Answers what the child asks while it works on a call."""


class Host:
    """One isolated process: whatever it does, a call gives its answer or raises; after a mishap all raise."""

    def __init__(self, name: str, command: Command, bounds: Bounds, environ: Mapping[str, str]) -> None:
        """Nothing is started yet; `name` is how messages call it."""
        self.name = name
        self.mishap: str | None = None
        """What befell the process, where it did not end as it should."""
        self.output = Output()
        self._bounds = bounds
        self._lock = threading.Lock()
        self._failed: DevlogError | None = None
        self._number = 0
        self._command = command
        self._environ = environ
        self._process: Process | None = None

    def start(self) -> None:
        """Start the process and hear its hello.

        Raises ConfigError where it cannot be started or speaks another version, else PluginError.
        """
        answers, calls = os.pipe(), os.pipe()
        self._wire = Wire(answers[0], calls[1])
        pipes = (calls[0], answers[1])
        try:
            self._process = Process(self._command, self._environ, pipes, self.output, "devlog-plugin")
        except OSError as error:
            self._wire.close()
            said = f"{self.name}: its process cannot be started: {error}; check `python`"
            raise ConfigError(said) from error
        self._hear_hello()

    def call(self, call: str, given: Mapping[str, Any], answer: Answerer | None = None) -> Frame:
        """The frame that answers a call; raises what the plugin raised, or what befell the process."""
        with self._lock:
            if self._failed is not None:
                raise self._failed
            self._number += 1
            frame = self._guarded(call, lambda: self._exchange(call, given, answer))
        if "error" in frame:
            raise self._error(call, frame["error"])
        return frame

    def ask_back(self, number: int, said: Mapping[str, Any]) -> Any:
        """What the plugin's reader of limits says of an answer, while the child waits for it."""
        until = time.monotonic() + self._bounds.seconds
        self._wire.write({"read": said, "reader": number}, until)
        frame = self._wire.read(until)
        if "error" in frame:
            raise self._error("read", frame["error"])
        return frame.get("said")

    def end(self) -> None:
        """Let the service shut down, and the process end; calling it again does nothing."""
        if self._failed is None and self._process is not None:
            try:
                self.call("end", {})
            finally:
                self.kill("it has ended")

    def kill(self, why: str) -> None:
        """End the process and all that it started; calls in progress and to come raise DeadlineError."""
        if self._failed is None:
            self._failed = DeadlineError(f"{self.name}: {why}")
        if self._process is None:
            return
        self._process.kill(_GRACE)
        # Whoever waits for an answer meets the end of the pipe now, and lets go.
        if self._lock.acquire(timeout=_GRACE):
            self._lock.release()
            self._wire.close()

    def _hear_hello(self) -> None:
        # Until then no code of the plugin has run: what goes wrong is the interpreter's, or what it lacks.
        try:
            hello = self._wire.read(time.monotonic() + _START_SECONDS).get("hello")
        except Late:
            raise self._no_start(f"said nothing for {_START_SECONDS:.0f} s") from None
        except Garbled as error:
            raise self._no_start(str(error).removeprefix("it ")) from None
        except Ended:
            raise self._no_start(f"ended {self._ending()}") from None
        known = hello if isinstance(hello, Mapping) else {}
        for what, theirs, ours in (
            ("protocol", known.get("protocol"), PROTOCOL),
            ("plugin contract", known.get("api_version"), API_VERSION),
        ):
            if theirs != ours:
                self.kill("it speaks another version")
                raise ConfigError(
                    f"{self.name}: devlog-core of its environment speaks version {str(theirs)[:20]} "
                    f"of the {what}, this one {ours}; install the same devlog-core in both"
                )

    def _exchange(self, call: str, given: Mapping[str, Any], answer: Answerer | None) -> Frame:
        until = time.monotonic() + self._patience(call)
        try:
            self._wire.write({"id": self._number, "call": call, "with": given}, until)
        except (TypeError, ValueError) as error:
            raise PluginError(f"{self.name}: `{call}` cannot be carried to its process: {error}") from None
        while True:
            frame = self._wire.read(until)
            if "ask" not in frame:
                if frame.get("id") != self._number:
                    raise Garbled("it answered what nobody had asked")
                if not isinstance(frame.get("error", {}), Mapping):
                    raise Garbled("it sent what is no frame of the protocol")
                return frame
            began = time.monotonic()
            reply = _reply(frame, answer)
            # What the core does for the plugin, such as a request, has limits of its own.
            until += time.monotonic() - began
            self._wire.write(reply, until)

    def _patience(self, call: str) -> float:
        # What a first import takes is the machine's doing as much as the plugin's.
        return max(self._bounds.seconds, _START_SECONDS if call == "load" else 0)

    def _guarded(self, call: str, work: Callable[[], Frame]) -> Frame:
        try:
            return work()
        except Late:
            raise self._stopped(
                DeadlineError(
                    f"{self.name} was ended: `{call}` took more than {self._bounds.time} "
                    "(limits.time); the next run starts it anew, raise the limit or tell its author"
                )
            ) from None
        except Garbled as error:
            said = f"{self.name} was ended in `{call}`: {error}; tell its author"
            raise self._stopped(PluginError(said)) from None
        except Ended:
            raise self._stopped(self._died(call)) from None
        except DevlogError:
            raise
        except BaseException:
            # What its pipe still brings belongs to a call that nobody waits for any more.
            self._failed = self._failed or DeadlineError(f"{self.name}: `{call}` was interrupted")
            self._at_work.kill(_GRACE)
            raise

    def _no_start(self, how: str) -> DevlogError:
        return self._stopped(
            ConfigError(
                f"{self.name}: its process {how}; check that `python` names one, 3.11 or newer, "
                "that has the same devlog-core as this one"
            )
        )

    def _died(self, call: str) -> DevlogError:
        """What ended the process, in words."""
        how = self._ending()
        code = self._at_work.code
        last = self.output.last[-1] if self.output.last else ""
        if code is None:
            return PluginError(f"{self.name} closed its connection in `{call}`; tell its author")
        if code == -signal.SIGXCPU:
            return DeadlineError(
                f"{self.name} was ended: `{call}` used more than {self._bounds.cpu} of processor time "
                "(limits.cpu); the next run starts it anew, raise the limit or tell its author"
            )
        if "MemoryError" in last or "bad_alloc" in last:
            return self._out_of_memory(call)
        return PluginError(
            f"{self.name} ended in `{call}` {how}; the next run starts it anew, tell its author"
        )

    def _ending(self) -> str:
        """How the process ended, with what it printed last."""
        process = self._at_work
        process.gone.wait(_GRACE)
        self.output.take()
        last = self.output.last[-1] if self.output.last else ""
        code = process.code or 0
        how = f"by signal {_signal(-code)}" if code < 0 else f"with code {code}"
        return f"{how} ({last[:200]})" if last else how

    def _out_of_memory(self, call: str) -> PluginError:
        return PluginError(
            f"{self.name} was ended: `{call}` wanted more than {self._bounds.memory} of memory "
            "(limits.memory); the next run starts it anew, raise the limit or tell its author"
        )

    def _error(self, call: str, data: Mapping[str, Any]) -> Exception:
        """What the plugin raised; after some of it nothing of its process can be relied on."""
        if data.get("class") == "MemoryError":
            return self._stopped(self._out_of_memory(call))
        if data.get("class") == "SystemExit":
            return self._stopped(
                PluginError(f"{self.name} tried to end the program in `{call}`; tell its author")
            )
        error = raised(data)
        return PluginError(f"{self.name}: {error}") if data.get("class") == "" else error

    def _stopped(self, error: DevlogError) -> DevlogError:
        """End the process for this, and let every later call raise it too."""
        if self._failed is None:
            self._failed = error
            self.mishap = str(error)
        self._at_work.kill(_GRACE)
        self._wire.close()
        return self._failed

    @property
    def _at_work(self) -> Process:
        assert self._process is not None
        return self._process


def _reply(frame: Frame, answer: Answerer | None) -> Frame:
    asked = frame.get("with")
    try:
        if answer is None or not isinstance(asked, Mapping):
            raise PluginError("it asked when nobody answers")
        return {"answer": answer(str(frame["ask"]), asked)}
    except (Ended, Late, Garbled):
        raise
    except Exception as error:  # noqa: BLE001 - whatever the context raises is the plugin's to handle
        return {"error": told(error)}


def _signal(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return str(number)
