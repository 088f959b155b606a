//! Asking for memory before it is needed.

/// Lists that are on their way at once.
pub(crate) const AHEAD: usize = 16;

/// How many bytes the processor fetches at once.
const LINE: usize = 64;
/// So many of these are asked for of a list that will be gone through; then the processor has seen
/// where this is going, and fetches the rest by itself.
pub(crate) const LINES: usize = 8;

/// The same lists in the same order, the beginnings of the next ones being fetched meanwhile.
pub(crate) fn ahead<'a>(
    mut lists: impl Iterator<Item = &'a [u32]>,
    lines: usize,
) -> impl Iterator<Item = &'a [u32]> {
    let mut fetch = move || lists.next().inspect(|list| prefetch(list, lines));
    let mut coming: [Option<&[u32]>; AHEAD] = std::array::from_fn(|_| fetch());
    let mut turn = 0;
    std::iter::from_fn(move || {
        let list = std::mem::replace(&mut coming[turn % AHEAD], fetch());
        turn += 1;
        list
    })
}

/// Has the processor fetch the beginning of a list, without waiting for it. Changes nothing but
/// time, and on processors that are not known here nothing at all.
#[inline]
#[expect(unsafe_code, reason = "a hint to the processor, which the compiler takes for an access")]
pub(crate) fn prefetch<T>(list: &[T], lines: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: part of every x86-64; it reads nothing that the program sees, and may be given any
    // address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        for line in list.chunks((LINE / size_of::<T>()).max(1)).take(lines) {
            _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (list, lines);
}
