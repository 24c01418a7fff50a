//! The desk that a host has before it configures anything.

use super::document::Document;
use crate::error::Result;

impl Document {
    /// The default desk as text, in UTC.
    pub const DEFAULT: &str = include_str!("default_desk.json");

    /// The default desk, with its calendar in this time zone (an IANA name; `UTC` when nobody knows better).
    ///
    /// - Priorities low, normal, high and urgent, which follow from three impacts and three urgencies.
    /// - One team, to which every ticket goes; people take tickets themselves.
    /// - Open from Monday to Friday, 09:00 to 17:00. A first reply within 8, 8, 4 or 1 of those hours by priority, a
    ///   resolution within 40, 24, 8 or 4, and a warning at three quarters of each.
    /// - The statuses new, open, answered, postponed, resolved and closed, with every move allowed except out of closed
    ///   by hand. A customer's message within 14 days opens a closed ticket again: that move is made by the engine,
    ///   and its transition asks for a permission that the engine alone has
    ///   ([`Permission::SYSTEM_ONLY`](crate::access::Permission::SYSTEM_ONLY)). A resolved ticket closes after 4 days.
    ///   A ticket begins in new; staff may also open one that is open, or already resolved, as after a call.
    /// - The roles `admin`, who see and do everything, and `agent`, who work on the tickets of their teams.
    ///
    /// Whether there is such a time zone is asked by [`Config::compile`](super::Config::compile), which knows the zone
    /// rules.
    pub fn default_desk(time_zone: &str) -> Result<Self> {
        let mut document = Self::parse(Self::DEFAULT)?;
        for calendar in document.calendars.values_mut() {
            time_zone.clone_into(&mut calendar.time_zone);
        }
        Ok(document)
    }
}
