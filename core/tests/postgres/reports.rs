//! What report tools read.

use postgres::NoTls;
use std::sync::Arc;
use ticketkit::storage::PostgresOptions;
use ticketkit::storage::PostgresStorage;

use crate::server::{address, new_schema};
use crate::stage::{Stage, default_with, reply};

#[test]
fn views_show_words_ids_and_instants_as_people_read_them() {
    let Some(address) = address() else { return };
    let schema = new_schema();
    let options = PostgresOptions { schema: schema.clone(), ..PostgresOptions::default() };
    let day =
        Stage::on(Arc::new(PostgresStorage::open_with(&address, &options).unwrap()), &default_with(|_| ()));
    day.hire(&["ada"]);
    let ticket = day.opened_by_ines();
    day.now("2026-06-01T10:30:00Z").ada(&reply(&ticket, "We come."));
    let (stored, ada) = (day.ticket(&ticket), day.person("ada"));

    let mut config: postgres::Config = address.parse().unwrap();
    let mut reader = config.application_name("test").connect(NoTls).unwrap();
    // As text, because that is how a person reads them.
    let mut texts = |columns: &str, rest: &str| -> Vec<String> {
        let sql = format!("SELECT concat_ws('|', {columns}) FROM {schema}.{rest}");
        reader.query(&sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    };
    let at = "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')";
    assert_eq!(
        texts(&format!("desk, id, number, status, requester, {at}"), "tkit_view_ticket"),
        [format!("main|{}|{}|answered|{}|2026-06-01 09:00", stored.id, stored.number, stored.requester)]
    );
    assert_eq!(
        texts(
            "ticket, position, kind, public, author_kind, author, body",
            "tkit_view_message WHERE position = 2"
        ),
        [format!("{}|2|reply|t|agent|{}|We come.", stored.id, ada.id)]
    );
    assert_eq!(
        texts("by_kind, by", "tkit_view_event WHERE ticket IS NOT NULL AND by_kind = 'agent' LIMIT 1"),
        [format!("agent|{}", ada.id)]
    );
    assert_eq!(
        texts("number, state", "tkit_view_clock WHERE metric = 'first_reply'"),
        [format!("{}|fulfilled", stored.number)]
    );
}
