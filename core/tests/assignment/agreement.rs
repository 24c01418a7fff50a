//! The choice of the engine against the slow reference.

use std::collections::BTreeMap;

use ticketkit::model::Verdict;

use crate::cases::Case;
use crate::reference::expected;

/// Both choose the same person, for the same reasons, in whatever order the people are listed.
pub(crate) fn check(case: &Case) {
    let choice = case.chosen_among(&case.people);
    assert_eq!(case.chosen_among(&case.shuffled), choice, "another order of the members");
    let expected = expected(case);
    assert_eq!((choice.winner, choice.strategy.as_str()), (expected.winner, expected.way.as_str()));

    assert_eq!(choice.candidates.len(), expected.obstacles.len(), "a word about each");
    for (candidate, (person, obstacle)) in choice.candidates.iter().zip(expected.obstacles) {
        assert_eq!(candidate.person, person);
        let won = expected.winner == Some(person);
        match (&candidate.verdict, obstacle) {
            (told, Some(reason)) => {
                assert_eq!(*told, reason);
                assert!(!won, "{person} cannot take it");
            }
            (Verdict::Won { .. }, None) => assert!(won, "{person}"),
            (Verdict::Behind { .. }, None) => assert!(!won && expected.winner.is_some(), "{person}"),
            (Verdict::Eligible {}, None) => assert!(expected.winner.is_none(), "{person}"),
            (told, None) => panic!("{person} can take it, and it is told that {told:?}"),
        }
    }
    remembers(case, &choice);
}

/// Who won stands behind all others of the team from now on, newcomers have a place, and nobody else moves.
fn remembers(case: &Case, choice: &ticketkit::assignment::Choice) {
    let stored: BTreeMap<_, _> = case.people.iter().map(|it| (it.person.id, it.turn)).collect();
    let mut later = stored.clone();
    for turn in &choice.turns {
        assert_eq!(later.insert(turn.person, Some(turn.after)), Some(turn.before), "who is no member");
    }
    let Some(winner) = choice.winner else {
        assert_eq!(later, stored, "nobody had a turn");
        return;
    };
    for (person, turn) in &later {
        assert!(turn.is_some(), "{person} has no place");
        assert!(*person == winner || turn < later.get(&winner).unwrap(), "{person} stands behind the winner");
        let before = stored.get(person).copied().flatten();
        assert!(*person == winner || before.is_none() || before == *turn, "{person} moved");
    }
}
