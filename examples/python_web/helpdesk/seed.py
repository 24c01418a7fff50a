"""A fortnight at the desk, so that the demonstration has something to show.

It is played through the engine at the instants at which it happened: warnings, broken promises and tickets that closed
by themselves are there because time passed, not because they were written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ticketkit import Desk, Engine
from ticketkit.records import Agent, Availability, Host, Requester

from .people import ACCOUNTS
from .storage import is_server, open_engine

KEY = "helpdesk"
DOCUMENT = Path(__file__).with_name("desk.json")

Act = Callable[[Desk], object]


@dataclass(frozen=True)
class Story:
    """What becomes of one ticket; the times are hours after it was opened."""

    ago: float
    """How many hours before now it was opened."""
    customer: str
    subject: str
    body: str
    topic: str = "equipment"
    work: str = "can_wait"
    taken: str | None = None
    """The agent who takes it by hand, where no strategy chooses."""
    begun: float | None = None
    noted: tuple[float, str] | None = None
    replied: tuple[float, str] | None = None
    thanked: tuple[float, str] | None = None
    solved: tuple[float, str, str] | None = None
    ordered: tuple[float, str] | None = None


FIRST, SECOND = "web:customer", "web:second"

STORIES = (
    Story(
        330,
        FIRST,
        "The projector in room 4 stays dark",
        "The lamp goes on, but there is no picture.",
        "building",
        taken="staff:c",
        replied=(3, "Somebody looks at it this afternoon."),
        solved=(26, "fault", "The cable in the floor was broken. It is a new one."),
    ),
    Story(
        318,
        SECOND,
        "A second screen for my desk",
        "I compare plans all day.",
        replied=(5, "We have one in store. Shall we bring it on Monday?"),
        thanked=(20, "Monday is good."),
        solved=(50, "request", "It stands on your desk."),
    ),
    Story(
        290,
        FIRST,
        "My password is refused since this morning",
        "It worked yesterday.",
        "access",
        "stops",
        replied=(0.3, "We have reset it; you will be asked for a new one."),
        solved=(1.5, "handling", "You are in again, as we saw."),
    ),
    Story(
        266,
        SECOND,
        "The lift stops between floors",
        "It shook twice, then went on.",
        "building",
        "slows",
        taken="staff:c",
        replied=(1, "It is out of order until the fitter has seen it."),
        solved=(9, "fault", "A sensor was loose. The lift is safe and runs."),
    ),
    Story(
        243,
        FIRST,
        "Please install the drawing program",
        "The new one, for the plans of hall 2.",
        replied=(7, "It is on its way to your computer."),
        solved=(30, "request", "It is installed."),
    ),
    Story(
        220,
        SECOND,
        "The printer on floor 2 prints stripes",
        "All pages, since the new toner.",
        "equipment",
        "slows",
        replied=(3.5, "Please shake the cartridge once; a new one is ordered."),
        solved=(20, "supplier", "The new cartridge is in, and the stripes are gone."),
    ),
    Story(
        197,
        FIRST,
        "A key for the store room",
        "For the stocktaking next week.",
        "building",
        taken="staff:c",
        replied=(6, "Your manager has to agree; we have asked."),
        solved=(70, "request", "It lies at the reception for you."),
    ),
    Story(
        171,
        SECOND,
        "The shared folder is gone",
        "None of us sees it any more.",
        "access",
        "stops",
        replied=(0.9, "A disk failed. We are restoring it."),
        solved=(3.2, "fault", "The folder is back, with the state of last night."),
    ),
    Story(
        148,
        FIRST,
        "The keyboard types letters twice",
        "Mostly the e.",
        replied=(4, "You can pick up another one at our counter."),
        solved=(28, "fault", "Exchanged."),
    ),
    Story(
        126,
        SECOND,
        "Access to the archive for our trainee",
        "Reading is enough.",
        "access",
        replied=(9, "Until when should it last?"),
        thanked=(22, "Until the end of the year."),
        solved=(31, "request", "Done. It ends by itself."),
    ),
    Story(
        101,
        FIRST,
        "The heating in room 12 is cold",
        "It was 16 degrees this morning.",
        "building",
        "slows",
        taken="staff:c",
        replied=(2.5, "The valve is being exchanged today."),
        solved=(10, "fault", "It is warm again."),
    ),
    Story(
        99,
        SECOND,
        "My phone does not ring",
        "Calls go to the mailbox at once.",
        "equipment",
        "slows",
        replied=(1.2, "Do-not-disturb was on. Please press the moon twice."),
        solved=(2, "handling", "It rings."),
    ),
    Story(
        77,
        FIRST,
        "The notebook's battery lasts an hour",
        "It was five when it was new.",
        begun=1,
        replied=(4, "We order a new one."),
        thanked=(5, "Thank you, there is no hurry."),
        ordered=(8, "Ordered; they need a week."),
    ),
    Story(
        74,
        SECOND,
        "The door of hall 3 does not close",
        "It stays open by a hand's breadth.",
        "building",
        "can_wait",
        taken="staff:c",
        begun=2,
        ordered=(3, "The closer is worn out. A new one is ordered."),
    ),
    Story(
        53,
        FIRST,
        "Mails with large drawings come back",
        "Above 20 MB, it seems.",
        "access",
        replied=(6, "That is the limit of the other side. Shall we set up an exchange folder?"),
        thanked=(20, "Yes, please, for the whole project."),
        noted=(21, "The folder needs the consent of the data officer."),
    ),
    Story(
        51,
        SECOND,
        "A chair that can be adjusted",
        "Mine has lost its lever.",
        "building",
        taken="staff:c",
        replied=(7, "Would you like to try two of them on Thursday?"),
    ),
    Story(
        30,
        FIRST,
        "The scanner sends empty pages",
        "Since the update on Monday.",
        "equipment",
        "slows",
        replied=(1, "We are looking into it; please use the one on floor 1."),
        noted=(2, "Known after the update. The maker has a patch in test."),
    ),
    Story(
        28,
        SECOND,
        "Cannot sign in to the time sheets",
        "It says that my account is locked.",
        "access",
        "stops",
        replied=(0.7, "Unlocked. Does it work now?"),
        thanked=(1.2, "Yes!"),
        solved=(1.6, "handling", "Good. It locks after five wrong passwords."),
    ),
    Story(22, FIRST, "The meeting room shows another booking", "The door sign is a day behind.", "building"),
    Story(9, SECOND, "A licence for the statistics program", "For one month.", "access"),
    Story(3.2, FIRST, "The plotter jams at every sheet", "We print for the fair tomorrow.", "equipment", "slows"),
    Story(1.4, SECOND, "Remote access breaks off every few minutes", "I work from home today.", "access", "slows"),
    Story(
        0.7,
        SECOND,
        "The label printer at the dock is dead",
        "No lights. Nothing leaves the house.",
        "equipment",
        "stops",
    ),
    Story(
        0.2, FIRST, "All screens in the control room are black", "We see nothing of the plant.", "equipment", "stops"
    ),
)


def seed(address: str) -> bool:
    """Makes the desk, its people and a fortnight of work; False when it was there already."""
    return _on_server(address) if is_server(address) else _in_file(Path(address))


def _on_server(url: str) -> bool:
    """A desk that could not be finished goes again."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    with open_engine(url, now=now - timedelta(days=15)) as engine:
        if any(known.key == KEY for known in engine.desks()):
            return False
        try:
            _play(engine, now)
        except BaseException:
            engine.delete_desk(KEY)
            raise
    return True


def _in_file(path: Path) -> bool:
    """It is made beside its place and moved there when it is whole, so that a file is either not there or complete."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    for leftover in (half, Path(f"{half}-wal"), Path(f"{half}-shm")):
        leftover.unlink(missing_ok=True)
    now = datetime.now(timezone.utc).replace(microsecond=0)
    with Engine.open(half, now=now - timedelta(days=15), durability="normal") as engine:
        _play(engine, now)
    half.replace(path)
    return True


def _play(engine: Engine, now: datetime) -> None:
    desk = engine.create_desk(KEY, DOCUMENT.read_text(encoding="utf-8"))
    for person in ACCOUNTS:
        if person.is_staff:
            role = "admin" if person.part == "admin" else "agent"
            # The admin takes no tickets from the strategy.
            desk.put_agent(
                person.key,
                actor=Host(),
                name=person.name,
                role=role,
                teams=person.teams,
                availability=Availability.AWAY if person.part == "admin" else Availability.AVAILABLE,
            )
        else:
            desk.put_person(
                actor=Host(),
                person=person.key,
                name=person.name,
                addresses=[person.address] if person.address else [],
            )
    acts = [act for story in STORIES for act in _acts(story, now)]
    for at, act in sorted(acts, key=lambda entry: entry[0]):
        _pass_time(engine, at)
        act(desk)
    _pass_time(engine, now)


def _pass_time(engine: Engine, to: datetime) -> None:
    """Everything that fell due until then happens, each thing at its own instant."""
    while engine.tick(to).more:
        pass
    engine.set_now(to)


def _acts(story: Story, now: datetime) -> list[tuple[datetime, Act]]:
    opened = now - timedelta(hours=story.ago)
    number: list[str] = []

    def owner(desk: Desk) -> Agent:
        owner = desk.ticket(number[0], actor=Host()).owner
        return Agent(owner or "staff:admin")

    def open_(desk: Desk) -> None:
        outcome = desk.create_ticket(
            story.subject,
            body=story.body,
            set={"topic": story.topic, "work": story.work},
            actor=Requester(story.customer),
        )
        number.append(outcome.number or "")

    acts: list[tuple[float, Act]] = [(0, open_)]
    if story.taken:
        agent = story.taken
        acts.append((0.1, lambda desk: desk.assign_ticket(number[0], agent=agent, actor=Agent(agent))))
    if story.begun is not None:
        acts.append((story.begun, lambda desk: desk.change_ticket(number[0], {"status": "open"}, actor=owner(desk))))
    if story.noted:
        at, note = story.noted
        acts.append((at, lambda desk: desk.note(number[0], note, actor=owner(desk))))
    if story.replied:
        at, reply = story.replied
        acts.append((at, lambda desk: desk.reply(number[0], reply, actor=owner(desk))))
    if story.thanked:
        at, thanks = story.thanked
        acts.append((at, lambda desk: desk.reply(number[0], thanks, actor=Requester(story.customer))))
    if story.ordered:
        at, order = story.ordered
        acts.append((at, lambda desk: desk.reply(number[0], order, set={"status": "supplier"}, actor=owner(desk))))
    if story.solved:
        at, cause, answer = story.solved
        edits = {"status": "resolved", "cause": cause}
        acts.append((at, lambda desk: desk.reply(number[0], answer, set=edits, actor=owner(desk))))
    return [(opened + timedelta(hours=hours), act) for hours, act in acts]
