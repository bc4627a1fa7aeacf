//! The one clock and the one source of randomness: both are given to the server, never taken.

use domain::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// Tells the time; a demonstration gives one that runs through a past day.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Returns the wall clock.
pub fn wall() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock that everything else is given")]
    Arc::new(Timestamp::now)
}

/// Fills a buffer with random bytes.
type Source = dyn FnMut(&mut [u8]) + Send;

/// Random bytes, from the operating system or, for synthetic people only, from a seed.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<Source>>);

impl Entropy {
    /// Uses the operating system's random source.
    pub fn system() -> Self {
        Self::from_source(logbook::os_entropy)
    }

    /// Uses the given source.
    pub fn from_source(source: impl FnMut(&mut [u8]) + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    /// Fills a buffer.  A source that panicked once is asked again: it holds no half-written state.
    pub fn fill(&self, buffer: &mut [u8]) {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source(buffer);
    }

    /// Returns 32 random bytes.
    pub fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }
}
