"""Without a browser: who sees what, what a refusal says, and that several processes are one desk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from flask import Flask

from conftest import HERE, SECRET, Browserless, Visitor
from helpdesk import create_app
from helpdesk.seed import seed


def _opened(visitor: Visitor, subject: str, **values: str) -> str:
    """The path of a new ticket."""
    response = visitor.post("/tickets/new", "/tickets/new", subject=subject, **values)
    assert response.status_code == 302, response.get_data(as_text=True)
    return response.location


def test_a_customer_follows_a_ticket_and_sees_no_note(app: Flask) -> None:
    customer, agent = Visitor(app, "web:customer"), Visitor(app, "staff:admin")
    ticket = _opened(customer, "The door squeaks", body="All day.", topic="building")
    noted = agent.post(ticket, f"{ticket}/reply", kind="note", body="Oil it, says the fitter.")
    replied = agent.post(ticket, f"{ticket}/reply", kind="reply", body="We bring some oil.")
    assert (noted.status_code, replied.status_code) == (302, 302)

    seen = customer.get(ticket).get_data(as_text=True)
    assert "We bring some oil." in seen and "Answered" in seen
    assert "Oil it" not in seen and "Internal note" not in seen
    staff = agent.get(ticket).get_data(as_text=True)
    assert "Oil it" in staff and "Internal note" in staff


def test_the_ticket_of_another_customer_is_as_if_it_were_not_there(app: Flask) -> None:
    ticket = _opened(Visitor(app, "web:customer"), "A secret of the first customer")
    second = Visitor(app, "web:second")
    hidden, missing = second.get(ticket), second.get("/tickets/HD-999999")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert "A secret" not in second.get("/tickets").get_data(as_text=True)
    page = hidden.get_data(as_text=True)
    assert page.replace(ticket.rsplit("/", 1)[1], "HD-999999") == missing.get_data(as_text=True)


def test_an_agent_sees_the_tickets_of_their_team_only(app: Flask) -> None:
    ticket = _opened(Visitor(app, "web:customer"), "The window of room 9", topic="building")
    assert Visitor(app, "staff:c").get(ticket).status_code == 200
    assert Visitor(app, "staff:a").get(ticket).status_code == 404
    assert "The window of room 9" not in Visitor(app, "staff:a").get("/queue?sort=updated").get_data(as_text=True)


def test_pages_of_staff_are_refused_to_a_customer_by_the_engine(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    ticket = _opened(customer, "Mine")
    assert customer.get("/overview").status_code == 403
    assert customer.post(ticket, f"{ticket}/assign", agent="staff:a", version="1").status_code == 403
    assert customer.post(ticket, f"{ticket}/move", status="closed", version="1").status_code == 403


def test_a_refusal_shows_every_problem_beside_its_field(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    page = customer.post("/tickets/new", "/tickets/new", subject="", body="kept", topic="catering")
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Nothing has been changed" in text
    assert 'id="subject-wrong"' in text and 'aria-describedby="subject-wrong"' in text
    assert 'data-code="unknown_option"' in text and 'id="topic-wrong"' in text
    assert ">kept</textarea>" in text


def test_a_form_shows_what_belongs_to_the_choices(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    form = "/tickets/new"
    first = customer.get(form).get_data(as_text=True)
    assert 'id="topic"' in first and 'id="item"' not in first and 'id="sticker"' not in first

    building = customer.post(form, form, look="1", subject="kept", topic="building").get_data(as_text=True)
    assert 'value="lift"' in building and 'value="projector"' in building and 'value="computer"' not in building
    assert 'value="kept"' in building and "Nothing has been changed" not in building

    computer = {"topic": "equipment", "item": "computer", "work": "stops"}
    asked = customer.post(form, form, look="1", **computer).get_data(as_text=True)
    assert re.search(r'id="sticker"[^>]* required', asked)
    refused = customer.post(form, form, subject="It stays dark", **computer)
    assert refused.status_code == 422
    assert re.search(r'data-code="field_required"><a href="#sticker">', refused.get_data(as_text=True))
    opened = _opened(customer, "It stays dark", sticker="K-77", **computer)
    # What a choice that was taken back had brought along is not sent.
    other = _opened(customer, "The door", topic="building", item="room", sticker="K-77")
    assert opened != other


def test_resolving_without_cause_and_message_names_both(app: Flask) -> None:
    ticket = _opened(Visitor(app, "web:customer"), "Slow network", topic="equipment")
    agent = Visitor(app, "staff:admin")
    shown = agent.get(ticket).get_data(as_text=True)
    assert "needs a value in `cause`" in shown and "needs a public message" in shown, "the ways on say what is missing"
    page = agent.post(ticket, f"{ticket}/reply", status="resolved", body="")
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert 'data-code="field_required"' in text and 'id="cause-wrong"' in text
    assert 'data-code="message_required"' in text and 'id="body-wrong"' in text


def test_a_reply_to_a_ticket_that_has_changed_meanwhile_is_given_back(app: Flask) -> None:
    customer, agent = Visitor(app, "web:customer"), Visitor(app, "staff:admin")
    ticket = _opened(customer, "Two write at once")
    customer.post(ticket, f"{ticket}/reply", body="One thing more.")
    page = agent.post(ticket, f"{ticket}/reply", kind="reply", body="An answer to the first.", version="1")
    text = page.get_data(as_text=True)
    assert page.status_code == 409
    assert 'data-code="stale_version"' in text and "An answer to the first.</textarea>" in text


def test_a_form_that_is_sent_twice_is_carried_out_once(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    key = "0190aaaa-0000-7000-8000-000000000001"
    first = _opened(customer, "Sent twice", command_id=key)
    assert _opened(customer, "Sent twice", command_id=key) == first


def test_a_form_without_the_token_of_its_session_is_refused(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    for token in ({}, {"csrf": ""}, {"csrf": "another"}, {"csrf": "é"}):
        page = customer.client.post("/tickets/new", data={"subject": "From elsewhere"} | token)
        assert page.status_code == 400
    assert "From elsewhere" not in customer.get("/tickets").get_data(as_text=True)


def test_what_people_write_is_shown_as_text(app: Flask) -> None:
    customer = Visitor(app, "web:customer")
    ticket = _opened(customer, "<script>alert(1)</script>", body="<b>bold</b>\nsecond line")
    for visitor in (customer, Visitor(app, "staff:admin")):
        page = visitor.get(ticket).get_data(as_text=True)
        assert "<script>alert" not in page and "<b>bold" not in page
        assert "&lt;b&gt;bold&lt;/b&gt;<br>second line" in page


def test_nothing_is_loaded_from_elsewhere(app: Flask) -> None:
    admin = Visitor(app, "staff:admin")
    for path in ("/queue", "/overview"):
        page = admin.get(path)
        assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page.get_data(as_text=True))


def test_the_charts_follow_the_filter(app: Flask) -> None:
    admin = Visitor(app, "staff:admin")
    everything = admin.get("/overview?days=30").get_data(as_text=True)
    building = admin.get("/overview?days=30&team=building").get_data(as_text=True)
    assert _total(everything) > _total(building) > 0
    said = re.search(r'aria-label="Tickets by status: ([^"]*)\."', building)
    assert said and sum(int(part.rsplit(" ", 1)[1]) for part in said[1].split(", ")) == _total(building)
    days = re.search(r'aria-label="Tickets opened by day: ([^"]*)\."', building)
    assert days and sum(int(part.rsplit(" ", 1)[1]) for part in days[1].split(", ")) == _total(building)


def _total(page: str) -> int:
    found = re.search(r'id="total">(\d+) ticket', page)
    assert found
    return int(found[1])


def test_several_worker_processes_are_one_desk(site: str, file: Path) -> None:
    """What is written by one process is read by all others at once, and each page says which process made it."""
    ticket = _opened(Visitor(create_app(file, SECRET), "web:customer"), "Seen by all of them")
    reader = Browserless(site, "web:customer")
    workers = set()
    for _ in range(300):
        page = reader.get(ticket)
        assert "Seen by all of them" in page
        made_by = re.search(r"worker process (\d+)", page)
        assert made_by
        workers.add(int(made_by[1]))
        if len(workers) > 1:
            break
    assert len(workers) > 1 and os.getpid() not in workers


def test_a_file_that_is_there_is_not_made_again(file: Path, tmp_path: Path) -> None:
    before = file.stat().st_ino
    assert seed(str(file)) is False
    assert file.stat().st_ino == before
    made = subprocess.run(
        [sys.executable, "-m", "helpdesk", "seed"],
        cwd=HERE,
        env=os.environ | {"HELPDESK_FILE": str(tmp_path / "new.sqlite")},
        check=True,
        capture_output=True,
    )
    assert b"made" in made.stdout and not (tmp_path / "new.sqlite.part").exists()


def test_the_types_hold_as_strictly_as_they_can() -> None:
    words = ["-m", "mypy", "--strict", "--no-incremental", "--python-version", "3.10", "helpdesk", "tests"]
    checked = subprocess.run([sys.executable, *words], cwd=HERE, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
