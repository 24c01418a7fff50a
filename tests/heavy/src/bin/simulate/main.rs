//! A desk under everything that can go wrong, all of it by one number: `simulate SEED COUNT [OPTION...]`.
//!
//! Several engines at one storage, whose clocks differ, live one random history; calls fail before and after they were
//! carried out, others come in between what was loaded and what is committed, engines die, answers get lost and commands
//! are told again, workers lease duties and are gone. What must be true of it is in `checks.rs`.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a proof fails by a panic, and the figures go to the terminal"
)]

#[path = "../../../../../core/tests/histories/agreement.rs"]
mod agreement;
mod checks;
#[path = "../../../../../core/tests/histories/documents.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod documents;
#[path = "../../../../../core/tests/storages/failing.rs"]
#[allow(dead_code, reason = "other suites need all of it")]
mod failing;
#[path = "../../../../../core/tests/histories/house.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod house;
mod journal;
mod planted;
#[path = "../../../../../core/tests/histories/program.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod program;
mod seat;
mod setting;
#[path = "../../../../../core/tests/storages/mod.rs"]
mod storages;
mod tally;
mod witness;
mod world;

use std::process::ExitCode;

use ticketkit_heavy::{Kind, failure, fewest, option, seed_and_count};

use planted::BUGS;
use setting::Setting;
use tally::Tally;
use world::World;

/// Seeds that failed once: played first, for ever. A line is a seed, a storage, and why it is there.
const KEPT: &str = include_str!("../../../seeds/simulate.txt");
/// Of so many seeds one is lived twice, and must leave the same trace.
const TWICE: u64 = 50;

/// Lives a seed. What it comes to as a number, and how often what happened.
fn live(setting: Setting, steps: &[u64]) -> (String, Tally) {
    let mut world = World::begin(setting);
    for step in steps {
        world.step(*step);
    }
    world.settle();
    checks::check(&world);
    (world.digest(), world.tally)
}

/// Plays with each planted bug until it is caught, with so many seeds at the most.
fn plant(first: u64, count: u64, kind: Option<Kind>) -> ExitCode {
    let mut caught = 0;
    for (bug, side, words) in BUGS {
        let mut otherwise = None;
        let found = (first..first.saturating_add(count)).find(|seed| {
            let (mut setting, steps) = Setting::of(*seed, kind);
            setting.planted = Some((bug, side));
            let said = failure(|| drop(live(setting, &steps)));
            let meant = said.as_ref().is_some_and(|said| said.contains(words));
            otherwise = otherwise.take().or(said.filter(|_| !meant));
            meant
        });
        caught += u64::from(found.is_some());
        match found {
            Some(seed) => println!("{bug:?}: caught at seed {seed} by \"{words}\""),
            None => println!("{bug:?}: LIVES; it was to be caught by \"{words}\"; {otherwise:?}"),
        }
    }
    println!("{} planted, {caught} caught", BUGS.len());
    if caught == BUGS.len() as u64 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn main() -> ExitCode {
    let (first, count) = seed_and_count();
    let kind: Option<Kind> = option("--storage");
    if std::env::args().any(|argument| argument == "--planted") {
        return plant(first, count, kind);
    }
    let chosen: Option<String> = option("--steps");
    println!(
        "simulate: seed {first}, count {count}, storage {}",
        kind.map_or("by the seed".to_owned(), |kind| kind.to_string())
    );
    let kept = KEPT.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.parse().ok()?, Some(words.next()?.parse().ok()?)))
    });
    let kept: Vec<(u64, Option<Kind>)> = kept.collect();
    let (mut played, mut failed, mut twice, mut sum) = (0_u64, 0_u64, 0_u64, Tally::default());
    for (seed, kind) in
        kept.iter().copied().chain((first..first.saturating_add(count)).map(|seed| (seed, kind)))
    {
        let (mut setting, mut steps) = Setting::of(seed, kind);
        if let Some(chosen) = &chosen {
            steps = chosen.split(',').filter_map(|step| step.trim().parse().ok()).collect();
        }
        played += 1;
        setting.loud = std::env::args().any(|argument| argument == "--loud");
        let mut came = None;
        let mut said = failure(|| came = Some(live(setting, &steps)));
        if let Some((digest, tally)) = came {
            sum.add(tally);
            if played % TWICE == 1 {
                twice += 1;
                said = failure(|| assert_eq!(live(setting, &steps).0, digest, "the trace of the same seed"));
            }
            if count == 1 {
                println!("seed {seed}: trace {digest}");
            }
        }
        if let Some(said) = said {
            failed += 1;
            println!("seed {seed}: {said}\n  with {setting:?}");
            if failed <= 5 && !setting.loud {
                let steps = fewest(&steps, |steps| drop(live(setting, steps)));
                let steps: Vec<String> = steps.iter().map(u64::to_string).collect();
                println!(
                    "  as with simulate {seed} 1 --storage {} --steps {}",
                    setting.kind,
                    steps.join(",")
                );
            }
        }
    }
    println!("{sum}");
    println!("{} kept seeds, {twice} lived twice; {played} seeds, {failed} failed", kept.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
