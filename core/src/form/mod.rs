//! The desk's own fields, what they may hold, and the forms in which people fill them in.
//!
//! A [`Form`] is a list of fields with rules that show, hide, require and restrict them. [`Form::evaluate`] says what
//! the rules make of the fields for one ticket, [`Change::problems`] whether a change of the ticket keeps to it.

mod compile;
mod depends;
mod doubts;
mod field;
mod forms;
mod judge;
mod order;
mod set;
mod sheet;
mod spec;

pub use doubts::doubts;
pub use field::{Field, FieldOption};
pub use forms::Forms;
pub use judge::Change;
pub use set::FieldSet;
pub use sheet::{FieldState, Form, FormState};
pub use spec::{FieldSpec, FieldType, FormActionSpec, FormAudience, FormRuleSpec, FormSpec, OptionSpec};
