//! What happened in all worlds together.

/// How often what happened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) commands: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) failed: u64,
    pub(crate) beaten: u64,
    pub(crate) between: u64,
    pub(crate) lost: u64,
    pub(crate) crashes: u64,
    pub(crate) fired: u64,
    pub(crate) duties: u64,
}

impl Tally {
    /// Adds that of another seed.
    pub(crate) fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.failed += other.failed;
        self.beaten += other.beaten;
        self.between += other.between;
        self.lost += other.lost;
        self.crashes += other.crashes;
        self.fired += other.fired;
        self.duties += other.duties;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { commands, accepted, refused, failed, beaten, between, lost, crashes, fired, duties } =
            self;
        write!(
            f,
            "{commands} commands: {accepted} accepted, {refused} refused, {failed} failed by the storage, {beaten} beaten of \
             {between} with somebody in between, {lost} answers lost; {crashes} engines died, {fired} timers fired, {duties} duties given out"
        )
    }
}
