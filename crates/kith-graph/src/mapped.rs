//! Long arrays of numbers, on huge pages or where they lie in a mapped file.
//!
//! Searches jump about in arrays of hundreds of megabytes. On pages of 4 KiB nearly every jump
//! misses the processor's page tables as well as its cache; on pages of 2 MiB only the cache.

use std::fs::File;
use std::io;
use std::ops::{Deref, DerefMut, Range};
use std::os::unix::fs::FileExt;
use std::ptr::NonNull;
use std::sync::Arc;
use std::thread;

use bytemuck::Pod;
use memmap2::{Mmap, MmapMut};

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
        Self::try_zeroed(len).unwrap_or_else(|_| Self::Heap(vec![T::zeroed(); len]))
    }

    /// The same, or why the system does not have as much for a long one.
    fn try_zeroed(len: usize) -> io::Result<Self> {
        let bytes = len.saturating_mul(size_of::<T>());
        if bytes < MAP_AT_LEAST {
            return Ok(Self::Heap(vec![T::zeroed(); len]));
        }
        let map = MmapMut::map_anon(bytes)?;
        // Without huge pages it works too, more slowly.
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage);
        Ok(Self::Huge { map, len })
    }

    /// Adds zeroes until there are `len` elements.
    pub(crate) fn grow(&mut self, len: usize) {
        if len > self.len() {
            let mut longer = Self::zeroed(len);
            longer[..self.len()].copy_from_slice(self);
            *self = longer;
        }
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

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "memmap2 leaves it to the caller that nothing points into the map")]
fn shrink(map: &mut MmapMut, bytes: usize) {
    let stay = memmap2::RemapOptions::new().may_move(false);
    // SAFETY: `map` is borrowed mutably, so no slice of it is alive; a mapping that shrinks keeps
    // its start, and may not move. If it fails, the mapping stays as it is, which is only larger.
    let _ = unsafe { map.remap(bytes, stay) };
}

#[cfg(not(target_os = "linux"))]
fn shrink(_: &mut MmapMut, _: usize) {}

impl<T: Pod> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Heap(list) => list,
            Self::Huge { map, len } => bytemuck::cast_slice(&map[..len * size_of::<T>()]),
        }
    }
}

impl<T: Pod> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::Heap(list) => list,
            Self::Huge { map, len } => bytemuck::cast_slice_mut(&mut map[..*len * size_of::<T>()]),
        }
    }
}

/// A read-only array.
#[derive(Debug)]
pub(crate) struct Array<T> {
    /// The elements; a pointer, because going through the owner at each access would cost a query
    /// more than what it reads.
    start: NonNull<T>,
    len: usize,
    owner: Owner<T>,
}

/// What keeps the elements of an array in memory.
#[derive(Debug)]
enum Owner<T> {
    Own(Buffer<T>),
    File { _bytes: Arc<FileBytes> },
}

impl<T: Pod> Array<T> {
    /// The numbers at a range of bytes of a file, `None` if it is not within the file, or not a
    /// whole number of aligned elements.
    pub(crate) fn of_file(file: &Arc<FileBytes>, bytes: Range<usize>) -> Option<Self> {
        let elements: &[T] = bytemuck::try_cast_slice(file.get(bytes)?).ok()?;
        let (start, len) = (NonNull::from(elements).cast(), elements.len());
        Some(Self { start, len, owner: Owner::File { _bytes: Arc::clone(file) } })
    }

    /// The memory it takes, in bytes; of a file what would be taken if all of it were in memory.
    pub(crate) fn bytes(&self) -> usize {
        match &self.owner {
            Owner::Own(Buffer::Heap(list)) => list.capacity() * size_of::<T>(),
            Owner::Own(Buffer::Huge { map, .. }) => map.len(),
            Owner::File { .. } => self.len * size_of::<T>(),
        }
    }
}

impl<T: Pod> From<Buffer<T>> for Array<T> {
    fn from(buffer: Buffer<T>) -> Self {
        let (start, len) = (NonNull::from(&*buffer).cast(), buffer.len());
        Self { start, len, owner: Owner::Own(buffer) }
    }
}

impl<T: Pod> Default for Array<T> {
    fn default() -> Self {
        Buffer::Heap(Vec::new()).into()
    }
}

impl<T: Pod> Deref for Array<T> {
    type Target = [T];

    #[inline]
    #[expect(unsafe_code, reason = "see the field `start`")]
    fn deref(&self) -> &[T] {
        // SAFETY: `start` and `len` are those of a slice of the owner's memory, on the heap or
        // mapped, which does not move when the owner does. The owner lives as long as `self` and
        // nobody can reach it to change or free that memory. Of a mapped file see `FileBytes::map`.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

// SAFETY: an array only ever gives out shared slices of plain numbers that it owns, which is what
// makes a `Vec` of numbers `Send` and `Sync` too.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl<T: Pod + Send + Sync> Send for Array<T> {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "a pointer is neither Send nor Sync by itself")]
unsafe impl<T: Pod + Send + Sync> Sync for Array<T> {}

/// The bytes of a whole file; they begin where any number may.
#[derive(Debug)]
pub(crate) enum FileBytes {
    /// Read into memory.
    Read { words: Buffer<u64>, len: usize },
    /// Read through memory, when asked for.
    Mapped(Mmap),
}

impl FileBytes {
    /// Reads the first `len` bytes, on as many threads as there are processors.
    pub(crate) fn read(file: &File, len: usize) -> io::Result<Self> {
        let mut words = Buffer::<u64>::try_zeroed(len.div_ceil(8))?;
        let bytes = &mut bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..len];
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = len.div_ceil(threads).max(MAP_AT_LEAST);
        thread::scope(|scope| {
            let parts = bytes.chunks_mut(share).enumerate();
            let readers = parts.map(|(i, part)| {
                let at = (i * share) as u64;
                scope.spawn(move || file.read_exact_at(part, at))
            });
            let readers: Vec<_> = readers.collect();
            let gone = || Err(io::Error::other("a thread that read the file is gone"));
            readers.into_iter().try_for_each(|reader| reader.join().unwrap_or_else(|_| gone()))
        })?;
        Ok(Self::Read { words, len })
    }

    /// Maps a file for reading.
    #[expect(
        unsafe_code,
        reason = "whether others change a file while it is mapped, none can know"
    )]
    pub(crate) fn map(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes must not change while they are mapped. Files that this crate writes
        // never do: a file gets its name when it is complete and is only ever replaced by another
        // that takes the name. That nobody else writes into it is what `Memory::Mapped` asks of
        // the caller. Besides, what reads the mapping takes the bytes for plain numbers, and each
        // is checked again where it is used as a place.
        Ok(Self::Mapped(unsafe { Mmap::map(file)? }))
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Read { words, len } => &bytemuck::cast_slice(words)[..*len],
            Self::Mapped(map) => map,
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
            buffer.grow(len / 2);
            assert_eq!(buffer.len(), len);
            buffer.grow(len + 7);
            assert!(buffer.iter().copied().eq((0..len as u32).chain([0; 7])));
            buffer.truncate(len / 3);
            buffer.truncate(len);
            let array = Array::from(buffer);
            assert!(array.iter().copied().eq(0..len as u32 / 3));
            assert!(array.bytes() <= len / 3 * 4 + 4_096, "{} for {len}", array.bytes());
        }
    }

    #[test]
    fn an_array_in_a_file_must_lie_within_it_and_be_aligned() {
        let path = std::env::temp_dir().join(format!("kith-mapped-{}", std::process::id()));
        std::fs::write(&path, [1_u32, 2, 3].map(u32::to_le_bytes).concat()).unwrap();
        let file = File::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        for bytes in [FileBytes::read(&file, 12).unwrap(), FileBytes::map(&file).unwrap()] {
            let bytes = Arc::new(bytes);
            assert_eq!(Array::<u32>::of_file(&bytes, 4..12).unwrap()[..], [2, 3]);
            assert!(Array::<u32>::of_file(&bytes, 12..12).unwrap().is_empty());
            for wrong in [4..16, 2..6, 4..7, 40..44, Range { start: 8, end: 4 }] {
                assert!(Array::<u32>::of_file(&bytes, wrong).is_none());
            }
        }
        assert!(FileBytes::read(&file, 13).is_err(), "longer than the file");
    }
}
