//! What a new crm begins with.

use crate::engine::Tx;
use crate::error::Result;
use crate::{settings, stages};

/// Gives a crm its epoch, its secret and its first pipeline, unless it has them.
pub fn prepare(tx: &mut Tx) -> Result<()> {
    let epoch = uuid::Uuid::new_v4().to_string();
    if settings::get_or_set(tx, settings::EPOCH, &epoch)? != epoch {
        return Ok(());
    }
    let secret = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    // A version 4 UUID holds 122 random bits; hashed, three of them make 256.
    let bytes: Vec<u8> = secret.iter().flat_map(|part| *part.as_bytes()).collect();
    settings::get_or_set(tx, settings::IDENTITY_KEY, &crate::blobs::sha256_hex(&bytes))?;
    stages::install(tx)
}
