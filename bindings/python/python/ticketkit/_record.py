"""What all records share."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from . import _native

__all__ = ["Record", "StrEnum", "document_text", "to_dict", "to_json"]

if sys.version_info >= (3, 11):
    from enum import StrEnum
else:

    class StrEnum(str, Enum):
        """A closed list of texts, each of which equals its text."""

        __str__ = str.__str__


SHOWN = 60
"""How much of a long text a `repr` shows."""


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """A plain, immutable value with the attributes that its class names.

    Two of them are equal when all their attributes are.
    """

    def to_dict(self) -> dict[str, Any]:
        """The form of JSON, as plain values: instants are RFC 3339 text, what is not there is absent."""
        return dict(_native.to_wire(self))

    def to_json(self) -> str:
        """The canonical JSON text: members sorted by name, no spaces."""
        return _native.to_json(self)

    def __repr__(self) -> str:
        """Only what is there: attributes with the value that stands for nothing are left out, long ones are cut, and the
        token of a link is not shown, because more people read logs than may act by it."""
        shown = (f"{one.name}={_shown(self, one)}" for one in fields(self) if not _is_nothing(self, one))
        return f"{type(self).__name__}({', '.join(shown)})"


def _is_nothing(record: Record, one: Any) -> bool:
    value = getattr(record, one.name)
    return value is None or value == () or value == {} or (one.default is not MISSING and value == one.default)


def _shown(record: Record, one: Any) -> str:
    value = getattr(record, one.name)
    return "..." if one.name == "token" and isinstance(value, str) else _cut(value)


def _cut(value: object) -> str:
    text = repr(value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value)
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, Record) or len(text) <= SHOWN:
        return text
    return f"{text[: SHOWN - 4]}...{text[-1]}"


def to_dict(value: object) -> Any:
    """The form of JSON of a record, or of anything that holds records, as plain values."""
    return _native.to_wire(value)


def to_json(value: object) -> str:
    """The same as canonical JSON text."""
    return _native.to_json(value)


def document_text(document: str | Mapping[str, Any]) -> str:
    """A configuration as JSON text: texts as they are, dicts written canonically."""
    return document if isinstance(document, str) else _native.to_json(document)
