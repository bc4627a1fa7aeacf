//! Sealing with XChaCha20-Poly1305: 24 random bytes of nonce, the ciphertext, 16 bytes of tag.
//!
//! The associated data ties a sealed text to its place, so that rows cannot be swapped:
//! `"haitang vault 1" ‖ class (1 byte) ‖ person (4 bytes, little-endian) ‖ note (8 bytes, little-endian)`.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::Entropy;

/// A symmetric key, overwritten when dropped.
pub(super) type SecretKey = Zeroizing<[u8; 32]>;

pub(super) const NONCE: usize = 24;
const TAG: usize = 16;

/// What a sealed text is, and whose.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A person's key, sealed under the wrapping key.
    Key(u32),
    /// Personal details, sealed under the person's key.
    Details(u32),
    /// A note, sealed under the person's key.
    Note(u32, u64),
}

impl Place {
    fn associated_data(self) -> [u8; 28] {
        let (class, person, note) = match self {
            Self::Key(person) => (0, person, 0),
            Self::Details(person) => (1, person, 0),
            Self::Note(person, note) => (2, person, note),
        };
        let mut bytes = [0; 28];
        let parts = b"haitang vault 1".iter().copied().chain([class]).chain(person.to_le_bytes());
        for (to, from) in bytes.iter_mut().zip(parts.chain(note.to_le_bytes())) {
            *to = from;
        }
        bytes
    }
}

/// Draws a nonce.  192 random bits never repeat in practice.
pub(super) fn draw_nonce(entropy: &mut Entropy<'_>) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    entropy(&mut nonce);
    nonce
}

/// Seals `text`; the only copy of the plaintext made here is encrypted in place.
pub(super) fn seal(key: &SecretKey, nonce: [u8; NONCE], place: Place, text: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(NONCE + text.len() + TAG);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(text);
    let body = sealed.get_mut(NONCE..).expect("the nonce has just been written");
    let tag = XChaCha20Poly1305::new((&**key).into())
        .encrypt_inout_detached(&XNonce::from(nonce), &place.associated_data(), body.into())
        .expect("a text in memory is shorter than the cipher's limit of 256 GiB");
    sealed.extend_from_slice(&tag);
    sealed
}

/// Opens what [`seal`] made; `None` when key, place or content is not the sealed one.
pub(super) fn open(key: &SecretKey, place: Place, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut text = Zeroizing::new(body.to_vec());
    XChaCha20Poly1305::new((&**key).into())
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            &place.associated_data(),
            text.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .ok()?;
    Some(text)
}
