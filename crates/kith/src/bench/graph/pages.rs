//! Numbers on pages of the usual size, or on huge ones.

use std::{io, ops::Deref};

use bytemuck::Pod;
use memmap2::{Advice, MmapMut};

/// A long array.
pub(super) enum Pages<T> {
    Usual(Vec<T>),
    /// All of a mapping of its own.
    Huge(MmapMut),
}

impl<T: Pod> Pages<T> {
    /// The same numbers on huge pages, where the system has them.
    ///
    /// # Errors
    /// The system does not have as much memory.
    pub(super) fn huge(self) -> io::Result<Self> {
        let bytes: &[u8] = bytemuck::cast_slice(&self);
        let mut map = MmapMut::map_anon(bytes.len().max(1))?;
        // Where there are none, it is on usual ones.
        #[cfg(target_os = "linux")]
        let _ = map.advise(Advice::HugePage);
        map[..bytes.len()].copy_from_slice(bytes);
        Ok(Self::Huge(map))
    }
}

impl<T: Pod> Deref for Pages<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Usual(list) => list,
            Self::Huge(map) => {
                bytemuck::cast_slice(&map[..map.len() / size_of::<T>() * size_of::<T>()])
            }
        }
    }
}
