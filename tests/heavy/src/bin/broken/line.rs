//! A line on which the connection breaks in the middle of a commit, and which may stay bad for a while.

use std::collections::VecDeque;
use std::io::Result;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ticketkit::storage::conformance::Chance;

use crate::wire::{Between, Wire, listen, server_of, with_port};

/// When a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The server never gets the request.
    Before,
    /// It has the request, and has not answered yet: whoever asks at once what became of it may be too early.
    Meanwhile,
    /// It does what it was asked for, and nobody hears of it.
    After,
}

impl Moment {
    pub(crate) fn of(chance: &mut Chance) -> Self {
        chance.pick(&[Self::Before, Self::Meanwhile, Self::After])
    }
}

/// What becomes of the connections that come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Each breaks at a request, counted from 0; those after them are well.
    Cut(VecDeque<(u64, Moment)>),
    /// None comes about.
    Dead,
}

/// Somebody else, who does something while the connection is broken and nobody has noticed.
pub(crate) type Rival = Box<dyn FnOnce() + Send>;

/// What is to happen, and what has happened.
#[derive(Default)]
struct Plan {
    /// When the connection breaks that asks for a commit next.
    cut: Option<Moment>,
    next: Option<Next>,
    rival: Option<Rival>,
    /// What became of the commit that was cut off, as far as it is known: whether the server carried it out.
    met: Option<bool>,
    /// Commits that the server carried out, whether anybody heard of them or not.
    commits: u64,
    /// Requests that the server has and nobody waits for any more.
    left: u64,
}

/// What has happened between a break and the end of the command that met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    /// Whether the commit that was cut off was carried out.
    pub(crate) happened: bool,
    /// How many were carried out for the command.
    pub(crate) commits: u64,
}

pub(crate) struct Line {
    server: SocketAddr,
    plan: Mutex<Plan>,
    quiet: Condvar,
}

/// A storage says this in every commit, which gives out numbers of the feed; nowhere else.
const NUMBERS: &[u8] = b"SET feed = feed +";
const END: &[u8] = b"COMMIT";

impl Line {
    /// A line to the server at this address, and the address of its other end.
    pub(crate) fn to(address: &str) -> (Arc<Self>, String) {
        let line =
            Arc::new(Self { server: server_of(address), plan: Mutex::default(), quiet: Condvar::new() });
        let address = with_port(address, listen(Arc::clone(&line)));
        (line, address)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Breaks at the next commit, and stays bad as is said.
    pub(crate) fn break_at_a_commit(&self, moment: Moment, next: Next, rival: Option<Rival>) {
        let mut plan = self.plan();
        *plan = Plan { cut: Some(moment), next: Some(next), rival, left: plan.left, ..Plan::default() };
    }

    /// Is well again. What was met, when there was a commit; the server has done by then whatever it got.
    pub(crate) fn mend(&self) -> Option<Met> {
        let plan = self.plan();
        let wait = self.quiet.wait_timeout_while(plan, Duration::from_mins(1), |plan| plan.left > 0);
        let (mut plan, waited) = wait.unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "the server does not answer");
        let plan = std::mem::take(&mut *plan);
        plan.met.map(|happened| Met { happened, commits: plan.commits })
    }

    /// What is to become of a new connection: it may not come about, or break at a request.
    fn begin(&self) -> std::result::Result<Option<(u64, Moment)>, ()> {
        let mut plan = self.plan();
        if plan.cut.is_some() {
            return Ok(None);
        }
        match &mut plan.next {
            Some(Next::Dead) => Err(()),
            Some(Next::Cut(cuts)) => Ok(cuts.pop_front()),
            None => Ok(None),
        }
    }

    /// Notes what the server has answered to a commit.
    fn note(&self, answer: &[u8], is_the_one: bool) {
        let done = !letters(answer).any(|letter| letter == b'E');
        let mut plan = self.plan();
        plan.commits += u64::from(done);
        if is_the_one {
            plan.met = Some(done);
        }
    }

    /// Lets the connection break at this request.
    fn break_off(
        &self,
        (client, server): (&Wire, &mut Wire),
        (request, is_commit, is_the_one): (&[u8], bool, bool),
        moment: Moment,
    ) -> Result<()> {
        self.plan().left += 1;
        let carried_out = (|| {
            if moment == Moment::Before {
                return Ok(());
            }
            server.send(request)?;
            if moment == Moment::Meanwhile {
                client.cut();
            }
            let answer = server.answer()?;
            if is_commit {
                self.note(&answer, is_the_one);
            }
            Ok(())
        })();
        if is_the_one && moment == Moment::Before {
            self.plan().met = Some(false);
        }
        // First the server, which may hold what the rival has to wait for.
        server.cut();
        let rival = if is_the_one { self.plan().rival.take() } else { None };
        if let Some(rival) = rival {
            rival();
        }
        client.cut();
        self.plan().left -= 1;
        self.quiet.notify_all();
        carried_out
    }
}

impl Between for Line {
    fn serve(&self, mut client: Wire) -> Result<()> {
        let Ok(mut cut) = self.begin() else {
            client.cut();
            return Ok(());
        };
        let mut server = Wire::to(self.server)?;
        server.send(&client.startup()?)?;
        client.send(&server.answer()?)?;
        // Whether a transaction is open, and has written something.
        let (mut open, mut written) = (false, false);
        loop {
            let request = client.request()?;
            written = has(&request, NUMBERS) || (open && written);
            let is_commit = written && (!open || has(&request, END));
            let the_one = if is_commit { self.plan().cut.take() } else { None };
            // A connection that was to break, and was not used until the line was well again, is well, too.
            cut = cut.filter(|_| self.plan().next.is_some());
            let of_this = cut.filter(|(left, _)| *left == 0).map(|(_, moment)| moment);
            cut = cut.map(|(left, moment)| (left.saturating_sub(1), moment));
            if let Some(moment) = the_one.or(of_this) {
                let what = (&request[..], is_commit, the_one.is_some());
                return self.break_off((&client, &mut server), what, moment);
            }
            server.send(&request)?;
            let answer = server.answer()?;
            if is_commit {
                self.note(&answer, false);
            }
            open = answer.last() != Some(&b'I');
            client.send(&answer)?;
        }
    }
}

fn has(request: &[u8], words: &[u8]) -> bool {
    request.windows(words.len()).any(|window| window == words)
}

/// The letters of the messages that stand one behind the other.
fn letters(mut messages: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (letter, rest) = messages.split_first()?;
        let (length, _) = rest.split_first_chunk::<4>()?;
        messages = rest.get(u32::from_be_bytes(*length) as usize..)?;
        Some(*letter)
    })
}
