//! What failed, made small.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a proof says when it fails; nothing when it holds. Nothing is printed.
pub fn failure(proof: impl FnOnce()) -> Option<String> {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let ended = catch_unwind(AssertUnwindSafe(proof));
    std::panic::set_hook(loud);
    ended.err().map(|said| words(&*said))
}

fn words(said: &(dyn Any + Send)) -> String {
    let text = said.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| said.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// Steps of these with which the proof fails still, and without any of which it does not.
pub fn fewest(steps: &[u64], proof: impl Fn(&[u64])) -> Vec<u64> {
    let mut steps = steps.to_vec();
    let mut length = steps.len();
    while length > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + length).min(steps.len()));
            if failure(|| proof(&fewer)).is_some() { steps = fewer } else { at += length }
        }
        length /= 2;
    }
    steps
}
