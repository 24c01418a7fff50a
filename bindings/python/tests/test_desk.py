"""What a desk does, told in Python's own terms."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError, fields
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
import ticketkit
from conftest import MONDAY
from ticketkit import GroupBy, ReasonOutsideHours, StretchClosed, StretchCounted
from ticketkit import HOST, Agent, Attachment, Desk, Engine, Error, Given, Intake, Link, Outcome, PublicTicket, Requester, Ticket
from ticketkit import commands, queries


def opened(desk: Desk, subject: str = "The printer is on fire", **more: object) -> str:
    given = {"requester": Intake(person="ines", address="ines@example.com"), "actor": HOST, **more}
    number = desk.create_ticket(subject, **given).number  # type: ignore[arg-type]
    assert number is not None
    return number


def test_a_ticket_is_a_record_with_attributes_of_pythons_own_types(desk: Desk) -> None:
    ticket = desk.ticket(opened(desk, set={"priority": "urgent", "tags": ["b", "a"]}), actor=HOST)
    assert isinstance(ticket, Ticket)
    assert ticket.created_at == MONDAY and ticket.created_at.tzinfo is timezone.utc
    assert ticket.category == "new" and ticket.category is ticketkit.Category.NEW and str(ticket.category) == "new"
    assert (ticket.priority, ticket.tags, ticket.owner, ticket.fields) == ("urgent", ("a", "b"), None, {})
    assert UUID(ticket.id).version == 7
    assert ticket == desk.ticket(ticket.id, actor=HOST)
    with pytest.raises(FrozenInstanceError):
        ticket.subject = "other"  # type: ignore[misc]


def test_a_repr_shows_what_is_there_and_little_of_what_is_long(desk: Desk) -> None:
    shown = repr(desk.ticket(opened(desk, "x" * 300), actor=HOST))
    assert shown.startswith("Ticket(id='") and "status='new'" in shown and "created_at='2026-06-01T09:00" in shown
    assert "owner" not in shown and len(shown) < 1_200
    assert repr(desk.ask(queries.Find(text="no such word"), actor=HOST)) == "Page()"


def test_staff_and_customers_get_records_of_different_types(desk: Desk) -> None:
    number = opened(desk)
    match desk.ticket(number, actor=Requester("ines")):
        case PublicTicket(number=seen):
            assert seen == number
        case other:
            pytest.fail(repr(other))
    assert not hasattr(desk.ticket(number, actor=Requester("ines")), "team")


def test_every_question_has_a_keyword_method_that_answers_as_ask_does(desk: Desk) -> None:
    number = opened(desk)
    desk.put_agent("ada", role="admin", name="Ada", actor=HOST)
    job = desk.change_tickets([number], {"priority": "high"}, actor=Agent("ada")).job
    assert job is not None
    file = Attachment(name="plan.png", media_type="image/png", bytes=9, sha256="0" * 64)
    message = desk.reply(number, "See there.", attachments=[file], actor=Agent("ada")).message
    given = {"ticket": number, "team": "support", "person": "ada", "job": job, "message": message, "sha256": file.sha256}
    # A link is made for a customer: the requester.
    links = {"ticket": number, "expires_at": MONDAY + timedelta(days=1)}
    actors = [HOST, Agent("ada"), Requester("ines")]
    seen = set()
    for name in ticketkit.QUERIES:
        parts = links if name == "link" else {key: given[key] for key in given if key in _parameters(name)}
        query = {"ask": name} | parts
        for actor in actors:
            try:
                answer = desk.ask(query, actor=actor)
            except Error:
                continue
            seen.add(name)
            said = getattr(desk, name)(**{k: v for k, v in query.items() if k != "ask"}, actor=actor)
            members = [getattr(answer, field.name) for field in fields(answer)]
            assert said == (members[0] if len(members) == 1 else answer), name
    assert seen == set(ticketkit.QUERIES)


def test_a_link_gives_access_to_one_ticket_and_its_token_is_not_shown(desk: Desk) -> None:
    number, other = opened(desk), opened(desk)
    made = desk.link(number, MONDAY + timedelta(days=7), actor=HOST)
    guest = Link(made.token)
    assert isinstance(desk.ticket(number, actor=guest), PublicTicket)
    assert desk.reply(number, "It still burns.", actor=guest).number == number
    with pytest.raises(ticketkit.NotFoundError):
        desk.ticket(other, actor=guest)
    assert made.token not in repr(made) and repr(guest) == "Link(token=...)"
    desk.revoke_links(number, actor=HOST)
    with pytest.raises(Error) as error:
        desk.ticket(number, actor=guest)
    assert error.value.code == "link_refused"
    with pytest.raises(Error) as error:
        Engine.in_memory(link_keys=[b"too short"])
    assert error.value.problems[0].path == "/link_keys/0"


def _parameters(name: str) -> list[str]:
    (one,) = (one for one in vars(queries).values() if getattr(one, "ask", None) == name and isinstance(one, type))
    return [field.name for field in fields(one)]


def test_commands_are_values_and_methods_and_dicts_alike(desk: Desk) -> None:
    number = opened(desk)
    by_value = desk.execute(commands.Note(ticket=number, body="one"), actor=HOST)
    by_dict = desk.execute({"do": "note", "ticket": number, "body": "two"}, actor=HOST)
    by_name = desk.note(number, "three", actor=HOST)
    assert [outcome.number for outcome in (by_value, by_dict, by_name)] == [number] * 3
    thread = desk.thread(number, actor=HOST)
    assert [message.body for message in thread.messages] == ["one", "two", "three"]


def test_one_refused_command_does_not_stop_the_others(desk: Desk) -> None:
    number = opened(desk)
    note = commands.Note(ticket=number, body="a word")
    first, second, third = desk.execute_many([Given(note, HOST), Given(commands.WakeTicket(ticket="99"), HOST), (note, HOST)])
    assert isinstance(first, Outcome) and isinstance(third, Outcome)
    assert isinstance(second, ticketkit.NotFoundError) and second.code == "not_found"


def test_the_same_command_twice_is_carried_out_once(desk: Desk) -> None:
    id = UUID("0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d")
    first = desk.create_ticket("Once", requester={"address": "i@example.com"}, actor=HOST, command_id=id)
    assert first == desk.create_ticket("Once", requester={"address": "i@example.com"}, actor=HOST, command_id=id)
    with pytest.raises(ticketkit.ConflictError) as error:
        desk.create_ticket("Twice", actor=HOST, command_id=str(id))
    assert error.value.code == "key_reused"


def test_values_of_pythons_own_types_are_kept(engine: Engine) -> None:
    field = {"name": "price", "type": "number"}, {"name": "from", "type": "date"}, {"name": "areas", "type": "multi_choice", "options": [{"name": "it"}, {"name": "hr"}]}
    default = ticketkit.to_dict(__import__("json").loads(engine.desk("x").config(actor=HOST).document))
    desk = engine.create_desk("fields", {**default, "fields": [*default.get("fields", []), *field]})
    number = opened(desk, set={"price": Decimal("12.50"), "from": date(2026, 6, 3), "areas": ("hr", "it"), "due_at": MONDAY + timedelta(days=1)})
    ticket = desk.ticket(number, actor=HOST)
    assert isinstance(ticket, Ticket)
    assert ticket.fields == {"price": 12.5, "from": "2026-06-03", "areas": ("it", "hr")}
    assert ticket.due_at == MONDAY + timedelta(days=1)
    in_riga = (MONDAY + timedelta(days=2)).astimezone(timezone(timedelta(hours=3)))
    desk.change_ticket(number, {"due_at": in_riga, "price": None}, actor=HOST)
    changed = desk.ticket(number, actor=HOST)
    assert isinstance(changed, Ticket) and changed.due_at == in_riga and "price" not in changed.fields


def test_time_passes_when_it_is_told(engine: Engine, desk: Desk) -> None:
    number = opened(desk, set={"priority": "urgent"})
    assert engine.next_due() is not None
    report = engine.tick(MONDAY + timedelta(days=1))
    assert report.fired > 0 and not report.more
    engine.set_now(MONDAY + timedelta(days=1))
    (first, *_) = desk.promises(number, actor=HOST)
    assert first.clock.breached_at is not None and "promised" in first.why
    assert engine.statistics().refused == 0


def test_duties_are_leased_and_settled(desk: Desk) -> None:
    opened(desk)
    (effect,) = desk.lease_effects("mailer", hold=timedelta(minutes=1))
    match effect.kind, effect.state:
        case ticketkit.EffectAcknowledge(to=[_]), ticketkit.EffectStateLeased(token=token, until=until):
            assert until == MONDAY + timedelta(minutes=1)
        case other:
            pytest.fail(repr(other))
    desk.fail_effect(effect.id, token, retry_at=MONDAY, reason="no connection")
    with pytest.raises(ticketkit.ConflictError):
        desk.acknowledge_effect(effect.id, token)
    (again,) = desk.lease_effects("mailer")
    assert isinstance(again.state, ticketkit.EffectStateLeased) and again.attempts == 2
    desk.acknowledge_effect(again.id, again.state.token)
    assert desk.lease_effects("mailer") == ()


def test_desks_are_made_listed_and_taken_away(engine: Engine) -> None:
    document = engine.desk("first").config(actor=HOST).document
    engine.create_desk("second", document)
    assert [(entry.key, entry.config_version) for entry in engine.desks()] == [("first", 1), ("second", 1)]
    assert engine.existing_desk("second").key == "second"
    assert engine.delete_desk("first") and not engine.delete_desk("first")
    with pytest.raises(ticketkit.NotFoundError) as error:
        engine.existing_desk("first")
    assert error.value.code == "unknown_desk"


def test_a_replay_comes_to_the_same(engine: Engine, desk: Desk) -> None:
    number = opened(desk)
    desk.note(number, "a word", actor=HOST)
    report = desk.replay_into(engine.desk("again"))
    assert (report.commands, report.different) == (2, ())


def test_records_are_pickled_and_written_as_json(desk: Desk) -> None:
    ticket = desk.ticket(opened(desk), actor=HOST)
    assert pickle.loads(pickle.dumps(ticket)) == ticket
    assert ticket.to_dict()["created_at"] == "2026-06-01T09:00:00.000Z"
    assert ticket.to_json().startswith('{"assignees":[],"category":"new"')
    event = desk.history(ticket.number, actor=HOST)
    assert isinstance(event, ticketkit.answers.History)
    assert event.events[0].kind == ticketkit.EventTicketCreated()
    assert event.events[0].to_dict()["type"] == "ticket_created"


def test_what_is_on_a_file_is_there_when_it_is_opened_again(file: Path) -> None:
    with Engine.open(file, durability="normal", patience=timedelta(seconds=1)) as engine:
        number = opened(engine.desk("main"))
    with Engine.open(file) as engine:
        assert engine.existing_desk("main").ticket(number, actor=HOST).subject == "The printer is on fire"
        engine.pause()
        with pytest.raises(ticketkit.UnavailableError) as error:
            engine.desks()
        assert error.value.code == "paused" and error.value.retryable
        engine.resume()
        assert len(engine.desks()) == 1


def test_the_first_moment_of_python_stands_for_what_is_before_it(engine: Engine) -> None:
    assert engine.tick(datetime(1, 1, 1, tzinfo=timezone.utc)).next_due is None


def test_what_is_asked_about_service_levels_is_typed(desk: Desk) -> None:
    number = opened(desk)
    opening = desk.account(number, actor=HOST)
    account = desk.account(number, actor=HOST, as_of=opening.until + timedelta(days=8), picture=True)
    assert account.svg is not None and account.svg.startswith("<svg") and opening.svg is None
    spans = [span for clock in account.clocks for span in clock.spans]
    assert {type(span.what) for span in spans} == {StretchCounted, StretchClosed}
    closed = [span.what for span in spans if isinstance(span.what, StretchClosed)]
    assert all(isinstance(reason, ReasonOutsideHours) for what in closed for reason in what.reasons)
    assert sum(total.length_ms for total in account.totals) == 8 * 86_400_000

    config = json.loads(desk.config(actor=HOST).document)
    config["policies"][0]["targets"][0]["within"] = "PT1H"
    preview = desk.preview(document=config, actor=HOST).preview
    assert (preview.complete, preview.moved, preview.next) == (True, 1, None)
    assert desk.preview(actor=HOST).preview.moved == 0
    report = desk.what_if(document=config, actor=HOST).report
    assert [row.by for row in report.rows[:2]] == [GroupBy.ALL, GroupBy.ALL]
    routing = desk.what_if_routing(document=config, actor=HOST).report
    assert routing.before.tickets == routing.after.tickets == routing.tickets - routing.left_out
    deadlines = desk.deadlines(actor=HOST, link="https://desk.example/")
    assert deadlines.items == 2 and deadlines.calendar.count("BEGIN:VTODO") == 2
