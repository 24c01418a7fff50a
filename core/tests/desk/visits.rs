//! How long a ticket stood in each of its statuses.

use ticketkit::command::{Answer, Command, Query, Visit, VisitTotal};
use ticketkit::model::{Actor, Category, TicketRef};
use ticketkit::{Code, Span};

use crate::world::{World, at, on_every_storage, problems, reply, status, unchanged};

fn visits(world: &World<'_>, ticket: &TicketRef) -> (Vec<Visit>, Vec<VisitTotal>) {
    match world.answer(&Query::Visits { ticket: ticket.clone() }) {
        Answer::Visits { visits, totals, .. } => (visits, totals),
        other => panic!("{other:?}"),
    }
}

const fn hours(hours: i64) -> i64 {
    Span::from_hours(hours).millis()
}

#[test]
fn feature_2_22_every_stay_in_a_status_is_told_in_real_and_in_business_time() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        // Monday at nine; the desk works from nine to five.
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T11:00:00Z").ada(&status(&ticket, "open"));
        world.now("2026-06-01T16:00:00Z").ada(&reply(&ticket, "Which one?"));
        world.now("2026-06-02T10:00:00Z").ines(&reply(&ticket, "That one."));
        world.now("2026-06-02T12:00:00Z").ada(&status(&ticket, "resolved"));
        // It closes by itself after four days, and nobody looks until the week after.
        world.tick("2026-06-08T09:00:00Z");
        let (told, totals) = visits(world, &ticket);
        let rows: Vec<_> = told
            .iter()
            .map(|visit| (visit.status.as_str(), visit.length_ms / 3_600_000, visit.business_ms / 3_600_000))
            .collect();
        assert_eq!(
            rows,
            [
                ("new", 2, 2),
                ("open", 5, 5),
                ("answered", 18, 2),
                ("open", 2, 2),
                ("resolved", 96, 29),
                ("closed", 45, 0),
            ]
        );
        for (one, next) in told.iter().zip(&told[1..]) {
            assert_eq!(one.to, Some(next.from));
        }
        assert_eq!((told[4].to, told[5].to), (Some(at("2026-06-06T12:00:00Z")), None));
        assert_eq!(told.iter().map(|visit| visit.length_ms).sum::<i64>(), hours(7 * 24));
        let open = totals.iter().find(|total| total.status == "open").unwrap();
        assert_eq!(
            (open.category, open.visits, open.length_ms, open.business_ms),
            (Category::Open, 2, hours(7), hours(7))
        );
        let events = world.events(&ticket);
        let began = |visit: &Visit| events.iter().find(|event| event.id == visit.event).unwrap().at;
        assert!(told.iter().all(|visit| began(visit) == visit.from));
    });
}

#[test]
fn feature_2_22_what_is_no_change_of_status_ends_no_stay() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let ticket = world.opened_by_ines();
        world.now("2026-06-01T10:00:00Z").ines(&reply(&ticket, "Hurry."));
        world.now("2026-06-01T11:00:00Z").ada(&Command::MarkSpam { ticket: ticket.clone() });
        world.now("2026-06-01T12:00:00Z").ada(&Command::RestoreTicket { ticket: ticket.clone() });
        world.now("2026-06-01T13:00:00Z");
        let (told, totals) = visits(world, &ticket);
        assert_eq!((told.len(), told[0].length_ms, told[0].business_ms), (1, hours(4), hours(4)));
        assert_eq!((totals.len(), totals[0].visits), (1, 1));
    });
}

#[test]
fn feature_2_22_stays_are_for_staff() {
    on_every_storage(unchanged, |world| {
        let ticket = world.opened_by_ines();
        let query = Query::Visits { ticket };
        let refused = world.ask(&query, &Actor::requester("ines")).unwrap_err();
        assert_eq!(problems(&refused)[0].0, Code::Forbidden);
    });
}
