//! Keys of this network: made once, kept in its store, and what is signed or hashed with them.

use sha2::{Digest, Sha256};

use crate::{App, AppError};

impl App {
    /// The key of this name.
    pub(crate) async fn key(&self, name: &'static str) -> Result<String, AppError> {
        match self.0.store.read(|reads| reads.fact(name))? {
            Some(key) => Ok(key),
            None => self.make_key(name).await,
        }
    }

    /// Makes a key, unless another node has.
    async fn make_key(&self, name: &'static str) -> Result<String, AppError> {
        let mut bytes = [0; 32];
        self.0.random.fill(&mut bytes);
        let made = hex(&bytes);
        let written = self.write(self.system_command(Vec::new()), move |tx| {
            if let Some(known) = tx.fact(name)? {
                return Ok(Ok(known));
            }
            tx.set_fact(name, &made);
            Ok(Ok(made.clone()))
        });
        Ok(written.await?.value)
    }
}

/// A keyed hash, twice over so that nothing can be appended to what is hashed.
pub(crate) fn keyed(key: &str, what: &str) -> [u8; 16] {
    let inner = Sha256::new().chain_update(key).chain_update(what).finalize();
    let outer = Sha256::new().chain_update(key).chain_update(inner).finalize();
    let mut hash = [0; 16];
    hash.copy_from_slice(&outer[..16]);
    hash
}

/// The same as a text, behind what it signs.
pub(crate) fn signature(key: &str, what: &str) -> String {
    hex(&keyed(key, what))
}

/// Compares in a time that does not tell how much is right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |wrong, (a, b)| wrong | (a ^ b)) == 0
}

/// Bytes as a text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
