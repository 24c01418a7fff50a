//! Service levels: what is promised, and how the promise stands.

mod policy;
mod spec;

pub use policy::Policy;
pub use spec::{Audience, MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, Within};
