//! Text search: words that stand together, at once, and for the right eyes.

use super::records::{changed, message, minute, name, note, put_changed, put_message, put_new, ticket};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, all_tickets, holds, same};
use crate::condition::{Condition, Op};
use crate::query::{Audience, SearchText, Sort, SortKey, TicketQuery};

/// A search by these words, for these eyes.
fn search(text: &str, audience: Audience) -> TicketQuery {
    TicketQuery { text: SearchText::of(text), audience, ..all_tickets() }
}

/// Fails unless staff find exactly these tickets, before and after all work that was put off is done.
fn found_by_staff(trial: &Trial, cases: &[(&str, &[u64])]) -> Verdict {
    let check = || -> Verdict {
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|n| format!("T-{n}")).collect();
            same(&format!("`{text}`"), trial.numbers(&search(text, Audience::Staff))?, expected)?;
        }
        Ok(())
    };
    check()?;
    maintained(trial)?;
    check()
}

/// Does all the work that was put off.
fn maintained(trial: &Trial) -> Result<(), Mismatch> {
    for _ in 0..10_000 {
        if !trial.storage.maintain()? {
            return Ok(());
        }
    }
    holds("maintenance comes to an end", false)
}

/// All words must stand in the subject, or all in one message; in any order, whole, whatever their capitals. Words that
/// are spread over a subject and messages are not found together.
pub fn words_stand_together(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let titled = |n, subject: &str| {
        let mut ticket = ticket(n);
        subject.clone_into(&mut ticket.subject);
        put_new(ticket)
    };
    trial.put([
        titled(1, "Printer on fire"),
        titled(2, "Nothing prints"),
        titled(3, "Fire drill"),
        put_message(message(1, 2, 1, "The PRINTER in hall 7 is offline.")),
        put_message(message(2, 2, 2, "Now it is on fire!")),
        put_message(message(3, 3, 1, "fire-printer: fire, fire")),
    ])?;
    found_by_staff(
        &trial,
        &[
            ("printer", &[3, 2, 1]),
            ("fire", &[3, 2, 1]),
            ("FIRE Printer", &[3, 1]),
            ("hall printer", &[2]),
            ("hall fire", &[]),
            ("7", &[2]),
            ("print", &[]),
            ("prints", &[2]),
            ("drill printer", &[]),
            ("printer printer", &[3, 2, 1]),
        ],
    )
}

/// Words are runs of letters and digits of any script, folded character by character.
pub fn words_of_any_script_are_found(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let texts = [
        "Größe der Tür",
        "ΑΘΗΝΑ ΟΔΟΣ",
        "Привет, мир",
        "打印机 坏了",
        "naïve café — déjà vu",
        "a🔥b 100% C++",
        "_under_score_ it's O'Neil",
        "'); DROP TABLE tickets; -- \" OR 1=1 * NEAR(x)",
    ];
    trial.put(
        (1..).zip(texts).flat_map(|(n, text)| [put_new(ticket(n)), put_message(message(n, n, 1, text))]),
    )?;
    found_by_staff(
        &trial,
        &[
            ("GRÖSSE", &[]),
            ("GRÖßE tür", &[1]),
            ("grosse", &[]),
            ("αθηνα οδος", &[2]),
            ("МИР", &[3]),
            ("打印机", &[4]),
            ("打印", &[]),
            ("CAFÉ", &[5]),
            ("cafe", &[]),
            ("a b", &[6]),
            ("100 c", &[6]),
            ("under s", &[7]),
            ("o neil", &[7]),
            ("drop \"tables\"", &[]),
            ("DROP \"tickets\" NEAR x or 1", &[8]),
        ],
    )
}

/// Customers find words of subjects and public messages, staff also those of notes.
pub fn customers_do_not_find_notes(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([
        put_new(ticket(1)),
        put_new(ticket(2)),
        put_message(message(1, 1, 1, "The invoice is wrong")),
        put_message(note(2, 1, 2, "A difficult customer; the invoice was ours")),
        put_message(note(3, 2, 1, "invoice")),
    ])?;
    for _ in 0..2 {
        for (text, for_staff, for_customers) in [
            ("invoice", &[2, 1][..], &[1][..]),
            ("difficult", &[1], &[]),
            ("invoice ours", &[1], &[]),
            ("wrong difficult", &[], &[]),
            ("request", &[2, 1], &[2, 1]),
        ] {
            for (audience, expected) in [(Audience::Staff, for_staff), (Audience::Customers, for_customers)] {
                let expected: Vec<_> = expected.iter().map(|n| format!("T-{n}")).collect();
                same(
                    &format!("`{text}` for {audience:?}"),
                    trial.numbers(&search(text, audience))?,
                    expected,
                )?;
            }
        }
        maintained(&trial)?;
    }
    Ok(())
}

/// A message is found as soon as it is committed, and a subject that was changed by its new words only.
pub fn a_message_is_found_at_once(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put([put_new(ticket(1))])?;
    for n in 1..=20 {
        trial.put([put_message(message(n, 1, n, &format!("word{n} everywhere")))])?;
        let text = format!("everywhere word{n}");
        same(&text, trial.numbers(&search(&text, Audience::Customers))?, vec!["T-1".to_owned()])?;
        if n.is_multiple_of(7) {
            maintained(&trial)?;
        }
    }
    let renamed = changed(&ticket(1), |ticket| "Something else".clone_into(&mut ticket.subject));
    trial.put([put_changed(&ticket(1), renamed)])?;
    found_by_staff(&trial, &[("something", &[1]), ("request", &[]), ("word20", &[1])])
}

/// A search answers the newest tickets first, whatever order is asked for, each once, in pages that go on exactly, and
/// within what the rest of the question allows.
pub fn a_search_answers_newest_first(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    for n in 1..=9 {
        let mut dated = ticket(n);
        (dated.created_at, dated.updated_at) = (minute(if n % 3 == 1 { 3 } else { 5 }), minute(10 - n));
        dated.team = Some(name(if n > 6 { "billing" } else { "support" }));
        let word = if n == 5 { "nothing" } else { "everything" };
        let words = [put_message(message(2 * n, n, 1, word)), put_message(message(2 * n + 1, n, 2, word))];
        trial.put([put_new(dated)].into_iter().chain(words))?;
    }
    let newest = ["T-9", "T-8", "T-6", "T-3", "T-2", "T-7", "T-4", "T-1"].map(str::to_owned);
    for by in [SortKey::CreatedAt, SortKey::UpdatedAt] {
        for limit in [1, 3, 8, 100] {
            let question = TicketQuery {
                sort: Sort { by, descending: false },
                limit,
                ..search("everything", Audience::Staff)
            };
            same(&format!("by {by:?} in pages of {limit}"), trial.numbers(&question)?, newest.to_vec())?;
        }
    }
    let billing = super::finding::compiled(&Condition::test("team", Op::Eq, ["billing"]), &())?;
    let question =
        TicketQuery { condition: Some(billing), limit: 2, ..search("everything", Audience::Staff) };
    same("of one team", trial.numbers(&question)?, ["T-9", "T-8", "T-7"].map(str::to_owned).to_vec())
}
