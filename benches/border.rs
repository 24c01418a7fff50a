//! What the two calls cost in Rust that `benches/border` measures in every language: an empty one, and reading a
//! ticket, both in memory. Prints nanoseconds for each call.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench that cannot go on has nothing to say")]

use std::hint::black_box;
use std::time::Instant;

use ticketkit::command::{Command, Context, Edits, Intake, Query};
use ticketkit::engine::Engine;
use ticketkit::model::Actor;

fn main() {
    let engine = Engine::in_memory();
    let desk = engine.desk("main").expect("a desk");
    let customer = Intake { address: Some("customer@example.com".to_owned()), ..Intake::default() };
    let opened = desk.execute(
        &Command::CreateTicket {
            subject: "The printer in hall 7 is on fire".to_owned(),
            body: "Please hurry.".to_owned(),
            requester: Some(customer),
            set: Edits::none(),
            attachments: vec![],
            message_id: None,
            html: None,
            fold_key: None,
        },
        &Context::of(Actor::host()),
    );
    let ticket = opened.expect("a ticket").ticket.expect("its id");
    let question = Query::Ticket { ticket: ticket.into() };
    println!("empty {} ns", median(|| drop(black_box(engine.next_due()))));
    println!("ticket {} ns", median(|| drop(black_box(desk.ask(&question, &Actor::host())))));
}

/// The middle of eleven turns of ten thousand calls each, for one call.
fn median(call: impl Fn()) -> u128 {
    const CALLS: u32 = 10_000;
    let mut turns: Vec<u128> = (0..12)
        .map(|_| {
            let began = Instant::now();
            (0..CALLS).for_each(|_| call());
            began.elapsed().as_nanos() / u128::from(CALLS)
        })
        .skip(1)
        .collect();
    turns.sort_unstable();
    turns.get(turns.len() / 2).copied().unwrap_or_default()
}
