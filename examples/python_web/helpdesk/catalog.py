"""The names of things, as people read them: labels from the desk's configuration, names from its people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from ticketkit import Desk
from ticketkit.records import Available, Host

Entry = Mapping[str, Any]


class Catalog:
    """Asked by the host itself, since labels and names are no secrets; made anew for each request."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._names: dict[str, str] = {}

    @cached_property
    def document(self) -> Entry:
        """The configuration in force."""
        return cast(Entry, json.loads(self._desk.config(actor=Host()).document))

    @property
    def workflow(self) -> Entry:
        """The desk's only workflow."""
        return cast(Entry, self.document["workflows"][0])

    @property
    def statuses(self) -> Sequence[Entry]:
        return cast(Sequence[Entry], self.workflow["statuses"])

    def entries(self, sort: str) -> Sequence[Entry]:
        """The entries of a list of the configuration: `priorities`, `teams`, `channels`."""
        return cast(Sequence[Entry], self.document[sort])

    def options(self, field: str) -> Sequence[Entry]:
        """The options of a field of the desk's own."""
        return cast(Sequence[Entry], self._field(field)["options"])

    def field(self, name: str) -> str:
        """What a field of the desk's own is called."""
        return label(self._field(name))

    def option(self, field: str, name: object) -> str:
        return _among(self.options(field), name)

    def status(self, name: object) -> str:
        return _among(self.statuses, name)

    def priority(self, name: object) -> str:
        return _among(self.entries("priorities"), name)

    def team(self, name: object) -> str:
        return _among(self.entries("teams"), name)

    def transition(self, status: str, way: Available) -> str:
        """What a way on from this status is called."""
        ends = {entry["name"]: entry for entry in self.statuses}
        for move in self.workflow["transitions"]:
            if (
                move.get("name") == way.transition
                and fits(move["from"], ends[status])
                and fits(move["to"], ends[way.to])
            ):
                return label(move) or self.status(way.to)
        return self.status(way.to)

    def person(self, id: str | None) -> str:
        """What a person is called."""
        if id is None:
            return "nobody"
        if id not in self._names:
            self._names[id] = self._desk.person(id, actor=Host()).name
        return self._names[id]

    def _field(self, name: str) -> Entry:
        return next(field for field in self.document["fields"] if field["name"] == name)


def label(entry: Entry) -> str:
    """How people call an entry of the configuration."""
    return str(entry.get("labels", {}).get("en", entry.get("name", "")))


def fits(place: str, status: Entry) -> bool:
    """Whether an end of a transition means this status."""
    return place in ("any", status["name"], f"category:{status['category']}")


def _among(entries: Sequence[Entry], name: object) -> str:
    return next((label(entry) for entry in entries if entry["name"] == name), str(name))
