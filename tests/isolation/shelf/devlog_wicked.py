"""A plugin that does one harm, as its settings say, whenever it is asked for a page."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from devlog_core.model.errors import RateLimitedError, RejectedError
from devlog_core.model.remote import (
    AccountInfo,
    Cursor,
    Mode,
    RemoteItem,
    RemoteRef,
    Scope,
    SyncPage,
    Version,
)
from devlog_core.model.times import parse_time
from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import Capabilities, FieldCapability
from devlog_core.plugin.config import PluginConfig, Secret
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import SourceService


class WickedConfig(PluginConfig):
    harm: str = Field("none", description="What it does.")
    notes: str = Field("", description="A file that it may write.", json_schema_extra={"format": "path"})
    url: str = Field("", description="A place to ask.")
    token: Secret | None = Field(None, description="A secret.")


class MuteError(Exception):
    """One that cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


class Number(BaseModel):
    number: int = Field(ge=0)


class WickedService(SourceService[WickedConfig]):
    """Does the harm in `fetch_page`."""

    def __init__(self, integration: Any, config: WickedConfig, context: Any) -> None:
        super().__init__(integration, config, context)
        self.capabilities = Capabilities(
            fields={"title": FieldCapability(), f"custom.{config.harm}": FieldCapability()}
        )

    def check(self) -> AccountInfo:
        return AccountInfo(account=str(os.getpid()))

    def scope(self) -> Scope | None:
        if self.config.harm == "depart":
            sys.exit(0)
        return Scope(id="1", name="Wicked", host=f"{self.config.harm}.example")

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        title = getattr(self, f"_{self.config.harm}")() or self.config.harm
        if not isinstance(title, str):
            return title  # type: ignore[no-any-return]
        item = RemoteItem(
            ref=RemoteRef(id="1", key="1"), version=Version.of(1, title), values={"title": title}
        )
        return SyncPage(mode=mode, items=(item,), next=Cursor(data={"at": 1}), as_of=self.context.clock())

    def close(self) -> None:
        if self.config.harm == "rests":
            time.sleep(60)

    @action("double", input=Number, output=Number)
    def double(self, number: Number) -> Number:
        """Double a number."""
        return Number(number=number.number * 2)

    def _none(self) -> None:
        return

    def _hang(self) -> None:
        Path(self.config.notes).write_text(str(os.getpid()), encoding="utf-8") if self.config.notes else None
        time.sleep(600)

    def _deaf(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU):
            signal.signal(number, signal.SIG_IGN)
        # Called this way, the lock of the interpreter is held all the while.
        ctypes.PyDLL(None).sleep(600)

    def _spin(self) -> None:
        while True:
            pass

    def _mute(self) -> None:
        raise MuteError

    def _scrawl(self) -> None:
        # Half of a pair, as a text has that was cut in the midst of a letter, and what clears a screen.
        raise RejectedError("no\n\x1b[2Jgood: \ud83d\r\nat all")

    def _lie(self) -> None:
        with os.fdopen(os.dup(int(sys.argv[-1])), "w", encoding="utf-8") as answers:
            for number in range(1, 9):
                answers.write(json.dumps({"id": number, "error": 5}) + "\n")
        time.sleep(60)

    def _vanish(self) -> None:
        os._exit(7)

    def _leave(self) -> None:
        sys.exit(3)

    def _crash(self) -> None:
        ctypes.string_at(0)

    def _flood(self) -> None:
        held = []
        while True:
            held.append(bytearray(16 << 20))

    def _abort(self) -> None:
        libc = ctypes.CDLL(None)
        libc.malloc.restype = ctypes.c_void_p
        while libc.malloc(16 << 20):
            pass
        os.abort()

    def _shout(self) -> None:
        line = b"no end to this " * 100 + b"\n"
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            os.write(1, line)

    def _tell(self) -> None:
        token = self.context.credentials.get("token")
        sys.stdout.write(f"the token is {token}\n")
        sys.stderr.write(f"the token is {token}\n")
        os.write(2, f"{token}\n".encode())
        self.context.log.warning("telling", token=token)
        raise ValueError(f"no good: {token}")

    def _garble(self) -> None:
        for pipe in map(int, sys.argv[1:3]):
            try:
                os.write(pipe, b"\xff\xfe what is this?\n")
            except OSError:
                continue

    def _forge(self) -> None:
        os.write(int(sys.argv[2]), b'{"id":99,"answer":null}\n')

    def _giant(self) -> str:
        return "x" * (66 << 20)

    def _pour(self) -> None:
        held = b"x" * (1 << 20)
        while True:
            with suppress(BlockingIOError):
                os.write(int(sys.argv[2]), held)

    def _wrong(self) -> Any:
        return {"mode": "snapshot"}

    def _linger(self) -> None:
        threading.Thread(target=time.sleep, args=(600,)).start()
        subprocess.Popen(["sleep", "2718281"])

    def _look(self) -> str:
        self._shout()
        self._linger()
        handles = [str(handle.readlink()) for handle in Path("/proc/self/fd").iterdir() if handle.exists()]
        seen = {
            "environment": dict(os.environ),
            "handles": handles,
            "folder": str(Path.cwd()),
            "workspace": self.integration.workspace if not self.config.notes else "",
            "modules": [
                name for name in sys.modules if name.startswith(("devlog_core.storage", "devlog_core.sync"))
            ],
        }
        return json.dumps(seen)

    def _ask(self) -> str:
        answer = self.context.session().get(self.config.url, timeout=5)
        self.context.state["asked"] = [answer.status_code]
        return (
            f"{answer.status_code} {answer.text} {answer.headers.get('X-Told')} {self.context.state['asked']}"
        )

    def _list(self) -> str:
        folder, address = Path(self.config.notes), urlsplit(self.config.url)
        try:
            socket.create_connection((address.hostname, address.port), 2).close()
            connected = True
        except OSError:
            connected = False
        inner = [str(path) for path in (folder / ".devlog").iterdir()]
        home = Path("/home").exists() and any(Path("/home").iterdir())
        others = [str(path) for path in Path("/tmp").iterdir() if path.name.startswith("devlog-plugin")]
        return json.dumps(
            {"inner": inner, "home": others[1:] if not home else ["home"], "connected": connected}
        )

    def _limited(self) -> None:
        raise RateLimitedError(parse_time("2099-01-02T03:04:05Z"), "enough for now")

    def _refuse(self) -> None:
        raise RejectedError("no such label", ("labels",))

    def _rests(self) -> None:
        return


plugin = Plugin(
    WickedService,
    WickedConfig,
    name="wicked",
    description="Does harm.",
    distribution="devlog-wicked",
)
