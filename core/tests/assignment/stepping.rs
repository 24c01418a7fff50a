//! Routing as slowly and as plainly as it can be said: minute by minute, over everybody and everything that waits.

use ticketkit::assignment::Strategy;

/// Somebody, as the reference knows them.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    pub(crate) capacity: i64,
    pub(crate) skilled: bool,
    /// From which minute of the day on, and up to which, they are here; always when there is none.
    pub(crate) shift: Option<(usize, usize)>,
    pub(crate) share: i64,
}

/// A ticket: when it comes, how long it is work, and whether it takes a skill.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) comes: usize,
    pub(crate) work: usize,
    pub(crate) weight: i64,
    pub(crate) skill: bool,
}

struct World<'w> {
    workers: &'w [Worker],
    strategy: Strategy,
    /// Who is doing what, until when: in the order in which it is noted at one minute.
    doing: Vec<(usize, usize, i64)>,
    given: Vec<i64>,
    /// Who had a turn, the longest ago first.
    turns: Vec<usize>,
}

impl World<'_> {
    fn load(&self, who: usize) -> i64 {
        self.doing.iter().filter(|(_, worker, _)| *worker == who).map(|(.., weight)| weight).sum()
    }

    fn can(&self, who: usize, job: &Job, minute: usize) -> bool {
        let worker = &self.workers[who];
        worker.shift.is_none_or(|(from, to)| (from..to).contains(&(minute % 1_440)))
            && self.load(who) + job.weight <= worker.capacity
            && (worker.skilled || !job.skill)
    }

    /// Gives a job to the best of those who can take it.
    fn give(&mut self, job: &Job, minute: usize) -> Option<usize> {
        let able = self.turns.iter().copied().filter(|who| self.can(*who, job, minute));
        let mut best: Option<usize> = None;
        for who in able {
            let better = best.is_none_or(|best| {
                let (a, b) = (&self.workers[who], &self.workers[best]);
                let (x, y) = (self.load(who), self.load(best));
                match self.strategy {
                    Strategy::LeastLoaded => x * b.capacity < y * a.capacity,
                    Strategy::MostSpare => a.capacity - x > b.capacity - y,
                    Strategy::Weighted => self.given[who] * b.share < self.given[best] * a.share,
                    // The list is in the order of the turns.
                    _ => false,
                }
            });
            if better {
                best = Some(who);
            }
        }
        let who = best?;
        self.turns.retain(|known| *known != who);
        self.turns.push(who);
        self.given[who] += 1;
        self.doing.push((minute + job.work, who, job.weight));
        Some(who)
    }
}

/// Who gets each job, and in which minute, up to the end of the last one.
pub(crate) fn route(
    workers: &[Worker],
    strategy: Strategy,
    jobs: &[Job],
    minutes: usize,
) -> Vec<Option<(usize, usize)>> {
    let mut world = World {
        workers,
        strategy,
        doing: Vec::new(),
        given: vec![0; workers.len()],
        turns: (0..workers.len()).collect(),
    };
    let mut given = vec![None; jobs.len()];
    for minute in 0..=minutes {
        let serve = |world: &mut World<'_>, given: &mut Vec<Option<(usize, usize)>>| {
            for (n, job) in jobs.iter().enumerate() {
                if job.comes < minute && given[n].is_none() {
                    given[n] = world.give(job, minute).map(|who| (who, minute));
                }
            }
        };
        // Who has come, together; then who is done, one after the other.
        serve(&mut world, &mut given);
        let mut done: Vec<(usize, usize, i64)> =
            world.doing.iter().copied().filter(|(until, ..)| *until == minute).collect();
        done.sort_unstable();
        for one in done {
            let place = world.doing.iter().position(|doing| *doing == one).unwrap();
            world.doing.remove(place);
            serve(&mut world, &mut given);
        }
        for (n, job) in jobs.iter().enumerate() {
            if job.comes == minute {
                given[n] = world.give(job, minute).map(|who| (who, minute));
            }
        }
    }
    given
}
