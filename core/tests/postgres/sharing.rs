//! Several storages on one database, as several programs have.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use postgres::{Client, NoTls};
use ticketkit::Code;
use ticketkit::change::{ChangeSet, Put};
use ticketkit::command::{Context, Edits};
use ticketkit::engine::Engine;
use ticketkit::id::{DeskId, PersonId};
use ticketkit::model::{Actor, Ticket};
use ticketkit::storage::conformance::records::{changed, put_changed, put_new, ticket};
use ticketkit::storage::{Key, PostgresOptions, PostgresStorage, Storage, Wanted};

use crate::server::{address, new_schema};
use crate::stage::{Stage, create, default_with, feed};

/// So many storages on one schema.
fn several(address: &str, count: usize) -> Vec<Arc<dyn Storage>> {
    let options = PostgresOptions { schema: new_schema(), connections: 2, ..PostgresOptions::default() };
    let open = || Arc::new(PostgresStorage::open_with(address, &options).unwrap()) as Arc<dyn Storage>;
    (0..count).map(|_| open()).collect()
}

#[test]
fn those_who_open_tickets_at_the_same_time_share_numbers_and_feed() {
    let Some(address) = address() else { return };
    let storages = several(&address, 4);
    let day = Stage::on(Arc::clone(&storages[0]), &default_with(|_| ()));
    let before = feed(&day.desk).len();
    let open = |storage: &Arc<dyn Storage>| -> Vec<String> {
        let engine = Engine::on(Arc::clone(storage)).open();
        let desk = engine.desk("main").unwrap();
        let one = |n: u32| {
            let command = create(&format!("Ticket {n}"), &format!("customer{n}"), Edits::none());
            desk.execute(&command, &Context::of(Actor::host())).unwrap().number.unwrap()
        };
        (0..25).map(one).collect()
    };
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = storages.iter().map(|storage| scope.spawn(|| open(storage))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 100);
    let told = feed(&day.desk);
    let opened = told[before..].iter().filter(|event| event.kind.as_str() == "ticket_created").count();
    assert_eq!(opened, 100);
}

#[test]
fn those_who_change_the_same_tickets_in_another_order_get_out_of_each_others_way() {
    let Some(address) = address() else { return };
    let storages = several(&address, 4);
    let desk = DeskId::from_bytes([1; 16]);
    storages[0].create_desk(desk, "main", "{}").unwrap();
    let ids = [ticket(1).id, ticket(2).id];
    let mut new = ChangeSet::new(desk, 1);
    new.puts = vec![put_new(ticket(1)), put_new(ticket(2))];
    storages[0].commit(vec![new]).unwrap().remove(0).unwrap();

    let written = AtomicU64::new(0);
    let change = |storage: &Arc<dyn Storage>, reversed: bool| {
        for _ in 0..25 {
            let found = storage.load(desk, &ids.map(Key::Ticket).into_iter().collect::<Wanted>()).unwrap();
            let next = |id| {
                let before: &Ticket = &found.tickets[id].ticket;
                put_changed(before, changed(before, |ticket| ticket.handoffs += 1))
            };
            let mut changes = ChangeSet::new(desk, 1);
            changes.puts = ids.iter().map(next).collect();
            if reversed {
                changes.puts.reverse();
            }
            if storage.commit(vec![changes]).unwrap().remove(0).is_ok() {
                written.fetch_add(1, Ordering::SeqCst);
            }
        }
    };
    std::thread::scope(|scope| {
        for (n, storage) in storages.iter().enumerate() {
            let change = &change;
            scope.spawn(move || change(storage, n % 2 == 0));
        }
    });
    let found = storages[0].load(desk, &ids.map(Key::Ticket).into_iter().collect::<Wanted>()).unwrap();
    let written = written.load(Ordering::SeqCst);
    assert!(written >= 25, "{written}");
    for id in ids {
        assert_eq!(found.tickets[&id].ticket.version, written + 1);
    }
}

/// A connection of the test's own, with its process.
fn meddler(address: &str) -> (Client, i32) {
    let mut config: postgres::Config = address.parse().unwrap();
    let mut client = config.application_name("test").connect(NoTls).unwrap();
    let process = client.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    (client, process)
}

/// Waits until the connection that this names waits for another one; false when it has ended before that.
fn waits(watcher: &mut Client, which: &str, has_ended: impl Fn() -> bool) -> bool {
    let sql = format!("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND {which}");
    loop {
        let ended = has_ended();
        if watcher.query_one(&sql, &[]).unwrap().get::<_, i64>(0) > 0 {
            return true;
        }
        if ended {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What cannot be written is looked at step by step, and may have to wait for others again. Meanwhile everybody else can be at
/// the desk: they may be those whom it waits for.
#[test]
fn who_was_refused_and_waits_for_others_keeps_nobody_from_the_desk() {
    let Some(address) = address() else { return };
    let schema = new_schema();
    let options = PostgresOptions { schema: schema.clone(), ..PostgresOptions::default() };
    let named = format!("{address}?application_name={schema}");
    let storage = PostgresStorage::open_with(&named, &options).unwrap();
    let desk = DeskId::from_bytes([1; 16]);
    storage.create_desk(desk, "main", "{}").unwrap();
    let turn = |before, after| Put::Turn {
        team: "support".parse().unwrap(),
        person: PersonId::from_bytes([2; 16]),
        before,
        after,
    };
    let commit =
        |puts| storage.commit(vec![ChangeSet { puts, ..ChangeSet::new(desk, 1) }]).unwrap().remove(0);
    commit(vec![turn(None, 1)]).unwrap();
    let nobodys = ticket(1);
    let refused = vec![turn(Some(1), 2), put_changed(&nobodys, changed(&nobodys, |it| it.handoffs += 1))];

    let takes = format!("BEGIN; SELECT 1 FROM {schema}.tkit_counter FOR UPDATE");
    let (mut first, _) = meddler(&address);
    let (mut second, second_process) = meddler(&address);
    let (mut watcher, _) = meddler(&address);
    let of_the_storage = format!("application_name = '{schema}'");
    first.batch_execute(&takes).unwrap();
    let (refused, at_the_desk) = std::thread::scope(|scope| {
        let refused = scope.spawn(|| commit(refused));
        assert!(waits(&mut watcher, &of_the_storage, || refused.is_finished()));
        let second = scope.spawn(move || {
            second.batch_execute(&takes).unwrap();
            second
        });
        assert!(waits(&mut watcher, &format!("pid = {second_process}"), || second.is_finished()));
        first.batch_execute("COMMIT").unwrap();
        let mut second = second.join().unwrap();
        waits(&mut watcher, &of_the_storage, || refused.is_finished());
        let look = format!("SELECT 1 FROM {schema}.tkit_desk FOR UPDATE NOWAIT");
        let at_the_desk = second.batch_execute(&look);
        second.batch_execute("ROLLBACK").unwrap();
        (refused.join().unwrap(), at_the_desk)
    });
    at_the_desk.expect("the desk belongs to one who waits");
    assert_eq!(refused.unwrap_err().code(), Code::StaleVersion);
}
