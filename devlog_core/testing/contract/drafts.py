"""New items, notes and changes as the engine would send them, and how their answers are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from devlog_core.model.errors import TransientError
from devlog_core.model.fields import (
    FIELDS,
    PRIORITIES,
    TYPES,
    canonical,
    field_of,
    is_set,
    sorted_set,
)
from devlog_core.model.ids import new_uid, ref_of
from devlog_core.model.remote import Draft, Mark, Patch, RemoteItem
from devlog_core.testing.contract.bench import Work
from devlog_core.testing.contract.laws import Breach, expect
from devlog_core.testing.desk import fields

T = TypeVar("T")
TITLE = "Orders with a café's name fail: 5 > 3 & <b>bold</b>"
TEXT = """An order *fails* where its name holds `é`.

## How to see it

1. Order something.
2. Read **this**:

```python
print("é" if 1 < 2 else None)
```

- a list with a [link](https://example.com/a?b=1&c=2)
- and a second line, 100% sure

> Somebody said so.

The end."""
SAMPLES: Mapping[str, Any] = {
    "title": TITLE,
    "description": TEXT,
    "type": "bugfix",
    "status": "in-progress",
    "priority": "high",
    "labels": ["kit-one", "kit-two"],
    "estimate": 90,
    "due": "2027-03-31",
    "acceptance_criteria": [],
}
"""Values that tell apart what goes to which field."""
OTHERS: Mapping[str, Sequence[Any]] = {
    "title": ["Shorter", "Two  words, and 'quotes' \"of\" all kinds"],
    "description": ["One line.", "", "# Heading\n\nText."],
    "type": TYPES,
    # Some places cannot lead from one closed state to another.
    "status": ("in-progress", "done", "blocked", "cancelled", "in-review", "testing", "new"),
    "priority": PRIORITIES,
    "estimate": [30, 480],
    "due": ["2027-01-01", None],
}
"""What each field may be changed to, in turn."""
_TURNS = 6


def new_mark() -> Mark:
    """The identity of a new entry or note."""
    uid = new_uid()
    return Mark(uid=uid, ref=ref_of(uid))


def draft_for(work: Work, **values: Any) -> Draft:
    """A new item as the engine sends it: every field that the place takes, those not given as they begin."""
    taken = {
        name: values.get(name, field_of(name).default)
        for name in work.service.capabilities.fields
        if work.service.capabilities.writes(name)
    }
    return Draft(mark=new_mark(), values={**taken, "title": values.get("title", "An entry born here")})


def patch_of(item: RemoteItem, **values: Any) -> Patch:
    """Single values to set on an item as it was read."""
    return fields(item, **values)


def scalars(work: Work) -> Iterator[str]:
    """The fields that can be written and are replaced as one value, among those with values to try.

    The type comes last: it may decide which fields an item has.
    """
    for name in sorted(work.service.capabilities.fields, key="type".__eq__):
        if work.service.capabilities.writes(name) and name in OTHERS:
            yield name


def shown(name: str, value: Any) -> str:
    """A value such that two that mean the same are equal."""
    if value is not None and name in FIELDS and is_set(field_of(name)):
        return canonical(sorted_set(value))
    return canonical(value)


def differing(work: Work, sent: Mapping[str, Any], item: RemoteItem) -> list[str]:
    """Which fields of an item are not what the place was said to answer after these values."""
    return [
        f"{name} is {item.values.get(name)!r} after {value!r}, and express() says {expressed!r}"
        for name, value in sent.items()
        if name not in item.pending
        and work.service.capabilities.reads(name)
        and not _says(work, name, expressed := work.service.express(name, value), item.values.get(name))
    ]


def _says(work: Work, name: str, expressed: Any, told: Any) -> bool:
    if name in FIELDS and field_of(name).kind == "choice":
        # The place's own rules may lead elsewhere, as a workflow does; the capabilities then say so.
        if work.service.capabilities.fields[name].lossy and told in field_of(name).choices:
            return bool(work.service.express(name, told) == told)
        # It is told as a list where the place shows several values at once.
        if isinstance(told, list | tuple):
            return expressed in told
    return shown(name, expressed) == shown(name, told)


def settled(work: Work, ask: Callable[[], T]) -> T:
    """The answer to `find` and its like, after as much waiting as the service asks for.

    The waiting takes no time: the sandbox's clock and the service's are set forward.
    """
    for _ in range(_TURNS):
        try:
            return ask()
        except TransientError as error:
            expect(
                error.retry_at is not None,
                f"it is unsure and does not say until when: {error}",
                "raise TransientError with the retry_at after which the search is to be believed",
            )
            if error.retry_at is not None:
                wait = error.retry_at - work.context.clock() + timedelta(seconds=1)
                work.pass_time(max(wait, timedelta(seconds=1)))
    raise Breach(
        f"it is unsure still after {_TURNS} waits, each as long as it asked for",
        "give a retry_at after which the answer is certain",
    )


def born(work: Work, **values: Any) -> RemoteItem:
    """An item that devlog has created."""
    made: RemoteItem = work.service.create(draft_for(work, **values))
    return made


def asked(work: Work, act: Callable[[], object]) -> int:
    """How many requests it takes when nothing goes wrong."""
    return work.requests(act)
