//! Indicators of the whole workspace: what each file says of them, an open text before its file, so that a text can be
//! compared with the others while it is typed. Filled a few files at a time when nobody waits, and only where the rule that
//! compares them runs. Knows nothing of messages.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::across::{Conflict, Index, Mention};

/// The indicators of a workspace; shared with workers.
#[derive(Debug, Default)]
pub struct Indicators {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    index: Index<PathBuf>,
    /// Files whose findings another file has changed, since they were last taken.
    affected: BTreeSet<PathBuf>,
    /// How often another file has changed the findings of a file.
    changes: HashMap<PathBuf, u32>,
    /// True once a text was judged by the rule.
    is_wanted: bool,
}

impl Indicators {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the file or text at `path` says now, and gives what other files say to the contrary.
    pub fn compare(&self, path: &Path, mentions: Vec<Mention>) -> Vec<Conflict<PathBuf>> {
        let mut known = self.lock();
        known.is_wanted = true;
        known.set(path, mentions);
        known.index.conflicts(&path.to_path_buf())
    }

    /// Takes what the file at `path` says.
    pub fn set(&self, path: &Path, mentions: Vec<Mention>) {
        self.lock().set(path, mentions);
    }

    /// True once a text was judged by the rule that compares indicators.
    pub fn is_wanted(&self) -> bool {
        self.lock().is_wanted
    }

    /// Files whose findings are no longer those that were given, since this was last asked.
    pub fn take_affected(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.lock().affected)
    }

    /// How often another file has changed the findings of this one.
    pub fn changes_of(&self, path: &Path) -> u32 {
        self.lock().changes.get(path).copied().unwrap_or(0)
    }
}

impl Known {
    fn set(&mut self, path: &Path, mentions: Vec<Mention>) {
        for other in self.index.set(&path.to_path_buf(), mentions) {
            *self.changes.entry(other.clone()).or_default() += 1;
            self.affected.insert(other);
        }
    }
}
