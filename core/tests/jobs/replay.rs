//! A history with jobs, decided again.

use std::sync::Arc;

use ticketkit::command::{Answer, Command, Edits, Query};
use ticketkit::condition::Condition;
use ticketkit::engine::Engine;
use ticketkit::model::{Actor, JobState};
use ticketkit::storage::{MemoryStorage, Storage};
use ticketkit::time::Span;

use super::world::{World, document, feed, is, listed, matching, reply};

/// A day with jobs of every sort: one to its end, one cancelled, one with refusals, one still running, and a queue.
fn day(world: &World) {
    world.hire("staff:ada", &["support"], 3, true);
    let tickets = world.open_many(130);
    world.later(10).host(&matching(is("priority", "normal"), Edits::none().with("priority", "high")));
    world.later(5).tick(60);
    world.staff("staff:ada", &reply(tickets[0])).unwrap();
    let cancelled = world.host(&matching(Condition::all([]), Edits::none().with("priority", "low")));
    world.later(5).tick(100);
    world.host(&Command::CancelJob { job: cancelled.job.unwrap() });
    let twice = Edits::none().with("external_ids", "crm:1").with("status", "resolved");
    world.later(60 * 9).host(&listed(tickets[..5].iter().copied(), twice));
    world.tick(1_000);
    world.later(60).hire("staff:bob", &["support"], 200, true);
    world.later(60 * 30).tick(1_000);
    world.host(&matching(Condition::all([]), Edits::none().with("tags", "left")));
    world.tick(20);
}

fn replays_alike(storage: &dyn Fn() -> Arc<dyn Storage>) {
    let world = World::on(storage());
    day(&world);
    let jobs = world.jobs();
    assert!(jobs.iter().any(|job| job.state == JobState::Running && job.done > 0));
    assert!(jobs.iter().any(|job| job.state == JobState::Cancelled));
    assert!(jobs.iter().any(|job| job.refused > 1));
    assert!(jobs.iter().any(|job| matches!(job.kind, ticketkit::model::JobKind::RetryQueue { .. })));

    let other = Engine::on(storage()).open();
    let copy = other.create_desk("copy", &document().to_string()).unwrap();
    let report = world.desk.replay_into(&copy, &mut |_| true).unwrap();
    assert_eq!(report.different, []);
    assert!(report.commands > 300);
    let bytes = |answer: &Answer| serde_json::to_string(answer).unwrap();
    assert_eq!(
        serde_json::to_string(&feed(&world.desk)).unwrap(),
        serde_json::to_string(&feed(&copy)).unwrap()
    );
    let find = Query::Find {
        condition: None,
        text: None,
        sort: None,
        descending: false,
        after: None,
        limit: Some(1_000),
    };
    for query in [find, Query::Jobs { after: None, limit: None }] {
        let answers = [&world.desk, &copy].map(|desk| desk.ask(&query, &Actor::host()).unwrap());
        assert_eq!(bytes(&answers[0]), bytes(&answers[1]));
    }
    let effects = [&world.desk, &copy]
        .map(|desk| desk.lease_effects("worker", Span::from_minutes(1), 1_000).unwrap())
        .map(|effects| effects.into_iter().map(|effect| (effect.id, effect.kind)).collect::<Vec<_>>());
    assert_eq!(effects[0], effects[1]);
    // What was not at its end goes on in the copy as it does here.
    for engine in [&world.engine, &other] {
        while engine.tick(world.now(), 100).unwrap().more {}
    }
    assert_eq!(feed(&world.desk), feed(&copy));
}

#[test]
fn a_history_with_jobs_gives_the_same_bytes_again() {
    replays_alike(&|| Arc::new(MemoryStorage::new()));
}

#[cfg(feature = "sqlite")]
#[test]
fn a_history_with_jobs_gives_the_same_bytes_again_in_a_file() {
    let folder = super::sharing::Folder::new();
    replays_alike(&|| Arc::new(folder.storage()));
}
