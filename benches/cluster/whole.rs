//! The program that indexes a folder: time and memory.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::figures::{core_time, megabytes, memory};
use crate::place::Cluster;

/// Indexes a folder under a name.
pub(crate) fn run(cluster: &Cluster, name: &str, source: &Path) {
    cluster.remove(name);
    let started = Instant::now();
    let mut run = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", "--index", &cluster.address(name).to_string()])
        .arg(source)
        .spawn()
        .expect("the program runs");
    let (mut peak, mut own, mut cores) = (0, 0, Duration::ZERO);
    let ended = loop {
        let (all, anonymous) = memory(run.id());
        (peak, own) = (peak.max(all), own.max(anonymous));
        cores = cores.max(core_time(&run.id().to_string()));
        if let Some(ended) = run.try_wait().expect("the program ends") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(ended.success());
    println!("the whole run of `index` on {}", source.display());
    println!("    {:>8.2} s wall", started.elapsed().as_secs_f64());
    println!("    {:>8.2} core s of the client", cores.as_secs_f64());
    println!(
        "    {:>8.0} MB of memory at most, {:.0} MB without mapped files\n",
        megabytes(peak),
        megabytes(own)
    );
}
