//! Service levels: what is promised, and how the promise stands.

mod bound;
mod count;
mod fire;
mod observe;
mod policy;
mod scene;
mod spec;
mod terms;

pub use count::used;
pub use fire::{fire, wake_at};
pub use observe::{POLICY_CHANGE, SOLVED_WITHOUT_REPLY, observe};
pub use policy::{Choice, PassedOver, Policy, choose};
pub use spec::{Audience, MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, Within};
pub use terms::{Moment, News, Terms};
