//! Service levels: what is promised, and how the promise stands.

mod bound;
mod check;
mod count;
mod explain;
mod fire;
mod metrics;
mod observe;
mod policy;
mod scene;
mod spec;
mod terms;

pub use count::used;
pub use explain::{Explanation, Shown, Stretch, Sum, What, explain};
pub use fire::{fire, wake_at};
pub use metrics::SOLVED_WITHOUT_REPLY;
pub use observe::{POLICY_CHANGE, observe};
pub use policy::{Choice, PassedOver, Policy, choose};
pub use spec::{Audience, MomentSpec, PolicySpec, StepSpec, TargetSpec, Unit, Within};
pub use terms::{Moment, News, Terms};
