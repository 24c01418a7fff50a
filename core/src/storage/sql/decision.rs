//! Records of routings in columns. There is one for most tickets, with a word about everybody in the team, so the words
//! stand short.

use super::cell::{Cell, Row, Stored};
use crate::id::{Name, PersonId, TicketId};
use crate::model::{AssignmentDecision, Candidate, Verdict};
use crate::time::Timestamp;

/// The columns, in the order of [`decision_cells`].
pub(crate) const DECISION_COLUMNS: &str = "id, at, team, strategy, candidates, winner";

/// What stands in the columns of a record of a routing.
pub(crate) fn decision_cells(decision: &AssignmentDecision) -> [Cell<'_>; 6] {
    [
        decision.id.to_cell(),
        decision.at.to_cell(),
        decision.team.to_cell(),
        decision.strategy.to_cell(),
        candidates_cell(&decision.candidates),
        decision.winner.to_cell(),
    ]
}

/// The record of a routing of a ticket that stands in these columns.
pub(crate) fn decision_of<R: Row>(ticket: TicketId, row: &mut R) -> Result<AssignmentDecision, R::Fault> {
    Ok(AssignmentDecision {
        id: row.take()?,
        ticket,
        at: row.take()?,
        team: row.take()?,
        strategy: row.take()?,
        candidates: row.take::<Candidates>()?.0,
        winner: row.take()?,
    })
}

/// Everybody who was looked at, one after the other: the 16 bytes of the person, the number of the verdict, and what the
/// verdict names. Numbers stand in groups of seven bits, the lowest first; a text after its length.
struct Candidates(Vec<Candidate>);

fn candidates_cell<'a>(candidates: &[Candidate]) -> Cell<'a> {
    let mut bytes = Vec::with_capacity(32 * candidates.len());
    for Candidate { person, verdict } in candidates {
        bytes.extend_from_slice(person.as_bytes());
        match verdict {
            Verdict::Won { score } => push_text(&mut bytes, 0, score),
            Verdict::Behind { score } => push_text(&mut bytes, 1, score),
            Verdict::Eligible {} => bytes.push(2),
            Verdict::Unavailable {} => bytes.push(3),
            Verdict::Full { load, capacity } => {
                bytes.push(4);
                push_number(&mut bytes, load.cast_unsigned());
                push_number(&mut bytes, u64::from(*capacity));
            }
            Verdict::LacksSkill { skill, needed } => {
                push_text(&mut bytes, 5, skill);
                bytes.push(*needed);
            }
            Verdict::LacksLanguage { language } => push_text(&mut bytes, 6, language),
            Verdict::MayNotSee {} => bytes.push(7),
            Verdict::Excluded {} => bytes.push(8),
            Verdict::OffShift { until } => push_instant(&mut bytes, 9, *until),
            Verdict::Absent { until } => push_instant(&mut bytes, 10, *until),
        }
    }
    Cell::Blob(bytes.into())
}

fn push_text(bytes: &mut Vec<u8>, verdict: u8, text: &str) {
    bytes.push(verdict);
    push_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// An instant that may be missing: 0, or 1 more than its milliseconds since the first one that there is.
fn push_instant(bytes: &mut Vec<u8>, verdict: u8, at: Option<Timestamp>) {
    bytes.push(verdict);
    let since_the_first = |at: Timestamp| at.millis().saturating_sub(Timestamp::MIN.millis()).cast_unsigned();
    push_number(bytes, at.map_or(0, |at| since_the_first(at) + 1));
}

fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while let low @ 0x80.. = number {
        bytes.push(low.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

impl Stored for Candidates {
    fn to_cell(&self) -> Cell<'_> {
        candidates_cell(&self.0)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        let mut reading = Reading(cell.as_bytes()?);
        let mut candidates = Vec::new();
        while !reading.0.is_empty() {
            let person = PersonId::from_bytes(*reading.take(16)?.first_chunk()?);
            candidates.push(Candidate { person, verdict: reading.verdict()? });
        }
        Some(Self(candidates))
    }
}

/// The bytes that are still to be read.
struct Reading<'b>(&'b [u8]);

impl<'b> Reading<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// What may be missing, in an outer sense: nothing where the bytes are damaged.
    #[allow(clippy::option_option, reason = "no instant is not a damaged one")]
    fn instant(&mut self) -> Option<Option<Timestamp>> {
        let Some(since) = self.number()?.checked_sub(1) else { return Some(None) };
        let millis = i64::try_from(since).ok()?.checked_add(Timestamp::MIN.millis())?;
        Timestamp::from_millis(millis).map(Some)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn verdict(&mut self) -> Option<Verdict> {
        Some(match self.byte()? {
            0 => Verdict::Won { score: self.text()?.to_owned() },
            1 => Verdict::Behind { score: self.text()?.to_owned() },
            2 => Verdict::Eligible {},
            3 => Verdict::Unavailable {},
            4 => Verdict::Full {
                load: self.number()?.cast_signed(),
                capacity: u32::try_from(self.number()?).ok()?,
            },
            5 => Verdict::LacksSkill { skill: self.text()?.parse::<Name>().ok()?, needed: self.byte()? },
            6 => Verdict::LacksLanguage { language: self.text()?.to_owned() },
            7 => Verdict::MayNotSee {},
            8 => Verdict::Excluded {},
            9 => Verdict::OffShift { until: self.instant()? },
            10 => Verdict::Absent { until: self.instant()? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_reads_back_and_a_damaged_list_does_not() {
        let verdicts = [
            Verdict::Won { score: "turn 7".to_owned() },
            Verdict::Behind { score: "x".repeat(300) },
            Verdict::Eligible {},
            Verdict::Unavailable {},
            Verdict::Full { load: -3, capacity: u32::MAX },
            Verdict::LacksSkill { skill: Name::known("networks"), needed: 9 },
            Verdict::LacksLanguage { language: "pt-BR".to_owned() },
            Verdict::MayNotSee {},
            Verdict::Excluded {},
            Verdict::OffShift { until: None },
            Verdict::OffShift { until: Some(Timestamp::MAX) },
            Verdict::Absent { until: Some(Timestamp::MIN) },
        ];
        let candidates: Vec<Candidate> = (1..)
            .zip(verdicts)
            .map(|(n, verdict)| Candidate { person: PersonId::from_bytes([n; 16]), verdict })
            .collect();
        let cell = candidates_cell(&candidates);
        assert_eq!(Candidates::from_cell(&cell).map(|read| read.0), Some(candidates));
        let bytes = cell.as_bytes().unwrap();
        assert!(Candidates::from_cell(&Cell::bytes(&bytes[..bytes.len() - 1])).is_none());
        assert!(Candidates::from_cell(&Cell::bytes(&[[1; 16].as_slice(), &[11]].concat())).is_none());
    }
}
