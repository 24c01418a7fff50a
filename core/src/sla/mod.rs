//! Service levels: what is promised, and how the promise stands.

mod spec;

pub use spec::{Audience, MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, Within};
