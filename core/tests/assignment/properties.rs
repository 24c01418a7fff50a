//! What holds for every team and every ticket.

use std::collections::BTreeMap;

use super::{Colleague, colleague, id, members, name, remember, team};
use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::assignment::{Choice, Demand, SkillSpec, Strategy as Way, Team, choose};
use ticketkit::id::PersonId;
use ticketkit::model::{Availability, Skill, Verdict};

/// What a random ticket asks for.
#[derive(Clone, Debug)]
struct Ask {
    skills: Vec<SkillSpec>,
    language: Option<String>,
    weight: i64,
    previous: Option<PersonId>,
    known: Option<PersonId>,
    excluded: Vec<PersonId>,
    /// Who may not see it.
    blind: Vec<PersonId>,
}

impl Ask {
    fn demand(&self) -> Demand<'_> {
        Demand {
            skills: self.skills.as_slice().into(),
            optional: false,
            strategy: None,
            language: self.language.as_deref(),
            weight: self.weight,
            previous: self.previous,
            known: self.known,
            excluded: self.excluded.clone(),
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
    let familiar = (prop::option::of(person()), prop::option::of(person()));
    (needs, language, 0..3_i64, familiar, people(), people()).prop_map(
        |(skills, language, weight, (previous, known), excluded, blind)| Ask {
            skills: skills
                .into_iter()
                .map(|(name, level)| SkillSpec { name, level, optional: false })
                .collect(),
            language,
            weight,
            previous,
            known,
            excluded,
            blind,
        },
    )
}

fn some_strategy() -> impl Strategy<Value = Team> {
    let strategy = prop::sample::select(vec![Way::Manual, Way::RoundRobin, Way::LeastLoaded, Way::MostSpare]);
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
        // Only when nobody had the ticket, the requester's agent is asked for.
        let familiar = ask.previous.or(ask.known);
        let comes_back = team.sticky && familiar.is_some_and(|familiar| able.contains(&familiar));
        match choice.winner {
            Some(winner) => prop_assert!(able.contains(&winner)),
            None => prop_assert!(able.is_empty() || team.strategy == Way::Manual && !comes_back),
        }
        if comes_back {
            prop_assert_eq!(choice.winner, familiar);
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
        // Every capacity up to 5 divides 60.
        let ratio = |c: &Colleague| c.load * (60 / i64::from(c.person.agent.as_ref().unwrap().capacity));
        for other in colleagues.iter().filter(|c| ask.can_be_taken_by(c)) {
            prop_assert!(ratio(winner) <= ratio(other), "{:?} before {:?}", winner, other);
        }
    }

    #[test]
    fn a_rotation_is_fair(mut colleagues in some_team(), tickets in 1..40_usize) {
        let plain = Ask {
            skills: vec![], language: None, weight: 1, previous: None, known: None, excluded: vec![],
            blind: vec![],
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

    #[test]
    fn the_choice_is_that_of_a_slow_and_plain_reference(case in crate::cases::cases()) {
        crate::agreement::check(&case);
    }
}
