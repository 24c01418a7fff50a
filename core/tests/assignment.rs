//! Who gets a ticket: the examples of the domain, and what holds for every team.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::assignment::{
    Choice, Demand, SkillSpec, Strategy as Way, Team, TeamMember, Turn, choose, load_changes, turn_taken,
    weight,
};
use ticketkit::id::{PersonId, TicketId};
use ticketkit::model::{Agent, Availability, Category, Person, Skill, Ticket, Verdict};
use ticketkit::time::Timestamp;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn id(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}

/// A member of a team with what is stored about them.
#[derive(Clone, Debug)]
struct Colleague {
    person: Person,
    load: i64,
    turn: Option<u64>,
}

/// The n-th colleague, who has this much work of that much.
fn colleague(n: u8, load: i64, capacity: u32) -> Colleague {
    let mut person = Person::new(id(n), format!("Colleague {n}"), Timestamp::default());
    let mut profile = Agent::new(name("agent"));
    profile.capacity = capacity;
    person.agent = Some(profile);
    Colleague { person, load, turn: None }
}

impl Colleague {
    fn with(mut self, change: impl FnOnce(&mut Agent)) -> Self {
        change(self.person.agent.as_mut().unwrap());
        self
    }

    fn is(&mut self, availability: Availability) {
        self.person.agent.as_mut().unwrap().availability = availability;
    }
}

fn members(colleagues: &[Colleague]) -> Vec<TeamMember<'_>> {
    colleagues.iter().map(|c| TeamMember { person: &c.person, load: c.load, turn: c.turn }).collect()
}

fn team(strategy: Way) -> Team {
    Team { name: name("support"), strategy, calendar: None, sticky: false }
}

fn ticket() -> Ticket {
    Ticket::blank(TicketId::from_bytes([200; 16]))
}

fn chosen(strategy: Way, colleagues: &[Colleague]) -> Choice {
    choose(&team(strategy), &members(colleagues), &Demand::of(&ticket()), |_| true)
}

/// Chooses and remembers the turns, as a desk does.
fn rotate(colleagues: &mut [Colleague]) -> Option<u8> {
    let choice = chosen(Way::RoundRobin, colleagues);
    remember(colleagues, &choice.turns);
    choice.winner.map(|winner| winner.as_bytes()[0])
}

fn remember(colleagues: &mut [Colleague], turns: &[Turn]) {
    for turn in turns {
        let colleague = colleagues.iter_mut().find(|c| c.person.id == turn.person).unwrap();
        assert_eq!(colleague.turn, turn.before);
        colleague.turn = Some(turn.after);
    }
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
    assert_eq!(chosen(Way::LeastLoaded, &colleagues).winner, Some(id(B)));

    colleagues[1].is(Availability::Away);
    let choice = chosen(Way::LeastLoaded, &colleagues);
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
    assert_eq!(chosen(Way::LeastLoaded, &colleagues).winner, Some(id(A)));
    for (colleague, turn) in colleagues.iter_mut().zip([8, 5, 5]) {
        colleague.turn = Some(turn);
    }
    assert_eq!(chosen(Way::LeastLoaded, &colleagues).winner, Some(id(B)));
}

#[test]
fn ratios_are_compared_exactly() {
    let huge = i64::from(u32::MAX) - 2;
    let mut colleagues = [colleague(A, huge, u32::MAX - 1), colleague(B, huge + 1, u32::MAX)];
    // (m-2)/(m-1) is smaller than (m-1)/m by less than a double can tell.
    assert_eq!(chosen(Way::LeastLoaded, &colleagues).winner, Some(id(A)));
    colleagues.swap(0, 1);
    colleagues[1].turn = Some(9);
    assert_eq!(chosen(Way::LeastLoaded, &colleagues).winner, Some(id(A)));
}

#[test]
fn by_hand_nobody_is_chosen_but_everybody_is_told_of() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 5, 5)];
    colleagues[0].turn = Some(3);
    let choice = chosen(Way::Manual, &colleagues);
    assert_eq!((choice.winner, choice.turns.len()), (None, 0));
    assert_eq!(verdict(&choice, A), &Verdict::Eligible {});
    assert_eq!(verdict(&choice, B), &Verdict::Full { load: 5, capacity: 5 });
}

#[test]
fn a_sticky_team_gives_it_back_to_who_had_it() {
    let mut colleagues = [colleague(A, 0, 5), colleague(B, 4, 5)];
    let plain = ticket();
    let demand = Demand { previous: Some(id(B)), ..Demand::of(&plain) };
    for strategy in [Way::Manual, Way::RoundRobin, Way::LeastLoaded] {
        let sticky = Team { sticky: true, ..team(strategy) };
        let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
        assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(B)), "sticky"));
        assert_eq!(verdict(&choice, A), &Verdict::Behind { score: "did not have it before".to_owned() });
        assert_eq!(choice.turns.last(), Some(&Turn { person: id(B), before: None, after: 3 }));
    }
    // Not sticky: who had it before has no say.
    let choice = choose(&team(Way::LeastLoaded), &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "least_loaded"));
    // Who had it before cannot take it: the strategy is asked.
    colleagues[1].load = 5;
    let sticky = Team { sticky: true, ..team(Way::RoundRobin) };
    let choice = choose(&sticky, &members(&colleagues), &demand, |_| true);
    assert_eq!((choice.winner, choice.strategy.as_str()), (Some(id(A)), "round_robin"));
}

#[test]
fn everybody_passed_over_has_a_reason() {
    let german = SkillSpec { name: name("invoices"), level: 3 };
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
    let demand =
        Demand { skills: &[german], language: Some("de-AT"), excluded: &[id(10)], ..Demand::of(&plain) };
    let may_see = |person: &Person| person.id != id(9);
    let choice = choose(&team(Way::RoundRobin), &members(&colleagues), &demand, may_see);

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
        choose(&team(Way::RoundRobin), &members(&colleagues), &demand, |_| true).winner
    };
    assert_eq!(winner(5, 5), Some(id(A)));
    assert_eq!(winner(6, 5), None);
    assert_eq!(winner(0, 0), None);
}

#[test]
fn an_empty_team_leaves_the_ticket_queued() {
    let choice = chosen(Way::RoundRobin, &[]);
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

/// What a random ticket asks for.
#[derive(Clone, Debug)]
struct Ask {
    skills: Vec<SkillSpec>,
    language: Option<String>,
    weight: i64,
    previous: Option<PersonId>,
    excluded: Vec<PersonId>,
    /// Who may not see it.
    blind: Vec<PersonId>,
}

impl Ask {
    fn demand(&self) -> Demand<'_> {
        Demand {
            skills: &self.skills,
            language: self.language.as_deref(),
            weight: self.weight,
            previous: self.previous,
            excluded: &self.excluded,
        }
    }

    /// The hard filters once more, as plainly as they can be said.
    fn can_be_taken_by(&self, colleague: &Colleague) -> bool {
        let person = &colleague.person;
        let agent = person.agent.as_ref().unwrap();
        agent.active
            && agent.availability == Availability::Available
            && agent.capacity > 0
            && colleague.load + self.weight <= i64::from(agent.capacity)
            && self.skills.iter().all(|need| agent.level(&need.name) >= Some(need.level))
            && self
                .language
                .as_ref()
                .is_none_or(|tag| agent.languages.is_empty() || agent.languages.contains(tag))
            && !self.blind.contains(&person.id)
            && !self.excluded.contains(&person.id)
    }
}

fn some_skills() -> impl Strategy<Value = Vec<(Name, u8)>> {
    prop::collection::btree_map(prop::sample::select(vec!["sql", "tax"]), 1..4_u8, 0..3)
        .prop_map(|skills| skills.into_iter().map(|(skill, level)| (name(skill), level)).collect())
}

fn some_colleague(n: u8) -> impl Strategy<Value = Colleague> {
    let availability = prop_oneof![
        4 => Just(Availability::Available),
        1 => Just(Availability::Busy),
        1 => Just(Availability::Away),
    ];
    let languages = prop::sample::subsequence(vec!["de".to_owned(), "lv".to_owned()], 0..=2);
    let stored = (0..5_i64, prop::option::of(0..6_u64));
    (0..6_u32, availability, prop::bool::weighted(0.9), some_skills(), languages, stored).prop_map(
        move |(capacity, availability, active, skills, languages, (load, turn))| {
            let mut colleague = colleague(n, load, capacity).with(|agent| {
                agent.availability = availability;
                agent.active = active;
                agent.skills = skills.into_iter().map(|(name, level)| Skill { name, level }).collect();
                agent.languages = languages;
            });
            colleague.turn = turn;
            colleague
        },
    )
}

fn some_team() -> impl Strategy<Value = Vec<Colleague>> {
    (0..8_u8).prop_flat_map(|size| (0..size).map(some_colleague).collect::<Vec<_>>())
}

fn some_ask() -> impl Strategy<Value = Ask> {
    let person = || (0..8_u8).prop_map(id);
    let language =
        prop::option::weighted(0.3, prop::sample::select(vec!["de", "lv"]).prop_map(str::to_owned));
    let needs = prop_oneof![2 => Just(Vec::new()), 1 => some_skills()];
    let people = || prop::collection::vec(person(), 0..2);
    (needs, language, 0..3_i64, prop::option::of(person()), people(), people()).prop_map(
        |(skills, language, weight, previous, excluded, blind)| Ask {
            skills: skills.into_iter().map(|(name, level)| SkillSpec { name, level }).collect(),
            language,
            weight,
            previous,
            excluded,
            blind,
        },
    )
}

fn some_strategy() -> impl Strategy<Value = Team> {
    let strategy = prop::sample::select(vec![Way::Manual, Way::RoundRobin, Way::LeastLoaded]);
    (strategy, any::<bool>()).prop_map(|(strategy, sticky)| Team { sticky, ..team(strategy) })
}

fn choose_for(team: &Team, colleagues: &[Colleague], ask: &Ask) -> Choice {
    choose(team, &members(colleagues), &ask.demand(), |person| !ask.blind.contains(&person.id))
}

proptest! {
    #[test]
    fn nobody_passed_over_ever_wins_and_somebody_able_always_does(
        team in some_strategy(), colleagues in some_team(), ask in some_ask(),
    ) {
        let choice = choose_for(&team, &colleagues, &ask);
        let able: Vec<_> = colleagues.iter().filter(|c| ask.can_be_taken_by(c)).map(|c| c.person.id).collect();
        let comes_back = team.sticky && ask.previous.is_some_and(|previous| able.contains(&previous));
        match choice.winner {
            Some(winner) => prop_assert!(able.contains(&winner)),
            None => prop_assert!(able.is_empty() || team.strategy == Way::Manual && !comes_back),
        }
        if comes_back {
            prop_assert_eq!(choice.winner, ask.previous);
        }
        // One word for each, by id, and it fits what became of them.
        let ids: Vec<_> = colleagues.iter().map(|c| c.person.id).collect();
        prop_assert_eq!(choice.candidates.iter().map(|c| c.person).collect::<Vec<_>>(), ids);
        for candidate in &choice.candidates {
            let won = matches!(candidate.verdict, Verdict::Won { .. });
            let stood = won || matches!(candidate.verdict, Verdict::Behind { .. } | Verdict::Eligible {});
            prop_assert_eq!(won, choice.winner == Some(candidate.person));
            prop_assert_eq!(stood, able.contains(&candidate.person), "{:?}", candidate);
        }
    }

    #[test]
    fn the_order_in_which_members_are_listed_means_nothing(
        team in some_strategy(),
        ask in some_ask(),
        (listed, shuffled) in some_team().prop_flat_map(|listed| {
            let shuffled = Just(listed.clone()).prop_shuffle();
            (Just(listed), shuffled)
        }),
    ) {
        prop_assert_eq!(choose_for(&team, &listed, &ask), choose_for(&team, &shuffled, &ask));
    }

    #[test]
    fn the_least_loaded_is_nobodys_second(colleagues in some_team(), ask in some_ask()) {
        let choice = choose_for(&team(Way::LeastLoaded), &colleagues, &ask);
        let Some(winner) = colleagues.iter().find(|c| choice.winner == Some(c.person.id)) else { return Ok(()) };
        // Every capacity up to 5 divides 60, so that these are whole numbers.
        let ratio = |c: &Colleague| c.load as f64 * 60.0 / f64::from(c.person.agent.as_ref().unwrap().capacity);
        for other in colleagues.iter().filter(|c| ask.can_be_taken_by(c)) {
            let order = ratio(winner).partial_cmp(&ratio(other)).unwrap();
            prop_assert_ne!(order, Ordering::Greater);
        }
    }

    #[test]
    fn a_rotation_is_fair(mut colleagues in some_team(), tickets in 1..40_usize) {
        let plain = Ask {
            skills: vec![], language: None, weight: 1, previous: None, excluded: vec![], blind: vec![],
        };
        let mut turns: BTreeMap<PersonId, usize> = colleagues
            .iter()
            .filter(|c| plain.can_be_taken_by(c))
            .map(|c| (c.person.id, 0))
            .collect();
        for _ in 0..tickets {
            let choice = choose_for(&team(Way::RoundRobin), &colleagues, &plain);
            let Some(winner) = choice.winner else { break };
            remember(&mut colleagues, &choice.turns);
            *turns.get_mut(&winner).unwrap() += 1;
        }
        let (most, least) = (turns.values().max(), turns.values().min());
        prop_assert!(most.unwrap_or(&0) - least.unwrap_or(&0) <= 1, "{turns:?}");
    }
}
