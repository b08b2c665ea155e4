//! Where the time of an answer goes.

use std::time::{Duration, Instant};

/// Time spent per stage, in the order in which stages began first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    /// Runs `work` and adds its time to a stage.
    pub fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.add(stage, started.elapsed());
        done
    }

    /// Adds time to a stage.
    pub fn add(&mut self, stage: &'static str, time: Duration) {
        match self.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, sum)) => *sum += time,
            None => self.0.push((stage, time)),
        }
    }

    /// Stages with their times.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_one_stage_add_up_and_stages_keep_their_order() {
        let mut stages = Stages::default();
        stages.add("find", Duration::from_millis(2));
        stages.add("fetch", Duration::from_millis(1));
        stages.add("find", Duration::from_millis(3));
        assert_eq!(stages.time("sum", || 1 + 1), 2);
        let stages: Vec<_> = stages.iter().collect();
        assert_eq!(stages[0], ("find", Duration::from_millis(5)));
        assert_eq!(stages[1], ("fetch", Duration::from_millis(1)));
        assert_eq!(stages[2].0, "sum");
    }
}
