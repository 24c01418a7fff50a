//! A routing as a picture (SVG): how many tickets everybody got, for each way of giving them out.

use std::fmt::Write as _;

use super::route::{Column, length};

const WIDTH: u64 = 960;
const LEFT: u64 = 190;
const RIGHT: u64 = 20;
const TOP: u64 = 60;
const ROW: u64 = 130;
const BARS: u64 = 90;

const COLOURS: [&str; 4] = ["#6b7280", "#2563eb", "#059669", "#d97706"];

/// Draws the columns of the table, one below the other: a bar for each person, the one with the most tickets first.
pub(super) fn draw(columns: &[Column]) -> String {
    let tickets = |column: &Column| -> Vec<u64> {
        let mut numbers: Vec<u64> = column.sums.agents.iter().map(|agent| agent.tickets).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers
    };
    let most = columns.iter().flat_map(tickets).max().unwrap_or(0).max(1);
    let rows = u64::try_from(columns.len()).unwrap_or(0);
    let height = TOP + rows * ROW + 20;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>Who got how many incidents</title>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    words(
        &mut text,
        16,
        28,
        "font-size=\"16\" font-weight=\"600\"",
        "Who got how many incidents, by strategy",
    );
    words(
        &mut text,
        16,
        46,
        "fill=\"#6b7280\"",
        &format!("a bar is a person; the tallest is {most} incidents"),
    );
    for ((row, column), colour) in (0..).zip(columns).zip(COLOURS.iter().cycle()) {
        let top = TOP + row * ROW;
        let (sums, waited) = (&column.sums, &column.sums.waited);
        words(&mut text, 16, top + 20, "font-weight=\"600\"", column.name);
        for (line, said) in (0..).zip([
            format!("waited, median {}", length(waited.median_ms)),
            format!("nine tenths {}", length(waited.p90_ms)),
            format!("{} handoffs", sums.handoffs),
            format!("{} never given", sums.never_given),
        ]) {
            words(&mut text, 16, top + 38 + line * 15, "fill=\"#374151\"", &said);
        }
        let numbers = tickets(column);
        let people = u64::try_from(numbers.len()).unwrap_or(1).max(1);
        for (n, number) in (0..).zip(numbers) {
            // In tenths of a pixel.
            let (x, next) =
                ((WIDTH - LEFT - RIGHT) * 10 * n / people, (WIDTH - LEFT - RIGHT) * 10 * (n + 1) / people);
            let tall = BARS * 10 * number / most;
            let _ = writeln!(
                text,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"><title>{number}</title></rect>",
                tenths(LEFT * 10 + x),
                tenths((top + 10 + BARS) * 10 - tall),
                tenths((next - x).saturating_sub(8).max(2)),
                tenths(tall)
            );
        }
        let line = top + 10 + BARS;
        let _ = writeln!(
            text,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{line}\" y2=\"{line}\" stroke=\"#111827\" stroke-width=\"1\"/>",
            WIDTH - RIGHT
        );
    }
    text.push_str("</svg>\n");
    text
}

fn words(text: &mut String, x: u64, y: u64, look: &str, words: &str) {
    let _ = writeln!(text, "<text x=\"{x}\" y=\"{y}\" {look}>{}</text>", escaped(words));
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
