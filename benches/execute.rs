//! One command after the other, on memory and on SQLite, with a thousand tickets already there.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs, reason = "criterion writes functions")]

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use ticketkit::storage::{MemoryStorage, SqliteStorage, Storage};
use ticketkit_benches::desk::Busy;

const TICKETS: usize = 1_000;

fn execute(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let sqlite = SqliteStorage::open(folder.path().join("desk.db")).expect("a file can be opened");
    let storages: [(&str, Arc<dyn Storage>); 2] =
        [("memory", Arc::new(MemoryStorage::new())), ("sqlite", Arc::new(sqlite))];
    for (name, storage) in storages {
        let mut busy = Busy::on(storage);
        busy.fill(TICKETS, 500);
        let mut group = criterion.benchmark_group(name);
        group.bench_function("create", |bencher| bencher.iter(|| busy.create()));
        group.bench_function("reply", |bencher| bencher.iter(|| busy.reply()));
        group.bench_function("transition", |bencher| bencher.iter(|| busy.transition()));
        group.bench_function("assign", |bencher| bencher.iter(|| busy.assign()));
        group.bench_function("page of 50", |bencher| bencher.iter(|| busy.page()));
        group.finish();
    }
}

criterion_group!(benches, execute);
criterion_main!(benches);
