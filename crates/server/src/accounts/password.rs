//! A password as it is kept.

use argon2::{Algorithm, Argon2, Params, Version};

/// Memory, KiB.  Source: OWASP password storage cheat sheet, Argon2id: 19 MiB, 2 passes, 1 lane.
const MEMORY: u32 = 19 * 1_024;

/// Passes.  Source: as above.
const PASSES: u32 = 2;

/// A salt and the hash of a password with it.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) salt: [u8; 32],
    pub(super) hash: [u8; 32],
}

impl Stored {
    pub(super) fn of(password: &str, salt: [u8; 32]) -> Self {
        Self { salt, hash: hash(password, &salt) }
    }

    /// Compares in constant time, as BLAKE3's comparison of hashes does.
    pub(super) fn matches(&self, password: &str) -> bool {
        blake3::Hash::from_bytes(hash(password, &self.salt)) == blake3::Hash::from_bytes(self.hash)
    }
}

fn hash(password: &str, salt: &[u8; 32]) -> [u8; 32] {
    let params = Params::new(MEMORY, PASSES, 1, Some(32)).expect("these parameters are in range");
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .expect("salt and hash have lengths in range");
    hash
}
