use super::*;

#[test]
fn spans_read_and_write_iso_8601() {
    for (text, millis) in [
        ("PT0S", 0),
        ("PT8H", 28_800_000),
        ("P1D", 86_400_000),
        ("P4DT1H", 349_200_000),
        ("PT1M30.250S", 90_250),
        ("-PT5M", -300_000),
    ] {
        assert_eq!(text.parse(), Ok(Span(millis)), "{text}");
        assert_eq!(Span(millis).to_string(), text);
    }
    assert_eq!("P2W".parse(), Ok(Span::from_days(14)));
    for text in
        ["", "P", "PT", "8H", "P1M", "P1Y", "PT1.5H", "PT1M1H", "PT-1H", "PT1S1S", "PT9999999999999999H"]
    {
        assert!(text.parse::<Span>().is_err(), "{text}");
    }
}

#[test]
fn instants_are_cut_to_milliseconds_at_the_door() {
    let read: Timestamp = "2026-06-01T09:00:00.123999Z".parse().unwrap();
    assert_eq!(read.to_string(), "2026-06-01T09:00:00.123Z");
    assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999Z");
    assert_eq!(Timestamp::MAX.after(Span::from_days(1)), Timestamp::MAX);
}
