//! Why a deadline is where it is, as data and as text.

use ticketkit::sla::{Explanation, What, explain};

use crate::story::*;

fn account(story: &Story, key: &str, now: &str) -> Explanation {
    let clock = story.clock(key);
    explain(clock, &story.with_terms(|terms| terms.calendar_of(clock)).unwrap(), at(now))
}

#[test]
fn domain_3_3_the_second_row_is_explained_to_a_person() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    story.moved("Mon 16:00", "pending");
    story.moved("Tue 11:00", "open");
    assert_eq!(
        account(&story, "everybody/resolution/1", "Tue 12:30").to_text(),
        "\
resolution, cycle 1, by policy `everybody`: due Tue 2026-06-02 13:00, 30 min left
8 h promised in open time of the calendar `office`; local times of Europe/Riga

The sum
             8 h  promised
           - 6 h  counted Mon 2026-06-01 10:00 to 16:00; 2 h left
    - 1 h 30 min  counted Tue 2026-06-02 11:00 to 12:30; 30 min left
               =  deadline Tue 2026-06-02 13:00

The spans
             6 h  Mon 2026-06-01 10:00 to 16:00: counted
            19 h  Mon 2026-06-01 16:00 to Tue 2026-06-02 11:00: paused: status `pending`
      1 h 30 min  Tue 2026-06-02 11:00 to 12:30: counted
"
    );
}

#[test]
fn a_promise_that_was_just_made_is_explained_without_spans_of_no_length() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 10:00");
    assert_eq!(
        account(&story, "everybody/resolution/1", "Mon 10:00").to_text(),
        "\
resolution, cycle 1, by policy `everybody`: due Tue 2026-06-02 10:00, 8 h left
8 h promised in open time of the calendar `office`; local times of Europe/Riga

The sum
             8 h  promised
               =  deadline Tue 2026-06-02 10:00
"
    );
}

#[test]
fn closed_time_is_explained_by_the_calendar() {
    let mut policy = resolution(hours(8));
    let calendar = calendar(
        r#"{ "time_zone": "Europe/Riga",
             "weekly": { "mon": [["09:00", "12:00"], ["13:00", "17:00"]], "tue": [["09:00", "17:00"]],
                         "wed": [["09:00", "17:00"]] },
             "holidays": [{ "date": "2026-06-02", "name": "Founders' Day" }],
             "breaks": [{ "date": "2026-06-01", "from": "14:00", "to": "15:00", "name": "Fire drill" }] }"#,
    );
    policy.calendar = Some(name("short"));
    let mut story = Story::under([policy]);
    story.calendars.insert(name("short"), std::sync::Arc::new(calendar));
    story.created("Mon 10:00");
    story.moved("Wed 10:00", "solved");
    let account = account(&story, "everybody/resolution/1", "Fri 10:00");
    let spans: Vec<String> = account
        .spans
        .iter()
        .map(|span| {
            format!(
                "{}-{} {}",
                span.from.local.format("%a %H:%M"),
                span.to.local.format("%a %H:%M"),
                span.what
            )
        })
        .collect();
    assert_eq!(
        spans,
        [
            "Mon 10:00-Mon 12:00 counted",
            "Mon 12:00-Mon 13:00 closed: outside hours",
            "Mon 13:00-Mon 14:00 counted",
            "Mon 14:00-Mon 15:00 closed: break \"Fire drill\", 14:00-15:00",
            "Mon 15:00-Mon 17:00 counted",
            "Mon 17:00-Wed 09:00 closed: outside hours, holiday \"Founders' Day\"",
            "Wed 09:00-Wed 10:00 counted",
        ]
    );
    assert_eq!(account.used_ms, hours(6).millis());
    assert!(
        account
            .to_text()
            .starts_with("resolution, cycle 1, by policy `everybody`: met Wed 2026-06-03 10:00, 2 h left\n")
    );
}

#[test]
fn an_account_is_plain_data() {
    let mut story = Story::under([resolution(hours(8))]);
    story.created("Mon 16:30");
    story.moved("Mon 18:00", "pending");
    let account = account(&story, "everybody/resolution/1", "Mon 19:00");
    let json = serde_json::to_value(&account).unwrap();
    assert_eq!(json["metric"], "resolution");
    assert_eq!(json["used_ms"], 1_800_000);
    assert_eq!(json["due_at"], serde_json::Value::Null);
    assert_eq!(json["spans"][0]["what"], "counted");
    assert_eq!(json["spans"][1]["reasons"][0]["kind"], "outside_hours");
    assert_eq!(json["spans"][2]["cause"]["status"], "pending");
    assert_eq!(json["spans"][2]["from"]["local"], "2026-06-01T18:00:00");
    assert!(matches!(account.spans[2].what, What::Paused { .. }));
}
