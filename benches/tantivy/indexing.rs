//! What it costs to index annotated articles, beside plain tantivy that is fed the same.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use onrecord::engine::embedded::{self, EmbeddedEngine};
use onrecord::engine::{Record, State, Writer};
use onrecord::{Article, annotate, passages};

use crate::annotated::records;
use crate::figures::{core_time, megabytes, memory, number};
use crate::same::{Bare, Same};

/// Threads that hand over records, and threads that write; the same for all.
const THREADS: usize = 2;

/// How often everything is indexed, unless `ROUNDS` says otherwise; the quickest round counts.
const ROUNDS: usize = 3;

/// Something that records are fed to.
pub(crate) trait Sink: Sync {
    fn take(&self, record: Record);
    fn finish(self);
}

struct Ours(embedded::EmbeddedWriter);

impl Sink for Ours {
    fn take(&self, record: Record) {
        self.0.insert(record).expect("a record");
    }

    fn finish(self) {
        self.0.finish(&State::default()).expect("a commit");
    }
}

/// Wall and core time, and bytes written.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cores: Duration,
    bytes: u64,
}

/// Feeds the records of `engine` to ours, to tantivy with the same fields and to tantivy with the
/// text alone.
pub(crate) fn compare(engine: &EmbeddedEngine, folder: &Path, source: Option<&Path>) {
    let records = records(engine);
    let text: u64 = records.iter().map(|record| record.article.body.len() as u64).sum();
    let rounds = number("ROUNDS").unwrap_or(ROUNDS);
    let mut best = [None; 4];
    for _ in 0..rounds {
        let costs = [
            cost(folder, &records, |path| {
                Ours(embedded::write(&path.join("made.onrecord"), THREADS).expect("a writer"))
            }),
            cost(folder, &records, |path| Same::create(path, THREADS)),
            cost(folder, &records, |path| Bare::create(path, THREADS, "en_stem")),
            cost(folder, &records, |path| Bare::create(path, THREADS, "default")),
        ];
        for (best, cost) in best.iter_mut().zip(costs) {
            *best = best.filter(|best: &Cost| best.wall <= cost.wall).or(Some(cost));
        }
    }
    let [ours, same, stemmed, bare] = best.map(|best| best.expect("a round"));
    println!("\nindexing annotated articles, {THREADS} threads, best of {rounds}");
    println!("{:<26} {:>8} {:>8} {:>8} {:>10}", "", "wall s", "cores s", "MB", "÷ text");
    for (name, cost) in [
        ("ours", ours),
        ("tantivy, same fields", same),
        ("tantivy, text, en_stem", stemmed),
        ("tantivy, text, default", bare),
    ] {
        println!(
            "{name:<26} {:>8.2} {:>8.2} {:>8.1} {:>10.2}",
            cost.wall.as_secs_f64(),
            cost.cores.as_secs_f64(),
            megabytes(cost.bytes),
            megabytes(cost.bytes) / megabytes(text),
        );
    }
    for (name, other) in
        [("same fields", same), ("text, en_stem", stemmed), ("text, default", bare)]
    {
        println!(
            "ours ÷ {name:<19} {:>8.2} {:>8.2} {:>8.2}",
            ours.wall.as_secs_f64() / other.wall.as_secs_f64(),
            ours.cores.as_secs_f64() / other.cores.as_secs_f64(),
            megabytes(ours.bytes) / megabytes(other.bytes),
        );
    }
    if let Some(source) = source {
        whole(folder, source, annotation(&records), same.cores);
    }
}

/// Compares the whole run of the program with the sum of its two parts spread over two cores.
fn whole(folder: &Path, source: &Path, annotation: Duration, same: Duration) {
    let index = folder.join("whole.onrecord");
    let started = Instant::now();
    let mut run = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", "--index"])
        .arg(&index)
        .arg(source)
        .spawn()
        .expect("the program runs");
    let (mut peak, mut own, mut cores) = (0, 0, Duration::ZERO);
    while run.try_wait().expect("the program ends").is_none() {
        let (all, anonymous) = memory(run.id());
        (peak, own) = (peak.max(all), own.max(anonymous));
        cores = cores.max(core_time(&run.id().to_string()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let wall = started.elapsed();
    let half = (annotation + same) / 2;
    println!("\nthe whole run of `index` on {}", source.display());
    println!("annotation alone           {:>8.2} core s", annotation.as_secs_f64());
    println!("tantivy, same fields       {:>8.2} core s", same.as_secs_f64());
    println!("half of both               {:>8.2} s", half.as_secs_f64());
    println!(
        "the run                    {:>8.2} s wall, {:.2} core s",
        wall.as_secs_f64(),
        cores.as_secs_f64()
    );
    println!("÷ half of both             {:>8.2}", wall.as_secs_f64() / half.as_secs_f64());
    println!("half of its own core time  {:>8.2}", (cores / 2).as_secs_f64() / half.as_secs_f64());
    println!(
        "peak memory                {:>8.0} MB, {:.0} MB without mapped files",
        megabytes(peak),
        megabytes(own)
    );
    std::fs::remove_dir_all(&index).expect("the index goes");
}

/// Core time of annotating everything.
fn annotation(records: &[Record]) -> Duration {
    let started = core_time("self");
    let english = |article: &&Article| matches!(article.language.as_deref(), None | Some("en"));
    for article in records.iter().map(|record| &record.article).filter(english) {
        std::hint::black_box(annotate(article, &passages(article)));
    }
    core_time("self").saturating_sub(started)
}

fn cost<S: Sink>(folder: &Path, records: &[Record], create: impl FnOnce(&Path) -> S) -> Cost {
    let path = folder.join("fed");
    std::fs::create_dir_all(&path).expect("a folder");
    let own = records.to_vec();
    let cores = core_time("self");
    let started = Instant::now();
    let sink = create(&path);
    let queue = Mutex::new(own.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("the queue").next();
                    let Some(record) = next else { break };
                    sink.take(record);
                }
            });
        }
    });
    sink.finish();
    let (wall, cores) = (started.elapsed(), core_time("self").saturating_sub(cores));
    let bytes = size(&path);
    std::fs::remove_dir_all(&path).expect("the index goes");
    Cost { wall, cores, bytes }
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    files
        .map(|file| {
            let meta = file.metadata().expect("a file");
            if meta.is_dir() { size(&file.path()) } else { meta.len() }
        })
        .sum()
}
