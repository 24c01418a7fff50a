//! Files of every schema that there was are opened by this version, and hold what they held.

use ticketkit::command::{Command, Context, Edits, Intake};
use ticketkit::engine::Engine;
use ticketkit::model::Actor;
use ticketkit::storage::{SqliteStorage, Storage};

use crate::agreement::assert_sound;
use crate::reading::read;
use crate::storages::Folder;

/// A file of each schema, made by `tests/heavy` (`fixture`), and what there is to read in it.
const FILES: [(&[u8], &str); 1] =
    [(include_bytes!("../data/desks_1.db"), include_str!("../data/desks_1.txt"))];

#[test]
fn a_file_of_every_schema_is_read_as_it_was_written() {
    for (file, expected) in FILES {
        let folder = Folder::new();
        std::fs::write(folder.file(), file).unwrap();
        let storage: std::sync::Arc<dyn Storage> =
            std::sync::Arc::new(SqliteStorage::open(folder.file()).unwrap());
        let desk = storage.desk("main").unwrap().unwrap().id;
        assert_eq!(read(&*storage, desk).unwrap().to_string(), expected.trim());
        assert_sound(&*storage, desk);
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
