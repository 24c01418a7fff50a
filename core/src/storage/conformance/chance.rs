//! Chance that repeats itself: the same seed gives the same program on every machine.

/// `SplitMix64`: small, fast, and good enough to choose test cases by.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of this seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A place in a list of this length; 0 when it has none.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// Yes, in one of so many cases.
    pub fn one_in(&mut self, cases: u64) -> bool {
        self.below(cases) == 0
    }

    /// One of these.
    pub fn pick<T: Clone, const N: usize>(&mut self, from: &[T; N]) -> T {
        const { assert!(N > 0, "there must be something to pick from") };
        let at = self.place(N);
        #[allow(clippy::indexing_slicing, reason = "the place is in the list")]
        from[at].clone()
    }

    /// This one, or nothing.
    pub fn maybe<T>(&mut self, some: T) -> Option<T> {
        if self.one_in(2) { Some(some) } else { None }
    }
}
