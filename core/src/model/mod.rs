//! The nouns of a helpdesk. They hold what is true and answer small questions; rules live in the rooms above.

mod actor;
mod clock;
mod decision;
mod edits;
mod effect;
mod event;
mod field;
mod job;
mod label;
mod link;
mod message;
mod person;
mod public;
mod standing;
mod ticket;
mod timer;
mod value;

pub use actor::{Actor, By, PersonRef, TicketRef};
pub use clock::{Clock, ClockKey, ClockState, Metric, Pause, PauseCause, Step, StepState};
pub use decision::{AssignmentDecision, Candidate, Verdict};
pub use edits::Edits;
pub use effect::{Effect, EffectKind, EffectState, RequesterNotice};
pub(crate) use event::Cause;
pub use event::{Event, EventKind, FieldChange, fold};
pub use field::TicketField;
pub use job::{Job, JobKind, JobPlace, JobRefusal, JobState};
pub use label::label;
pub use link::{LinkKind, Relation};
pub use message::{Attachment, Author, Message, MessageKind, ThreadPlace};
pub use person::{Agent, Availability, Organization, Person, Skill};
pub use public::{PublicEvent, PublicLabels, PublicMessage, PublicTicket};
pub use standing::Standing;
pub use ticket::{Category, ExternalId, Ticket};
pub use timer::{Timer, TimerCause};
pub use value::{Decimal, Fields, NotADecimal, Value};
