//! Compiled configurations, kept by desk and version.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Inner;
use crate::config::{Config, Document};
use crate::error::{Code, Problem, Result};
use crate::id::DeskId;

/// How many compiled configurations are kept.
const KEPT: usize = 64;

/// The configurations that were last used. A version never changes, so that none of them is ever out of date; which
/// one is in force is told by the storage with every load.
#[derive(Debug, Default)]
pub(super) struct Configs {
    compiled: Mutex<BTreeMap<(DeskId, u64), Arc<Config>>>,
    latest: Mutex<BTreeMap<DeskId, Arc<Config>>>,
}

impl Configs {
    /// The configuration that was last seen in force: a good guess, which the decision itself checks.
    pub(super) fn guess(&self, desk: DeskId) -> Option<Arc<Config>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).get(&desk).cloned()
    }

    fn known(&self, desk: DeskId, version: u64) -> Option<Arc<Config>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).get(&(desk, version)).cloned()
    }

    fn keep(&self, desk: DeskId, config: &Arc<Config>) {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if compiled.len() >= KEPT {
            compiled.pop_first();
        }
        compiled.insert((desk, config.version()), Arc::clone(config));
    }
}

impl Inner {
    /// The configuration in force.
    pub(super) fn config(&self, desk: DeskId) -> Result<Arc<Config>> {
        let config = self.config_of(desk, None)?;
        let mut latest = self.configs.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.len() >= KEPT {
            latest.pop_first();
        }
        latest.insert(desk, Arc::clone(&config));
        Ok(config)
    }

    /// The configuration that the next decision is tried with.
    pub(super) fn likely_config(&self, desk: DeskId) -> Result<Arc<Config>> {
        self.configs.guess(desk).map_or_else(|| self.config(desk), Ok)
    }

    /// One version of the configuration, when it is at hand without a look into the storage.
    pub(super) fn known_config(&self, desk: DeskId, version: u64) -> Option<Arc<Config>> {
        self.configs.known(desk, version)
    }

    /// One version of the configuration, the one in force when none is named.
    pub(super) fn config_of(&self, desk: DeskId, version: Option<u64>) -> Result<Arc<Config>> {
        if let Some(known) = version.and_then(|version| self.configs.known(desk, version)) {
            return Ok(known);
        }
        let stored = self.storage.config(desk, version)?.ok_or_else(|| {
            let text = version.map_or_else(
                || "the desk is gone".to_owned(),
                |version| format!("the configuration has no version {version}"),
            );
            Problem::new(if version.is_some() { Code::NotFound } else { Code::UnknownDesk }, text)
        })?;
        if let Some(known) = self.configs.known(desk, stored.version) {
            return Ok(known);
        }
        let document = Document::parse(&stored.document)?;
        let config = Arc::new(Config::compile(document, stored.version, &self.zones)?);
        self.configs.keep(desk, &config);
        Ok(config)
    }
}
