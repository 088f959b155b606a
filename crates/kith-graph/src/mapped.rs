//! Long arrays of numbers, on huge pages.
//!
//! Searches jump about in arrays of hundreds of megabytes. On pages of 4 KiB nearly every jump
//! misses the processor's page tables as well as its cache; on pages of 2 MiB only the cache.

use std::ops::{Deref, DerefMut};

use bytemuck::Pod;
use memmap2::{Advice, MmapMut, RemapOptions};

/// Arrays of fewer bytes stay on the heap: they would not fill a huge page.
const MAP_AT_LEAST: usize = 4 << 20;

/// An array while it is filled; [`Array::from`] makes it read-only.
#[derive(Debug)]
pub(crate) enum Buffer<T> {
    /// Short, or the system would not give a mapping.
    Heap(Vec<T>),
    /// The first `len` elements of an anonymous mapping.
    Huge { map: MmapMut, len: usize },
}

impl<T: Pod> Buffer<T> {
    /// `len` zeroes. Those of a long array take memory only once they are written.
    pub(crate) fn zeroed(len: usize) -> Self {
        let bytes = len.saturating_mul(size_of::<T>());
        if bytes >= MAP_AT_LEAST
            && let Ok(map) = MmapMut::map_anon(bytes)
        {
            // Without huge pages it works too, more slowly.
            let _ = map.advise(Advice::HugePage);
            return Self::Huge { map, len };
        }
        Self::Heap(vec![T::zeroed(); len])
    }

    /// Forgets all but the first `len` elements and gives back their memory.
    pub(crate) fn truncate(&mut self, len: usize) {
        match self {
            Self::Heap(list) => {
                list.truncate(len);
                list.shrink_to_fit();
            }
            Self::Huge { map, len: held } if len < *held => {
                *held = len;
                shrink(map, (len * size_of::<T>()).max(1));
            }
            Self::Huge { .. } => {}
        }
    }
}

#[expect(unsafe_code, reason = "memmap2 leaves it to the caller that nothing points into the map")]
fn shrink(map: &mut MmapMut, bytes: usize) {
    // SAFETY: `map` is borrowed mutably, so no slice of it is alive; a mapping that shrinks keeps
    // its start, and may not move. If it fails, the mapping stays as it is, which is only larger.
    let _ = unsafe { map.remap(bytes, RemapOptions::new().may_move(false)) };
}

impl<T: Pod> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Heap(list) => list,
            Self::Huge { map, len } => cast(&map[..len * size_of::<T>()]),
        }
    }
}

impl<T: Pod> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::Heap(list) => list,
            Self::Huge { map, len } => {
                bytemuck::try_cast_slice_mut(&mut map[..*len * size_of::<T>()]).unwrap_or_default()
            }
        }
    }
}

/// The numbers that `bytes` hold; none if they do not begin at one or end within one, which no
/// array here does.
fn cast<T: Pod>(bytes: &[u8]) -> &[T] {
    bytemuck::try_cast_slice(bytes).unwrap_or_default()
}

/// A read-only array.
#[derive(Debug)]
pub(crate) enum Array<T> {
    /// In memory of its own.
    Own(Buffer<T>),
}

impl<T: Pod> Array<T> {
    /// The memory it takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Own(Buffer::Heap(list)) => list.capacity() * size_of::<T>(),
            Self::Own(Buffer::Huge { map, .. }) => map.len(),
        }
    }
}

impl<T: Pod> From<Buffer<T>> for Array<T> {
    fn from(buffer: Buffer<T>) -> Self {
        Self::Own(buffer)
    }
}

impl<T: Pod> Default for Array<T> {
    fn default() -> Self {
        Self::Own(Buffer::Heap(Vec::new()))
    }
}

impl<T: Pod> Deref for Array<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::Own(buffer) => buffer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_array_is_mapped_and_a_short_one_is_not_and_both_behave_alike() {
        for len in [0, 1, 1_000, MAP_AT_LEAST / 4, MAP_AT_LEAST / 4 + 12_345] {
            let mut buffer = Buffer::<u32>::zeroed(len);
            assert_eq!(matches!(buffer, Buffer::Huge { .. }), len * 4 >= MAP_AT_LEAST);
            assert!(buffer.iter().all(|&x| x == 0) && buffer.len() == len);
            for (i, x) in buffer.iter_mut().enumerate() {
                *x = i as u32;
            }
            buffer.truncate(len / 3);
            buffer.truncate(len);
            let array = Array::from(buffer);
            assert!(array.iter().copied().eq(0..len as u32 / 3));
            assert!(array.bytes() <= len / 3 * 4 + 4_096, "{} for {len}", array.bytes());
        }
    }
}
