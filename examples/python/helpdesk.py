"""A ticket comes in, is promised a deadline, answered and solved; and it says why."""

from datetime import datetime, timedelta, timezone

from ticketkit import HOST, Agent, Engine, Error

now = datetime(2026, 6, 1, 9, tzinfo=timezone.utc)
with Engine.in_memory(now=now) as engine:  # Engine.open("desks.sqlite") keeps the desks in a file
    desk = engine.desk("main")  # made with the default configuration

    ticket = desk.create_ticket(
        "The printer in hall 7 is on fire",
        body="Please hurry.",
        requester={"address": "ines@example.com"},
        set={"priority": "urgent"},
        actor=HOST,
    ).number
    assert ticket
    print(f"ticket {ticket}")

    # It says why.
    print(desk.promises(ticket, actor=HOST)[0].why)

    # What cannot be done is refused with every reason at once, and nothing changes.
    try:
        desk.change_ticket(ticket, {"priority": "hihg", "colour": "red"}, actor=HOST)
    except Error as refused:
        print(f"refused: {refused}")

    engine.set_now(now + timedelta(minutes=30))
    desk.put_agent("staff:ada", name="Ada", role="admin", actor=HOST)
    ada = Agent("staff:ada")
    desk.reply(ticket, "It is out. Use the one in hall 6.", set={"status": "resolved"}, actor=ada)

    found = desk.ticket(ticket, actor=ada)
    print(f"ticket {found.number} is {found.status}")
