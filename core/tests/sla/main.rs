//! Service levels, seen from outside: the worked examples of the domain, and random histories against a reference that
//! counts minute by minute.

mod change;
mod examples;
mod explain;
mod reference;
mod steps;
mod story;
