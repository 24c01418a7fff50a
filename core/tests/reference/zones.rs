//! Zone data as a host hands it in, for tests that need rules of their own.

/// Data in the first version of `TZif` for a zone that is always so many minutes ahead of UTC: no changes, one type, one
/// abbreviation.
pub(crate) fn fixed_zone(minutes: i32) -> Vec<u8> {
    let mut data = b"TZif".to_vec();
    data.extend([0; 16]);
    for count in [0_u32, 0, 0, 0, 1, 4] {
        data.extend(count.to_be_bytes());
    }
    data.extend((minutes * 60).to_be_bytes());
    data.extend([0, 0]);
    data.extend(b"FIX\0");
    data
}
