//! Opening: whose schema it is, and who makes it.

use postgres::{Client, NoTls};
use serde_json::json;
use ticketkit::command::{Context, Edits};
use ticketkit::engine::{Engine, Options};
use ticketkit::model::Actor;
use ticketkit::storage::{PostgresOptions, PostgresStorage, Storage};
use ticketkit::{Code, Result};

use crate::server::{address, new_schema};
use crate::stage::{create, default_with};

fn open(address: &str, schema: &str) -> Result<PostgresStorage> {
    PostgresStorage::open_with(
        address,
        &PostgresOptions { schema: schema.to_owned(), ..PostgresOptions::default() },
    )
}

/// Does something to the database that no storage would.
fn meddle(address: &str, statement: &str) {
    let mut config: postgres::Config = address.parse().unwrap();
    let mut client: Client = config.application_name("test").connect(NoTls).unwrap();
    client.batch_execute(statement).unwrap();
}

#[test]
fn of_those_that_start_together_one_makes_the_tables() {
    let Some(address) = address() else { return };
    for _ in 0..4 {
        let schema = new_schema();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| open(&address, &schema).unwrap().desks().unwrap());
            }
        });
        let storage = open(&address, &schema).unwrap();
        assert_eq!(storage.desks().unwrap(), []);
    }
}

#[test]
fn tables_of_a_newer_version_are_left_alone() {
    let Some(address) = address() else { return };
    let schema = new_schema();
    drop(open(&address, &schema).unwrap());
    meddle(&address, &format!("INSERT INTO {schema}.tkit_migration VALUES (1000, '')"));
    assert_eq!(open(&address, &schema).unwrap_err().code(), Code::SchemaTooNew);
    meddle(&address, &format!("DELETE FROM {schema}.tkit_migration WHERE number = 1000"));
    meddle(&address, &format!("UPDATE {schema}.tkit_migration SET checksum = ''"));
    assert_eq!(open(&address, &schema).unwrap_err().code(), Code::Damaged);
}

#[test]
fn a_name_that_is_none_is_refused() {
    let Some(address) = address() else { return };
    let long = "a".repeat(64);
    for schema in ["", "Big", "1st", "a-b", "a\"b", "a.b", "a b", &long] {
        assert_eq!(open(&address, schema).unwrap_err().code(), Code::CannotOpen, "{schema}");
    }
    assert_eq!(open("not an address", "fine").unwrap_err().code(), Code::CannotOpen);
}

#[test]
fn a_value_that_cannot_stand_there_is_told() {
    let Some(address) = address() else { return };
    let schema = new_schema();
    let storage = open(&address, &schema).unwrap();
    let desk = ticketkit::id::DeskId::from_bytes([1; 16]);
    storage.create_desk(desk, "main", "{}").unwrap();
    meddle(&address, &format!("UPDATE {schema}.tkit_desk SET desk = '\\x01'"));
    assert_eq!(storage.desks().unwrap_err().code(), Code::Damaged);
}

#[test]
fn an_engine_is_opened_by_an_address_and_may_keep_statements_prepared() {
    let Some(address) = address() else { return };
    let schema = new_schema();
    for prepared in [false, true] {
        // What stays in a connection is not for every pooler, and says so.
        let options = json!({
            "url": format!("{address}?application_name={}", if prepared { "test" } else { "ours" }),
            "schema": schema, "connections": 1, "prepared_statements": prepared,
        });
        let engine = Engine::with(&Options::parse(&options.to_string()).unwrap()).unwrap();
        let document = default_with(|_| ()).to_string();
        let desk = engine.desk("main").or_else(|_| engine.create_desk("main", &document)).unwrap();
        for _ in 0..3 {
            let create = create("The printer is on fire", "ines", Edits::none());
            desk.execute(&create, &Context::of(Actor::host())).unwrap();
        }
        engine.close().unwrap();
    }
    let engine = Engine::with(&Options { url: Some(address), schema: Some(schema), ..Options::default() });
    let last = create("And again", "ines", Edits::none());
    let answer = engine.unwrap().desk("main").unwrap().execute(&last, &Context::of(Actor::host())).unwrap();
    assert_eq!(answer.number.as_deref(), Some("7"));
}
