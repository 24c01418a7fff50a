//! The account of a ticket's clocks as a picture: where its life went, and a line for each clock.

use std::fmt::Write as _;

use super::{Explanation, What};
use crate::calendar::Calendar;
use crate::model::ClockState;
use crate::sla::spent::{Spell, Whose, total};
use crate::time::Timestamp;

const WIDTH: i64 = 960;
const LEFT: i64 = 190;
const RIGHT: i64 = 20;
const TOP: i64 = 66;
const ROW: i64 = 46;
const BAR: i64 = 16;

/// The colours of what is shown; they can be told apart in grey, too.
const COUNTED: &str = "#2563eb";
const PAUSED: &str = "#fbbf24";
const CLOSED: &str = "#e5e7eb";
const DROPPED: &str = "#f3e8ff";
const LATE: &str = "#dc2626";

const fn color(whose: Whose) -> &'static str {
    match whose {
        Whose::Us => COUNTED,
        Whose::Closed => CLOSED,
        Whose::Customer => PAUSED,
        Whose::ThirdParty => "#a78bfa",
        Whose::Done => "#86efac",
    }
}

/// A picture (SVG) of a ticket's life and its clocks up to `until`: in the first row whose every second was, below it a
/// row for each account with what counted, what was paused, and what was closed, its deadline and the breach. `title`
/// stands above it; local times are those of the calendar. The same input always gives the same text.
pub fn timeline(
    title: &str,
    spells: &[Spell],
    accounts: &[Explanation],
    calendar: &Calendar,
    until: Timestamp,
) -> String {
    let starts = spells.iter().map(|spell| spell.from).chain(accounts.iter().map(|one| one.started_at.at));
    let from = starts.min().unwrap_or(until);
    let dues = accounts.iter().filter_map(|one| one.due_at).map(|due| due.at);
    let to = dues.chain(spells.last().map(|spell| spell.to)).fold(until, Timestamp::max);
    let rows = 1 + i64::try_from(accounts.len()).unwrap_or(0);
    let mut picture = Picture { text: String::new(), from, length: to.since(from).millis().max(1), calendar };
    let height = TOP + rows * ROW + 56;
    let _ = writeln!(
        picture.text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>{}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>",
        escaped(title)
    );
    picture.words(16, 26, "font-size=\"16\" font-weight=\"600\"", title);
    picture.axis(TOP + rows * ROW);
    picture.life(spells);
    for (n, account) in (1..).zip(accounts) {
        picture.account(TOP + n * ROW, account);
    }
    picture.mark(TOP - 8, TOP + rows * ROW - 12, until, "#111827", "stroke-dasharray=\"2 3\"");
    picture.legend(TOP + rows * ROW + 40);
    picture.text.push_str("</svg>\n");
    picture.text
}

struct Picture<'a> {
    text: String,
    from: Timestamp,
    /// In milliseconds; never nothing.
    length: i64,
    calendar: &'a Calendar,
}

impl Picture<'_> {
    /// Where an instant lies, in tenths of a pixel.
    fn x(&self, at: Timestamp) -> i64 {
        let room = i128::from((WIDTH - LEFT - RIGHT) * 10);
        let since = i128::from(at.since(self.from).millis().clamp(0, self.length));
        LEFT * 10 + i64::try_from(since * room / i128::from(self.length)).unwrap_or(0)
    }

    fn words(&mut self, x: i64, y: i64, look: &str, words: &str) {
        let _ = writeln!(self.text, "<text x=\"{x}\" y=\"{y}\" {look}>{}</text>", escaped(words));
    }

    fn bar(&mut self, y: i64, from: Timestamp, to: Timestamp, fill: &str, tip: &str) {
        let (x, end) = (self.x(from), self.x(to));
        let width = (end - x).max(4);
        let _ = writeln!(
            self.text,
            "<rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{BAR}\" fill=\"{fill}\"><title>{}</title></rect>",
            tenths(x),
            tenths(width),
            escaped(tip)
        );
    }

    fn mark(&mut self, top: i64, bottom: i64, at: Timestamp, stroke: &str, look: &str) {
        let x = tenths(self.x(at));
        let _ = writeln!(
            self.text,
            "<line x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{bottom}\" stroke=\"{stroke}\" stroke-width=\"1.5\" {look}/>"
        );
    }

    fn local(&self, at: Timestamp) -> String {
        self.calendar.local(at).format("%a %d %b %H:%M").to_string()
    }

    fn life(&mut self, spells: &[Spell]) {
        self.words(16, TOP + 12, "font-weight=\"600\"", "whose time it was");
        for spell in spells {
            let tip = format!(
                "{}, {}: {} to {}",
                spell.whose,
                spell.status,
                self.local(spell.from),
                self.local(spell.to)
            );
            self.bar(TOP, spell.from, spell.to, color(spell.whose), &tip);
        }
        let sums = Whose::ALL.into_iter().map(|whose| (whose, total(spells, whose)));
        let sums: Vec<String> = sums
            .filter(|(_, span)| !span.is_zero())
            .map(|(whose, span)| format!("{whose} {}", super::text::length(span)))
            .collect();
        self.words(LEFT, TOP + BAR + 13, "fill=\"#4b5563\" font-size=\"11\"", &sums.join(" · "));
    }

    fn account(&mut self, y: i64, account: &Explanation) {
        let name = format!("{} {}", account.key.metric, account.key.cycle);
        self.words(16, y + 8, "font-weight=\"600\"", &name);
        self.words(16, y + 22, "fill=\"#4b5563\" font-size=\"11\"", &account.key.policy);
        for span in &account.spans {
            let fill = match span.what {
                What::Counted {} => COUNTED,
                What::Paused { .. } => PAUSED,
                What::Dropped {} => DROPPED,
                What::Closed { .. } => CLOSED,
            };
            let tip = format!("{}: {} to {}", span.what, self.local(span.from.at), self.local(span.to.at));
            self.bar(y, span.from.at, span.to.at, fill, &tip);
        }
        if let Some(due) = account.due_at {
            let met = account.breached_at.is_none();
            let stroke = if met { "#15803d" } else { LATE };
            self.mark(y - 4, y + BAR + 4, due.at, stroke, "");
        }
        let fill = match (account.breached_at, account.state) {
            (Some(_), _) => LATE,
            (None, ClockState::Fulfilled) => "#15803d",
            (None, _) => "#4b5563",
        };
        let look = format!("fill=\"{fill}\" font-size=\"11\"");
        self.words(LEFT, y + BAR + 13, &look, &account.verdict());
    }

    /// A line with marks at both ends and between them, in local time.
    fn axis(&mut self, y: i64) {
        let _ = writeln!(
            self.text,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#9ca3af\"/>",
            WIDTH - RIGHT
        );
        for n in 0..5 {
            let at = self.from.after(crate::time::Span::from_millis(self.length / 4 * n));
            let x = self.x(at) / 10;
            let anchor = match n {
                0 => "start",
                4 => "end",
                _ => "middle",
            };
            let words = self.local(at);
            let look = format!("text-anchor=\"{anchor}\" fill=\"#4b5563\" font-size=\"11\"");
            self.words(x, y + 15, &look, &words);
            self.mark(y, y + 4, at, "#9ca3af", "");
        }
    }

    fn legend(&mut self, y: i64) {
        let entries = [
            (COUNTED, "counts / us"),
            (PAUSED, "paused / customer"),
            ("#a78bfa", "third party"),
            (CLOSED, "closed hours"),
            ("#86efac", "done"),
            (LATE, "broken"),
        ];
        for (n, (fill, words)) in (0..).zip(entries) {
            let x = LEFT + n * 128;
            let _ = writeln!(
                self.text,
                "<rect x=\"{x}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{fill}\"/>",
                y - 9
            );
            self.words(x + 15, y, "fill=\"#4b5563\" font-size=\"11\"", words);
        }
    }
}

fn tenths(tenths: i64) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// A text that means itself inside of an element or an attribute, without characters that XML does not know.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && c != '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
