//! A tick with a hundred timers due, among a thousand, ten thousand and a hundred thousand open tickets: it costs in
//! proportion to the hundred.
#![allow(clippy::expect_used, clippy::indexing_slicing, missing_docs, reason = "criterion writes functions")]

use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ticketkit::storage::{MemoryStorage, Share, SqliteStorage, Storage};
use ticketkit_benches::desk::Busy;
use ticketkit_benches::stopwatch::time;

fn tick(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the files");
    for tickets in [1_000, 10_000, 100_000] {
        let path = folder.path().join(format!("{tickets}.db"));
        let sqlite = SqliteStorage::open(path).expect("a file can be opened");
        let storages: [(&str, Arc<dyn Storage>); 2] =
            [("memory", Arc::new(MemoryStorage::new())), ("sqlite", Arc::new(sqlite))];
        for (name, storage) in storages {
            let mut busy = Busy::on(storage.clone());
            busy.open(tickets, 1_000);
            busy.index(&*storage);
            let mut group = criterion.benchmark_group(format!("{name}, 100 due"));
            group.sample_size(10).measurement_time(Duration::from_secs(2));
            group.bench_function(BenchmarkId::new("find", tickets), |bencher| {
                let until = busy.hundred_due(&*storage);
                bencher.iter(|| storage.due(until, 100, Share::default()));
            });
            group.bench_function(BenchmarkId::new("find and fire", tickets), |bencher| {
                bencher.iter_custom(|turns| {
                    let fire = |_| {
                        let until = busy.put_hundred_aside();
                        let (report, taken) = time(|| busy.engine.tick(until, 100));
                        assert_eq!(report.expect("the storage is well").fired, 100);
                        taken.cpu
                    };
                    (0..turns).map(fire).sum()
                });
            });
            group.finish();
        }
    }
}

criterion_group!(benches, tick);
criterion_main!(benches);
