//! The examples of the domain, and the corners.

use super::{Colleague, chosen, colleague, id, members, name, remember, team, ticket};
use ticketkit::assignment::{
    Choice, Demand, SkillSpec, Strategy, Team, Turn, choose, load_changes, turn_taken, weight,
};
use ticketkit::model::{Agent, Availability, Category, Person, Skill, Verdict};

/// Chooses and remembers the turns, as a desk does.
fn rotate(colleagues: &mut [Colleague]) -> Option<u8> {
    let choice = chosen(Strategy::RoundRobin, colleagues);
    remember(colleagues, &choice.turns);
    choice.winner.map(|winner| winner.as_bytes()[0])
}

fn verdict(choice: &Choice, n: u8) -> &Verdict {
    &choice.candidates.iter().find(|candidate| candidate.person == id(n)).unwrap().verdict
}

const A: u8 = 1;
const B: u8 = 2;
const C: u8 = 3;

#[test]
fn least_loaded_picks_the_smallest_ratio() {
    let mut colleagues = [colleague(A, 3, 5), colleague(B, 4, 10), colleague(C, 1, 2)];
    assert_eq!(chosen(Strategy::LeastLoaded, &colleagues).winner, Some(id(B)));

    colleagues[1].is(Availability::Away);
    let choice = chosen(Strategy::LeastLoaded, &colleagues);
    assert_eq!(choice.winner, Some(id(C)));
    assert_eq!(verdict(&choice, A), &Verdict::Behind { score: "3 of 5, turn 1".to_owned() });
    assert_eq!(verdict(&choice, B), &Verdict::Unavailable {});
    assert_eq!(verdict(&choice, C), &Verdict::Won { score: "1 of 2, turn 3".to_owned() });
}

#[test]
fn round_robin_comes_back_to_who_was_away() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 0, 5), colleague(C, 0, 5)];
    assert_eq!(rotate(&mut colleagues), Some(A));
    colleagues[1].is(Availability::Away);
    assert_eq!(rotate(&mut colleagues), Some(C));
    assert_eq!(rotate(&mut colleagues), Some(A));
    colleagues[1].is(Availability::Available);
    assert_eq!(rotate(&mut colleagues), Some(B));
}

#[test]
fn a_newcomer_joins_at_the_end_and_is_not_overtaken() {
    let mut colleagues = vec![colleague(B, 0, 5), colleague(C, 0, 5)];
    assert_eq!(rotate(&mut colleagues), Some(B));
    colleagues.push(colleague(A, 0, 5));
    let turns: Vec<_> = (0..6).map(|_| rotate(&mut colleagues).unwrap()).collect();
    assert_eq!(turns, [C, B, A, C, B, A]);
}

#[test]
fn a_tie_goes_to_the_least_recently_assigned_and_then_to_the_lowest_id() {
    let mut colleagues = [colleague(A, 2, 4), colleague(B, 3, 6), colleague(C, 1, 2)];
    assert_eq!(chosen(Strategy::LeastLoaded, &colleagues).winner, Some(id(A)));
    for (colleague, turn) in colleagues.iter_mut().zip([8, 5, 5]) {
        colleague.turn = Some(turn);
    }
    assert_eq!(chosen(Strategy::LeastLoaded, &colleagues).winner, Some(id(B)));
}

#[test]
fn ratios_are_compared_exactly() {
    let most = u32::MAX;
    let mut colleagues =
        [colleague(A, i64::from(most) - 2, most - 1), colleague(B, i64::from(most) - 1, most)];
    // A has the smaller ratio by less than a double can tell; were they alike, it would be the turn of B.
    colleagues[1].turn = Some(1);
    assert_eq!(chosen(Strategy::LeastLoaded, &colleagues).winner, Some(id(A)));
}

#[test]
fn by_hand_nobody_is_chosen_but_everybody_is_told_of() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 5, 5)];
    colleagues[0].turn = Some(3);
    let choice = chosen(Strategy::Manual, &colleagues);
    assert_eq!((choice.winner, choice.turns.len()), (None, 0));
    assert_eq!(verdict(&choice, A), &Verdict::Eligible {});
    assert_eq!(verdict(&choice, B), &Verdict::Full { load: 5, capacity: 5 });
}

#[test]
fn a_sticky_team_gives_it_back_to_who_had_it() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 4, 5)];
    let plain = ticket();
    let demand = Demand { previous: Some(id(B)), ..Demand::of(&plain) };
    for strategy in [Strategy::Manual, Strategy::RoundRobin, Strategy::LeastLoaded, Strategy::MostSpare] {
        let sticky = Team { sticky: true, ..team(strategy) };
        let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
        assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(B)), "sticky"));
        assert_eq!(verdict(&choice, A), &Verdict::Behind { score: "did not have it before".to_owned() });
        assert_eq!(choice.turns.last(), Some(&Turn { person: id(B), before: None, after: 3 }));
    }
    // Not sticky: who had it before has no say.
    let choice = choose(&team(Strategy::LeastLoaded), &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "least_loaded"));
    // Who had it before cannot take it: the strategy is asked.
    colleagues[1].load = 5;
    let sticky = Team { sticky: true, ..team(Strategy::RoundRobin) };
    let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "round_robin"));
}

#[test]
fn a_sticky_team_gives_a_ticket_that_nobody_had_to_who_knows_the_requester() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 4, 5), colleague(C, 4, 5)];
    let plain = ticket();
    let demand = Demand { known: Some(id(B)), ..Demand::of(&plain) };
    let sticky = Team { sticky: true, ..team(Strategy::LeastLoaded) };
    let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(B)), "sticky"));
    assert_eq!(verdict(&choice, B), &Verdict::Won { score: "had the requester's latest ticket".to_owned() });
    // Who had this very ticket comes first, and stands in the way of the other even when they cannot take it.
    let both = Demand { previous: Some(id(C)), ..demand.clone() };
    assert_eq!(choose(&sticky, &members(&colleagues), &both, |_| true).winner, Some(id(C)));
    colleagues[2].is(Availability::Away);
    let choice = choose(&sticky, &members(&colleagues), &both, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "least_loaded"));
    // Not sticky: who knows the requester has no say.
    let choice = choose(&team(Strategy::LeastLoaded), &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "least_loaded"));
    // Who knows the requester cannot take it: the strategy is asked.
    colleagues[1].load = 5;
    let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "least_loaded"));
}

#[test]
fn everybody_passed_over_has_a_reason() {
    let german = SkillSpec { name: name("invoices"), level: 3, optional: false };
    let knows = |level| move |agent: &mut Agent| agent.skills = vec![Skill { name: name("invoices"), level }];
    let mut colleagues = [
        colleague(1, 0, 5).with(knows(3)).with(|agent| agent.languages = vec!["de".to_owned()]),
        colleague(2, 0, 5).with(|agent| agent.availability = Availability::Busy),
        colleague(3, 0, 5).with(|agent| agent.active = false),
        colleague(4, 5, 5),
        colleague(5, 0, 0),
        colleague(6, 0, 5),
        colleague(7, 0, 5).with(knows(2)),
        colleague(8, 0, 5).with(knows(9)).with(|agent| agent.languages = vec!["lv".to_owned()]),
        colleague(9, 0, 5).with(knows(9)),
        colleague(10, 0, 5).with(knows(9)),
        colleague(11, 0, 5),
    ];
    colleagues[10].person.agent = None;
    let plain = ticket();
    let demand = Demand {
        skills: vec![german].into(),
        language: Some("de-AT"),
        excluded: vec![id(10)],
        ..Demand::of(&plain)
    };
    let may_see = |person: &Person| person.id != id(9);
    let choice = choose(&team(Strategy::RoundRobin), &members(&colleagues), &demand, may_see);

    let lacks_skill = Verdict::LacksSkill { skill: name("invoices"), needed: 3 };
    let expected = [
        Verdict::Won { score: "turn 1".to_owned() },
        Verdict::Unavailable {},
        Verdict::Unavailable {},
        Verdict::Full { load: 5, capacity: 5 },
        Verdict::Full { load: 0, capacity: 0 },
        lacks_skill.clone(),
        lacks_skill,
        Verdict::LacksLanguage { language: "de-AT".to_owned() },
        Verdict::MayNotSee {},
        Verdict::Excluded {},
        Verdict::Unavailable {},
    ];
    let verdicts: Vec<_> = choice.candidates.into_iter().map(|candidate| candidate.verdict).collect();
    assert_eq!(verdicts, expected);
}

#[test]
fn a_ticket_that_is_no_work_fits_beside_a_full_load_but_not_an_overfull_one() {
    let mut waiting = ticket();
    waiting.category = Category::Pending;
    let demand = Demand::of(&waiting);
    let winner = |load, capacity| {
        let colleagues = [colleague(A, load, capacity)];
        choose(&team(Strategy::RoundRobin), &members(&colleagues), &demand, |_| true).winner
    };
    assert_eq!(winner(5, 5), Some(id(A)));
    assert_eq!(winner(6, 5), None);
    assert_eq!(winner(0, 0), None);
}

#[test]
fn an_empty_team_leaves_the_ticket_queued() {
    let choice = chosen(Strategy::RoundRobin, &[]);
    assert_eq!((choice.winner, choice.candidates, choice.turns), (None, vec![], vec![]));
}

#[test]
fn a_ticket_given_by_hand_is_a_turn_too() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 0, 5)];
    let turns = turn_taken(&members(&colleagues), id(A));
    remember(&mut colleagues, &turns);
    assert_eq!(rotate(&mut colleagues), Some(B));
    assert_eq!(turn_taken(&members(&colleagues), id(C)), []);
}

#[test]
fn only_new_and_open_tickets_with_an_owner_are_work() {
    for category in Category::ALL {
        let mut ticket = ticket();
        ticket.category = category;
        assert_eq!(weight(&ticket), 0, "{category} without an owner");
        ticket.owner = Some(id(A));
        let counts = matches!(category, Category::New | Category::Open);
        assert_eq!(weight(&ticket), i64::from(counts), "{category}");
    }
}

#[test]
fn loads_move_with_owner_and_status() {
    let at = |owner: Option<u8>, category| {
        let mut ticket = ticket();
        ticket.owner = owner.map(id);
        ticket.category = category;
        ticket
    };
    let cases = [
        (at(None, Category::New), at(Some(A), Category::New), vec![(id(A), 1)]),
        (at(Some(A), Category::Open), at(Some(A), Category::Open), vec![]),
        (at(Some(A), Category::Open), at(Some(A), Category::Solved), vec![(id(A), -1)]),
        (at(Some(A), Category::Solved), at(Some(A), Category::Open), vec![(id(A), 1)]),
        (at(Some(B), Category::Open), at(Some(A), Category::Open), vec![(id(A), 1), (id(B), -1)]),
        (at(Some(B), Category::Pending), at(Some(A), Category::Open), vec![(id(A), 1)]),
        (at(Some(B), Category::Open), at(None, Category::Closed), vec![(id(B), -1)]),
    ];
    for (before, after, expected) in cases {
        assert_eq!(load_changes(Some(&before), &after), expected);
    }
    assert_eq!(load_changes(None, &at(Some(A), Category::New)), [(id(A), 1)]);
}
