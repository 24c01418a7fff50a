//! The configuration: one document, checked as a whole.
//!
//! A [`Document`] holds everything that a desk can customize. It is written as JSON, and [`json_schema`] describes that
//! JSON for editors. [`Config::compile`] checks it and makes it ready to decide by; whatever is wrong is found then, all
//! of it at once, and nothing that is wrong is ever in force.
//!
//! The default desk with one thing changed:
//!
//! ```
//! use ticketkit::calendar::ZoneRules;
//! use ticketkit::config::{Config, Document};
//!
//! let mut document = Document::default_desk("Europe/Riga")?;
//! document.number_prefix = "HD-".to_owned();
//! let config = Config::compile(document, 1, &ZoneRules::bundled())?;
//!
//! assert_eq!(config.priority_from("high", "medium").unwrap(), "high");
//! assert_eq!(config.workflow_for(None, None).initial().label("de"), "Neu");
//! assert!(config.warnings().is_empty());
//! # Ok::<(), ticketkit::Error>(())
//! ```
//!
//! A document with mistakes lists them, each with its place, and what was probably meant:
//!
//! ```
//! use ticketkit::calendar::ZoneRules;
//! use ticketkit::config::{Config, Document};
//!
//! let mut document = Document::default_desk("Europe/Rigga")?;
//! document.default_priority = "normall".parse().unwrap();
//! document.routes[0].team = Some("helpdesk".parse().unwrap());
//! let error = Config::compile(document, 1, &ZoneRules::bundled()).unwrap_err();
//!
//! let said: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
//! assert_eq!(said, [
//!     "there is no priority `normall` (at /default_priority; did you mean `normal`?)",
//!     "there is no team `helpdesk` (at /routes/0/team; use `support`)",
//!     "there is no time zone `Europe/Rigga` (at /calendars/office/time_zone; did you mean `Europe/Riga`?)",
//! ]);
//! # Ok::<(), ticketkit::Error>(())
//! ```

mod actions;
mod attachments;
mod check;
mod compile;
mod compiled;
mod default;
mod document;
mod flows;
mod found;
mod names;
mod read;
mod roles;
mod schema;
mod seen;
mod spoken;
mod teams;
mod unused;
mod webhooks;

pub use attachments::{AllowedFiles, AttachmentRules};
pub use compiled::Config;
pub use document::{Document, LabelSpec, MatrixCell, Strangers, TypeSpec};
pub use schema::json_schema;
pub use seen::SeenFields;
pub use webhooks::WebhookSpec;
