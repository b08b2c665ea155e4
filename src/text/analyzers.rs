//! Analyzers that are used again: what they remember of the words they have seen, the next one who
//! reads need not find out.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Analyzer, Language};

/// Analyzers that wait to be used again, at most: as many as there may be threads that index. Each
/// may hold 16 MB.
const WAITING: usize = 64;

static WAIT: Mutex<Vec<Analyzers>> = Mutex::new(Vec::new());

/// An analyzer for each kind of language.
#[derive(Debug)]
pub(crate) struct Analyzers {
    english: Analyzer,
    other: Analyzer,
}

impl Analyzers {
    /// Some that are given back when they are dropped.
    pub(crate) fn lent() -> Lent {
        Lent(waiting().pop().unwrap_or_default())
    }

    /// Forgets those that wait, for who needs the memory for something else.
    pub(crate) fn forget() {
        waiting().clear();
    }

    pub(crate) fn of(&mut self, language: Language) -> &mut Analyzer {
        match language {
            Language::English => &mut self.english,
            Language::Other => &mut self.other,
        }
    }
}

impl Default for Analyzers {
    fn default() -> Self {
        Self { english: Analyzer::new(Language::English), other: Analyzer::new(Language::Other) }
    }
}

/// Analyzers for a while.
#[derive(Debug)]
pub(crate) struct Lent(Analyzers);

impl Deref for Lent {
    type Target = Analyzers;

    fn deref(&self) -> &Analyzers {
        &self.0
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Analyzers {
        &mut self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // What a panic left half done is not used again.
        if !std::thread::panicking() {
            let mut waiting = waiting();
            if waiting.len() < WAITING {
                waiting.push(std::mem::take(&mut self.0));
            }
        }
    }
}

fn waiting() -> MutexGuard<'static, Vec<Analyzers>> {
    // Nothing panics while it is held.
    WAIT.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_read_at_one_time_have_their_own() {
        let (mut one, mut two) = (Analyzers::lent(), Analyzers::lent());
        for lent in [&mut one, &mut two] {
            let stem =
                |analyzer: &mut Analyzer| analyzer.terms("Closures")[0].form.stem.to_string();
            assert_eq!(stem(lent.of(Language::English)), "closur");
            assert_eq!(stem(lent.of(Language::Other)), "closures");
        }
    }

    #[test]
    fn no_more_wait_than_are_kept() {
        drop((0..3 * WAITING).map(|_| Analyzers::lent()).collect::<Vec<_>>());
        assert!(waiting().len() <= WAITING);
    }
}
