#!/usr/bin/env python3
"""Writes what the package says about the core's words, from their one description in the core.

    python bindings/python/generate.py [--check]

makes `records.py`, `commands.py`, `queries.py`, `answers.py`, `_shapes.py`, `_verbs.py` and `_async_verbs.py` in
`python/ticketkit`, and the list at the end of its `__init__.py`, which type checkers want written out. With `--check` it changes nothing, and fails when one of them is not what it would write.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parents[1] / "core/src/command/schema.json"
OUT = HERE / "python/ticketkit"
WIDTH = 118

Json = dict[str, Any]

# What the schema cannot say.
RENAMED = {"Agent": "AgentProfile"}  # `Agent` is who acts
FLATTENED = {"Event": ("kind", "Event"), "Stretch": ("what", "Stretch")}  # the attribute for what stands beside the record's own members; their prefix
POSITIONAL = {"Actor"}  # `Agent("django:42")`
ANSWERS = {"find": "page", "count": "counts", "feed": "history"}  # the answer, where it is not called as the question
ALIASES = {
    "Value": ("bool | int | float | str | tuple[str, ...]", None),
    "Fields": ("Mapping[str, Value]", None),
    "Edits": ("Mapping[str, Any]", None),
    "Condition": ("Mapping[str, Any]", None),
    "Conditions": ("Sequence[Condition]", None),
    "Which": ("Sequence[TicketRef] | Condition", None),
    "Window": ("tuple[str, ...]", None),
}
OPEN = {"Metric": "BuiltInMetric"}  # texts of which the library knows some: the enumeration of these
LEFT_OUT = {"Command", "Query", "Answer", "Context", "Error"}

HEADER = '"""{about}\n\nMade by generate.py from core/src/command/schema.json; do not edit.\n"""\n\nfrom __future__ import annotations\n'


class Member(NamedTuple):
    wire: str
    name: str
    type: str
    shape: str
    default: str | None
    about: str


class Class(NamedTuple):
    name: str
    tag: tuple[str, str] | None
    members: list[Member]
    about: str


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in re.split("[_-]", name))


def attribute(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def prose(node: Json) -> str:
    """The doc comment, without what only rustdoc understands."""
    text = node.get("description", "")
    text = re.sub(r"\[(`[^`]+`)\](\([^)]*\))?", r"\1", text)
    text = re.sub(r"`(?:\w+::)+(\w+)`", r"`\1`", text)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def docstring(text: str, indent: str) -> str:
    text = text.replace("\\", "\\\\")
    if "\n" not in text and len(indent) + len(text) + 6 <= WIDTH:
        return f'{indent}"""{text}"""\n'
    lines: list[str] = []
    for paragraph in ('"""' + text).split("\n"):
        hanging = "    " if paragraph.startswith(":") else ""
        lines += textwrap.wrap(paragraph, WIDTH - len(indent), subsequent_indent=hanging) or [""]
    body = "\n".join(f"{indent}{line}" if line else "" for line in lines)
    return f'{body}\n{indent}"""\n'


class Words:
    """The description, read."""

    def __init__(self, schema: Json) -> None:
        self.defs: Json = schema["$defs"]
        self.aliases: list[tuple[str, str, str]] = []
        self.choices: list[tuple[str, list[tuple[str, str]], str]] = []
        self.classes: list[Class] = []
        self.unions: list[tuple[str, str, list[Class], str]] = []
        for name, node in self.defs.items():
            if name not in LEFT_OUT:
                self.define(RENAMED.get(name, name), name, node)
        self.commands = self.variants(self.defs["Command"], "do", "", commands=True)
        self.queries = self.variants(self.defs["Query"], "ask", "", commands=True)
        self.answers = self.variants(self.defs["Answer"], "answer", "")

    def define(self, name: str, wire: str, node: Json) -> None:
        if wire in ALIASES:
            self.aliases.append((name, ALIASES[wire][0], prose(node)))
        elif wire in OPEN:
            self.aliases.append((name, "str", prose(node)))
            known = [(value, "") for value in node["examples"]]
            self.choices.append((OPEN[wire], known, f"Each `{name}` that the library knows by itself."))
        elif all("const" in case for case in node.get("oneOf", [{}])):
            self.choices.append((name, [(case["const"], prose(case)) for case in node["oneOf"]], prose(node)))
        elif "oneOf" in node and "properties" not in node:
            tag = self.tag(node)
            prefix = "" if wire in POSITIONAL else name.removesuffix("Kind")
            self.unions.append((name, tag, self.variants(node, tag, prefix), prose(node)))
        elif node.get("type") == "object":
            members = self.members(node)
            if "oneOf" in node:
                kind, prefix = FLATTENED[wire]
                tag, union = self.tag(node), f"{name}{kind.capitalize()}"
                variants = self.variants(node, tag, prefix)
                self.unions.append((union, tag, variants, f"What tells one `{name}` from another."))
                about = f"What it is, and what only such a one has: {', '.join(v.tag[1] for v in variants if v.tag)}."
                members.append(Member("", kind, union, repr(union), None, about))
            self.classes.append(Class(name, None, members, prose(node)))
        else:
            self.aliases.append((name, "datetime" if self.is_instant(node) else self.plain(node), prose(node)))

    @staticmethod
    def is_instant(node: Json) -> bool:
        return node.get("format") == "date-time"

    @staticmethod
    def plain(node: Json) -> str:
        return {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}[node["type"]]

    @staticmethod
    def tag(node: Json) -> str:
        names = [{name for name, shape in case["properties"].items() if "const" in shape} for case in node["oneOf"]]
        (tag,) = set.intersection(*names)
        return str(tag)

    def variants(self, node: Json, tag: str, prefix: str, commands: bool = False) -> list[Class]:
        def variant(case: Json) -> Class:
            name = case["properties"][tag]["const"]
            return Class(prefix + camel(name), (tag, name), self.members(case, tag, commands), prose(case))

        return [variant(case) for case in node["oneOf"]]

    def members(self, node: Json, tag: str | None = None, given: bool = False) -> list[Member]:
        """Those that have to be there first, in their order."""
        shapes: Json = node.get("properties", {})
        required = node.get("required", [])
        rest = [name for name in shapes if name not in required]
        found = [self.member(name, shapes[name], name in required, given) for name in [*required, *rest] if name != tag]
        return sorted(found, key=lambda member: member.default is not None)

    def member(self, wire: str, node: Json, required: bool, given: bool) -> Member:
        kind, shape, nullable = self.type_of(node, given)
        default = None
        if "default" in node:
            default = repr(tuple(node["default"]) if isinstance(node["default"], list) else node["default"])
            if shape.isidentifier() and shape not in ("None", "datetime"):
                default = f"{shape}({default})"
        elif nullable:
            default = "None"
        elif not required:
            default = self.nothing(node)
        if nullable:
            kind += " | None"
        # What must be there when it is written is written always.
        return Member(wire, attribute(wire), kind, shape if not required else f"{shape}!", default, prose(node))

    def nothing(self, node: Json) -> str:
        node = self.defs[self.target(node)] if "$ref" in node else node
        return {"array": "()", "object": "{}", "integer": "0", "number": "0", "boolean": "False", "string": "''"}[node["type"]]

    @staticmethod
    def target(node: Json) -> str:
        return str(node["$ref"].rpartition("/")[2])

    def type_of(self, node: Json, given: bool) -> tuple[str, str, bool]:
        """The type in Python, the shape for the native module, and whether it may be null."""
        if "$ref" in node:
            wire = self.target(node)
            name, target = RENAMED.get(wire, wire), self.defs[wire]
            if wire in ALIASES:
                return name, "None", False
            if "oneOf" in target and "properties" not in target and "const" not in target["oneOf"][0]:
                return name, repr(name), False
            if "oneOf" in target or target.get("type") == "object":
                loose = given and target.get("type") == "object"
                return (f"{name} | Mapping[str, Any]" if loose else name), name, False
            return name, "datetime" if self.is_instant(target) else "None", False
        if "oneOf" in node:
            (one,) = (case for case in node["oneOf"] if case.get("type") != "null")
            kind, shape, _ = self.type_of(one, given)
            return kind, shape, len(node["oneOf"]) == 2
        kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
        nullable, kind = "null" in kinds, kinds[0]
        if kind == "array":
            item, shape, _ = self.type_of(node["items"], given)
            return (f"Sequence[{item}]" if given else f"tuple[{item}, ...]"), f"[{shape}]", nullable
        if kind == "object":
            item, shape, _ = self.type_of(node["additionalProperties"], given)
            return f"Mapping[str, {item}]", f'{{"": {shape}}}', nullable
        return self.plain({"type": kind}), "None", nullable


def class_text(one: Class, positional: bool = False) -> str:
    kw_only = "" if positional else ", kw_only=True"
    text = f"@dataclass(frozen=True, slots=True{kw_only}, repr=False)\nclass {one.name}(Record):\n"
    text += docstring(one.about, "    ")
    if one.tag:
        tag, name = one.tag
        text += f'\n    {attribute(tag)}: ClassVar[Literal["{name}"]] = "{name}"\n'
        text += docstring("Tells it from the others.", "    ")
    if one.members:
        text += "\n"
    for member in one.members:
        default = member.default
        if default == "{}":
            default = "field(default_factory=lambda: {})"
        text += f"    {member.name}: {member.type}{f' = {default}' if default is not None else ''}\n"
        if member.about:
            text += docstring(member.about, "    ")
    return text


def union_text(name: str, classes: list[Class], about: str) -> str:
    names = " | ".join(one.name for one in classes)
    text = f"{name}: TypeAlias = {names}\n"
    if len(text) > WIDTH:
        lines = " |\n".join(textwrap.wrap(names.replace(" | ", "\0 "), WIDTH - 4)).replace("\0 |", " |")
        lines = textwrap.indent(lines.replace("\0 ", " | ").replace("\0", ""), "    ")
        text = f"{name}: TypeAlias = (\n{lines}\n)\n"
    return text + docstring(about, "")


def exported(names: list[str]) -> str:
    return "__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(names)) + "]\n"


def names_of(words: Words) -> list[str]:
    """The nouns."""
    names = [name for name, *_ in [*words.aliases, *words.choices, *words.unions]]
    names += [one.name for one in words.classes]
    return names + [one.name for _, _, classes, _ in words.unions for one in classes] + ["HOST"]


def records(words: Words) -> str:
    text = HEADER.format(about="The nouns of a helpdesk: what a desk answers with, and what commands are made of.")
    text += "\nfrom collections.abc import Mapping, Sequence\nfrom dataclasses import dataclass, field\n"
    text += "from datetime import datetime\nfrom typing import Any, ClassVar, Literal, TypeAlias\n"
    text += "\nfrom ._record import Record, StrEnum\n\n" + exported(names_of(words))
    order = list(ALIASES)
    for name, kind, about in sorted(words.aliases, key=lambda alias: order.index(alias[0]) if alias[0] in order else -1):
        text += f"\n{name}: TypeAlias = {kind}\n" + docstring(about, "")
    for name, cases, about in words.choices:
        text += f"\n\nclass {name}(StrEnum):\n" + docstring(about, "    ") + "\n"
        for value, said in cases:
            text += f'    {value.upper()} = "{value}"\n' + (docstring(said, "    ") if said else "")
    for one in words.classes:
        text += "\n\n" + class_text(one)
    for name, _, classes, about in words.unions:
        for one in classes:
            text += "\n\n" + class_text(one, positional=name in POSITIONAL)
        text += "\n\n" + union_text(name, classes, about)
    return text + "\nHOST = Host()\n" + docstring("The program that embeds the desk, as an actor.", "")


def words_module(words: Words, classes: list[Class], union: str, about: str) -> str:
    """Classes that may be called as a noun is, so that nouns are named with their module."""
    classes = [one._replace(members=[m._replace(type=qualified(m.type)) for m in one.members]) for one in classes]
    used = " ".join(member.type for one in classes for member in one.members)
    loose = [name for name in ("Mapping", "Sequence") if re.search(rf"\b{name}\b", used)]
    text = HEADER.format(about=about)
    text += f"\nfrom collections.abc import {', '.join(loose)}\n" if loose else "\n"
    fields = ", field" if any(member.default == "{}" for one in classes for member in one.members) else ""
    text += f"from dataclasses import dataclass{fields}\n"
    text += f"from typing import {'Any, ' if 'Any' in used else ''}ClassVar, Literal, TypeAlias\n\n"
    text += "from . import records\nfrom ._record import Record\n\n"
    text += exported([union, *(one.name for one in classes)])
    for one in classes:
        text += "\n\n" + class_text(one)
    return text + "\n\n" + union_text(union, classes, prose(words.defs[union]))


def shape_of(member: Member, module: str) -> str:
    """The member for the native module: what it is called, and what it holds."""
    always, shape = member.shape.endswith("!"), member.shape.removesuffix("!")
    shape = re.sub(r"(?<![\w'\"])([A-Z]\w*)(?![\w'\"])", lambda found: found[0] if found[0] == "None" else f"records.{found[0]}", shape)
    wire = repr(member.wire) if member.wire else "None"
    left_out = "" if always or member.default is None else f", {member.default.replace('default', '')}"
    left_out = re.sub(r"\b([A-Z]\w*)\(", r"records.\1(", left_out)
    return f"({member.name!r}, {wire}, {shape}{left_out})"


def shapes(words: Words) -> str:
    text = HEADER.format(about="Which attribute of a record is which member of JSON: read by the native module.")
    text += "\nfrom datetime import datetime\nfrom typing import Any\n\nfrom . import answers, commands, queries, records\n\n"
    text += "RECORDS: dict[type, tuple[tuple[str, str] | None, list[tuple[Any, ...]]]] = {\n"
    modules = [("records", words.classes), *(("records", classes) for _, _, classes, _ in words.unions)]
    modules += [("commands", words.commands), ("queries", words.queries), ("answers", words.answers)]
    for module, classes in modules:
        for one in classes:
            text += f"    {module}.{one.name}: (\n        {one.tag!r},\n        [\n"
            text += "".join(f"            {shape_of(member, module)},\n" for member in one.members)
            text += "        ],\n    ),\n"
    text += "}\n\nUNIONS: dict[str, tuple[str, dict[str, type]]] = {\n"
    unions = [("records", union, tag, classes) for union, tag, classes, _ in words.unions]
    for module, union, tag, classes in [*unions, ("answers", "Answer", "answer", words.answers)]:
        text += f"    {union!r}: (\n        {tag!r},\n        {{\n"
        text += "".join(f"            {one.tag[1]!r}: {module}.{one.name},\n" for one in classes if one.tag)
        text += "        },\n    ),\n"
    text += "}\n\nROOTS: dict[str, Any] = {\n"
    roots = {"answer": "'Answer'", "outcome": "records.Outcome", "report": "records.Report"}
    roots |= {"effects": "[records.Effect]", "notices": "[records.Notice]", "problems": "[records.Problem]"}
    text += "".join(f"    {name!r}: {shape},\n" for name, shape in roots.items())
    return text + "}\n"


class Verb(NamedTuple):
    """One keyword method."""

    one: Class
    staff: tuple[str, str | None]  # the type that staff gets, and the one member of the answer that it is
    customers: tuple[str, str | None] | None


def answer_of(words: Words, name: str) -> tuple[str, str | None]:
    (answer,) = (one for one in words.answers if one.tag == ("answer", name))
    if len(answer.members) != 1:
        return f"answers.{answer.name}", None
    return qualified(answer.members[0].type), answer.members[0].name


def question(words: Words, one: Class) -> Verb:
    name = one.tag[1] if one.tag else ""
    answer = ANSWERS.get(name, name)
    public = f"public_{answer}" if name != "feed" else ""
    known = {other.tag[1] for other in words.answers if other.tag}
    return Verb(one, answer_of(words, answer), answer_of(words, public) if public in known else None)


def qualified(kind: str) -> str:
    return re.sub(r"\b([A-Z]\w*)\b", lambda m: m[0] if m[0] in ("Mapping", "Sequence", "Any", "None") else f"records.{m[0]}", kind)


def signature(verb: Verb, actor: str, returns: str, command: bool, asynchronous: bool) -> str:
    required = [member for member in verb.one.members if member.default is None]
    optional = [member for member in verb.one.members if member.default is not None]
    lines = ["self"]
    lines += [f"{member.name}: {parameter(member)}" for member in required]
    lines += ["*", f"actor: {actor}"]
    lines += [f"{member.name}: {parameter(member)} = {default_of(member)}" for member in optional]
    if command:
        lines += ["command_id: str | UUID | None = None", "now: datetime | None = None"]
    text = f"    {'async ' if asynchronous else ''}def {verb.one.tag[1] if verb.one.tag else ''}(\n"
    return text + "".join(f"        {line},\n" for line in lines) + f"    ) -> {returns}:\n"


def parameter(member: Member) -> str:
    if member.name == "document":
        return "str | Mapping[str, Any]" + ("" if member.default is None else " | None")
    kind = qualified(member.type)
    return kind if member.default != "{}" else f"{kind} | None"


def default_of(member: Member) -> str:
    return "None" if member.default == "{}" else str(member.default)


def about_of(verb: Verb, command: bool) -> str:
    lines = [verb.one.about, "", ":param actor: who asks" if not command else ":param actor: who commands"]
    lines += [f":param {member.name}: {member.about}" for member in verb.one.members]
    if command:
        lines += [
            ":param command_id: the idempotency key: the same command with the same id is carried out once and answered "
            "twice alike; a new one when not given",
            ":param now: the moment at which it happens; the engine's own time when not given. For imports and replays",
            ":raises Error: every reason against it, all at once; nothing is changed then",
        ]
    else:
        lines += [":raises Error: `not_found`, `forbidden`, `unknown_actor`, and what is wrong with the question"]
    return "\n".join(lines)


def verb_text(verb: Verb, command: bool, asynchronous: bool) -> str:
    name = verb.one.tag[1] if verb.one.tag else ""
    staff, member = verb.staff
    returns = staff
    text = ""
    if verb.customers:
        for actor, kind in [("Staff", staff), ("Customer", verb.customers[0])]:
            text += "    @overload\n" + signature(verb, actor, kind, command, asynchronous).rstrip("\n") + " ...\n"
        returns = f"{staff} | {verb.customers[0]}"
        text += "    @overload\n" + signature(verb, "records.Actor", returns, command, asynchronous).rstrip("\n") + " ...\n"
    text += signature(verb, "records.Actor", returns, command, asynchronous)
    text += docstring(about_of(verb, command), "        ")
    if asynchronous:
        required = [member.name for member in verb.one.members if member.default is None]
        optional = [f"{member.name}={member.name}" for member in verb.one.members if member.default is not None]
        beside = ["command_id=command_id", "now=now"] if command else []
        given = ", ".join([*required, "actor=actor", *optional, *beside])
        return text + f"        return await self._run(lambda: self._desk.{name}({given}))\n"
    tag = verb.one.tag[0] if verb.one.tag else ""
    needed, beside = [f'"{tag}": "{name}"'], []
    for one in verb.one.members:
        value = one.name
        if one.name == "document":
            value = "document_text(document)" if one.default is None else "None if document is None else document_text(document)"
        (needed if one.default is None else beside).append(f'"{one.wire}": {value}')
    given = "".join(f"            {{{', '.join(part)}}},\n" for part in (needed, beside))
    if command:
        return text + f"        return self._do(\n{given}            actor,\n            command_id,\n            now,\n        )\n"
    union = f"answers.{camel(ANSWERS.get(name, name))}"
    if verb.customers:
        union += f" | answers.Public{camel(ANSWERS.get(name, name))}"
    text += f"        answer: {union} = self._ask(\n{given}            actor,\n        )\n"
    return text + f"        return answer{f'.{member}' if member else ''}\n"


def verbs(words: Words, asynchronous: bool) -> str:
    about = "A keyword method for each command and each question"
    about += ", awaited." if asynchronous else "."
    text = HEADER.format(about=about)
    commands = [Verb(one, ("records.Outcome", None), None) for one in words.commands]
    questions = [question(words, one) for one in words.queries]
    body = "".join("\n" + verb_text(verb, True, asynchronous) for verb in commands)
    body += "".join("\n" + verb_text(verb, False, asynchronous) for verb in questions)
    text += "\nfrom collections.abc import "
    text += "Callable, Mapping, Sequence\n" if asynchronous else "Mapping, Sequence\n"
    text += "from datetime import datetime\nfrom typing import "
    text += "TYPE_CHECKING, Any, TypeAlias, TypeVar, overload\nfrom uuid import UUID\n\n" if asynchronous else "Any, TypeAlias, overload\nfrom uuid import UUID\n\n"
    text += "from . import answers, records\n"
    if asynchronous:
        text += "\nif TYPE_CHECKING:\n    from .desk import Desk\n\nT = TypeVar(\"T\")\n"
    else:
        text += "from ._record import document_text\n"
    text += "\nStaff: TypeAlias = records.Host | records.Agent\n"
    text += docstring("Who gets whole records.", "")
    text += "Customer: TypeAlias = records.Requester | records.Link\n"
    text += docstring("Who gets the public ones.", "")
    if asynchronous:
        return text + (
            "\n\nclass AsyncVerbs:\n" + docstring(about, "    ") + "\n    _desk: Desk\n\n"
            "    async def _run(self, call: Callable[[], T]) -> T:\n        raise NotImplementedError\n" + body
        )
    return text + (
        "\n\nclass Verbs:\n" + docstring(about, "    ") + "\n"
        "    def _do(\n        self,\n        needed: Mapping[str, Any],\n        beside: Mapping[str, Any],\n        actor: records.Actor,\n"
        "        command_id: str | UUID | None,\n        now: datetime | None,\n"
        "    ) -> records.Outcome:\n        raise NotImplementedError\n\n"
        "    def _ask(self, needed: Mapping[str, Any], beside: Mapping[str, Any], actor: records.Actor) -> Any:\n        raise NotImplementedError\n" + body
    )


def package(words: Words) -> str:
    """The package's own page, which names everything that it hands on."""
    text = (OUT / "__init__.py").read_text(encoding="utf-8").partition("\n__all__ = [")[0]
    own = {*re.findall(r"^([A-Z]+): ", text, re.M), "__version__"}
    for line in re.findall(r"^from \.(?:desk|engine|_record)? ?import (.+)$", text, re.M):
        own |= set(line.split(", "))
    errors = (OUT / "errors.py").read_text(encoding="utf-8").partition("__all__ = [")[2].partition("]")[0]
    return text + "\n" + exported([*own, *re.findall(r'"(\w+)"', errors), *names_of(words)])


def main() -> int:
    words = Words(json.loads(SCHEMA.read_text(encoding="utf-8")))
    files = {
        "records.py": records(words),
        "commands.py": words_module(words, words.commands, "Command", "Commands as values, for `Desk.execute` and `Desk.execute_many`."),
        "queries.py": words_module(words, words.queries, "Query", "Questions as values, for `Desk.ask`."),
        "answers.py": words_module(words, words.answers, "Answer", "What `Desk.ask` answers; staff and customers get answers of different types."),
        "_shapes.py": shapes(words),
        "_verbs.py": verbs(words, asynchronous=False),
        "_async_verbs.py": verbs(words, asynchronous=True),
        "__init__.py": package(words),
    }
    stale = [name for name, text in files.items() if not (OUT / name).exists() or (OUT / name).read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        if stale:
            print(f"not what generate.py writes: {', '.join(stale)}", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (OUT / name).write_text(files[name], encoding="utf-8")
    print(f"written: {', '.join(stale) or 'nothing, all is fresh'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
