//! iCalendar (RFC 5545): what stands in a text, and items written as a calendar.
//!
//! [`read`] gives the components of a text with their properties, however lines are folded or ended; what they mean is
//! left to who asks, as [`CalendarSpec::import_holidays`](crate::calendar::CalendarSpec::import_holidays) does.
//! [`write()`] makes a calendar of deadlines and planned spans that any calendar program can open or subscribe to.
//!
//! ```
//! use ticketkit::ical::{self, Item, Moment, When};
//!
//! let due = "2026-06-02T07:00:00Z".parse()?;
//! let mut item = Item::new("4711-resolution@desk.example", due, When::Due { at: due, done: None });
//! item.summary = "HD-4711: printer, hall 7; on fire".to_owned();
//! let text = ical::write("Deadlines", &[item])?;
//! assert!(text.contains("\r\nDUE:20260602T070000Z\r\n"));
//! assert!(text.contains("\r\nSUMMARY:HD-4711: printer\\, hall 7\\; on fire\r\n"));
//!
//! let calendar = &ical::read(&text)?[0];
//! let task = &calendar.components[0];
//! assert_eq!((task.name.as_str(), task.text("SUMMARY")), ("VTODO", "HD-4711: printer, hall 7; on fire".to_owned()));
//! assert_eq!(task.property("DUE").and_then(|property| property.moment()), Some(Moment::Instant(due)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod component;
mod lines;
mod moment;
mod rule;
mod write;

pub use component::{Component, read};
pub(crate) use component::{of_line, parse};
pub use lines::Property;
pub use moment::Moment;
pub(crate) use moment::whole_days;
pub(crate) use rule::{NoRule, YearlyRule};
pub use write::{Item, When, write};
