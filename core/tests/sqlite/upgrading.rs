//! Files of every schema that there was are opened by this version, and hold what they held.

use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use ticketkit::command::{Command, Context, Edits, Intake};
use ticketkit::engine::Engine;
use ticketkit::id::DeskId;
use ticketkit::model::{Actor, Category, JobState, Standing};
use ticketkit::snapshot::TicketFile;
use ticketkit::storage::{JobsQuery, Kept, KeptKind, PeopleQuery, SqliteStorage, Storage};

use crate::agreement::assert_sound;
use crate::reading::read;
use crate::storages::Folder;

/// A file of each schema, made by `tests/heavy` (`fixture`), and what there is to read in it.
const FILES: [(&[u8], &str); 1] =
    [(include_bytes!("../data/desks_1.db.gz"), include_str!("../data/desks_1.txt"))];
/// Tickets in each of them.
const TICKETS: u64 = 10_000;

/// What becomes of a ticket, and whether it did.
type Life = (&'static str, fn(&TicketFile) -> bool);

/// A file holds some of each.
const LIVES: [Life; 15] = [
    ("merged", |it| it.ticket.standing == Standing::Merged),
    ("spam", |it| it.ticket.standing == Standing::Spam),
    ("thrown away", |it| it.ticket.standing == Standing::Trash),
    ("a part of another", |it| it.ticket.parent.is_some()),
    ("an incident of another", |it| it.ticket.problem.is_some()),
    ("related to another", |it| !it.ticket.relates.is_empty()),
    ("split off", |it| it.ticket.split_of.is_some()),
    ("filled in", |it| !it.ticket.fields.is_empty()),
    ("snoozed", |it| it.ticket.snoozed_until.is_some()),
    ("due", |it| it.ticket.due_at.is_some()),
    ("with a list of what is to be done", |it| !it.ticket.checklist.is_empty()),
    ("known elsewhere", |it| !it.ticket.external_ids.is_empty()),
    ("in many scripts", |it| !it.ticket.subject.is_ascii()),
    ("late", |it| it.clocks.iter().any(|clock| clock.breached_at.is_some())),
    ("in time so far", |it| {
        it.clocks.iter().any(|clock| clock.due_at.is_some() && clock.breached_at.is_none())
    }),
];

/// A file that nothing has happened to would prove little.
fn assert_lived(storage: &dyn Storage, desk: DeskId) {
    let mut lived = [0; LIVES.len()];
    let mut categories = Vec::new();
    let mut last = None;
    loop {
        let page = storage.scan(desk, KeptKind::Ticket, last.as_ref(), 1_000).unwrap();
        for kept in &page {
            let Kept::Ticket(file) = kept else { unreachable!("they are tickets") };
            lived.iter_mut().zip(LIVES).for_each(|(count, (_, life))| *count += u64::from(life(file)));
            categories.push(file.ticket.category);
        }
        last = page.into_iter().last();
        if last.is_none() {
            break;
        }
    }
    for (count, (what, _)) in lived.into_iter().zip(LIVES) {
        assert!(count > 0, "no ticket is {what}");
    }
    for category in Category::ALL {
        assert!(categories.contains(&category), "no ticket is {category:?}");
    }
    let people = storage.people(desk, &PeopleQuery { staff: false, after: None, limit: u32::MAX }).unwrap();
    assert!(people.iter().any(|person| person.erased_at.is_some()), "nobody was erased");
    let jobs = storage.jobs(desk, &JobsQuery { by: None, after: None, limit: u32::MAX }).unwrap();
    for state in [JobState::Running, JobState::Done] {
        assert!(jobs.iter().any(|job| job.state == state), "no job is {state:?}");
    }
}

#[test]
fn a_file_of_every_schema_is_read_as_it_was_written() {
    for (packed, expected) in FILES {
        let folder = Folder::new();
        let mut file = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut file).unwrap();
        std::fs::write(folder.file(), file).unwrap();
        let storage: Arc<dyn Storage> = Arc::new(SqliteStorage::open(folder.file()).unwrap());
        let desk = storage.desk("main").unwrap().unwrap().id;
        assert_eq!(read(&*storage, desk).unwrap().to_string(), expected.trim());
        assert_eq!(assert_sound(&*storage, desk), TICKETS);
        assert_lived(&*storage, desk);
        // It goes on.
        let engine = Engine::on(storage).open();
        let desk = engine.existing_desk("main").unwrap();
        let create = Command::CreateTicket {
            subject: "Printer".to_owned(),
            body: "It burns.".to_owned(),
            html: None,
            requester: Some(Intake { person: Some("shop:new".into()), ..Intake::default() }),
            set: Edits::none(),
            attachments: Vec::new(),
            message_id: None,
            fold_key: None,
        };
        desk.execute(&create, &Context::of(Actor::host())).unwrap();
        engine.close().unwrap();
    }
}
