"""What a field takes, and how it is told that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from devlog_azure_devops.sandbox import trees
from devlog_azure_devops.sandbox.answer import RuleError, spelled, wrong
from devlog_azure_devops.sandbox.fields import LONG, SUGGESTED
from devlog_azure_devops.sandbox.model import FieldDef, User
from devlog_azure_devops.sandbox.times import read, stamp

if TYPE_CHECKING:
    from devlog_azure_devops.sandbox.patch import Patch

LONGEST = 255
BYPASSED = ("System.CreatedBy", "System.CreatedDate", "System.ChangedBy", "System.ChangedDate")
"""What only somebody who may bypass the rules writes."""


def taken(patch: Patch, known: FieldDef, value: Any) -> Any:
    """The value as it is kept; raises RuleError where the field does not take it."""
    if known.read_only or (known.reference in BYPASSED and not patch.bypass):
        told = f"TF401326: Invalid field status 'ReadOnly' for field '{known.reference}'."
        raise RuleError(known.reference, "readOnly", told)
    if value is None or value == "":
        return None
    if known.reference == "System.State":
        return _state(patch, str(value))
    if known.reference == "System.Reason" and patch.type.reasons and value not in patch.type.reasons:
        told = spelled("Reason", "HasValues", "LimitedToValues", "InvalidListValue")
        raise RuleError(known.reference, "hasValues, limitedToValues, invalidListValue", told)
    if known.kind == "treePath":
        return _path(patch, known, str(value))
    if known.identity:
        return _person(patch, known, value)
    kept = _typed(known, value)
    if known.kind in LONG and len(kept) > patch.world.switches.longest_text:
        told = f"TF401320: The field '{known.name}' holds more than the longest text allowed."
        raise RuleError(known.reference, "invalidTooLong", told)
    if known.kind == "string" and len(kept) > LONGEST:
        raise RuleError(known.reference, "invalidTooLong", spelled(known.name, "InvalidTooLong"))
    if known.values and known.reference not in SUGGESTED and str(kept) not in known.values:
        raise _unlisted(known, value)
    return kept


def required(patch: Patch) -> None:
    """Note the fields that must not stay empty."""
    for reference in patch.type.required:
        held = patch.item.fields.get(reference) if patch.item else None
        if patch.draft.fields.get(reference, held) in (None, ""):
            known = patch.world.fields[reference.casefold()]
            if any(rule.reference == reference for rule in patch.rules):
                continue
            told = spelled(known.name, "Required", "InvalidEmpty")
            patch.rules.append(RuleError(reference, "required, invalidEmpty", told))


def _typed(known: FieldDef, value: Any) -> Any:
    try:
        if known.kind == "integer":
            return int(value)
        if known.kind == "double":
            return float(value)
        if known.kind == "dateTime":
            return stamp(read(str(value)))
    except (ValueError, TypeError):
        raise RuleError(known.reference, "invalidType", spelled(known.name, "InvalidType")) from None
    if known.kind == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if not isinstance(value, str | int | float):
        raise wrong(f"The value of {known.reference} is not a text.")
    return str(value)


def _state(patch: Patch, name: str) -> str:
    found = patch.type.state(name)
    if found is None:
        flags = "required, hasValues, limitedToValues, invalidListValue"
        told = f"The field 'State' contains the value '{name}' that is not in the list of supported values"
        raise RuleError("System.State", flags, told)
    held = str(patch.item.fields["System.State"]) if patch.item else None
    follow = patch.type.moves.get(held or "")
    if follow is not None and not patch.bypass and found.name not in (held, *follow):
        told = spelled("State", "Required", "HasValues", "LimitedToValues", "InvalidListValue")
        raise RuleError("System.State", "required, hasValues, limitedToValues, invalidListValue", told)
    return found.name


def _path(patch: Patch, known: FieldDef, path: str) -> str:
    area = known.reference == "System.AreaPath"
    root = patch.project.areas if area else patch.project.iterations
    found = trees.find(root, path)
    if found is None:
        number = patch.item.id if patch.item else -1
        told = f"TF401347: Invalid tree name given for work item {number}, field '{known.reference}'."
        raise RuleError(known.reference, "invalidPath", told)
    return trees.path_of(root, found)


def _person(patch: Patch, known: FieldDef, value: Any) -> User:
    if isinstance(value, Mapping):
        value = (
            value.get("uniqueName") or value.get("descriptor") or value.get("id") or value.get("displayName")
        )
    name = str(value)
    same = [one for one in patch.world.users.values() if one.display_name.casefold() == name.casefold()]
    if len(same) > 1:
        told = f"The identity value '{name}' for field '{known.name}' is an ambiguous identity."
        raise RuleError(known.reference, "invalidIdentityField", told)
    found = patch.world.account(name)
    if found is None:
        told = f"The identity value '{name}' for field '{known.name}' is an unknown identity."
        raise RuleError(known.reference, "invalidIdentityField", told)
    return found


def _unlisted(known: FieldDef, value: Any) -> RuleError:
    told = (
        f"The field '{known.name}' contains the value '{value}' that is not in the list of supported values"
    )
    return RuleError(known.reference, "hasValues, limitedToValues, invalidListValue", told)
