//! What changed since the base: whole neighbour lists of changed vertices, in a persistent trie.

use std::sync::Arc;

/// Bits of the vertex that one level of the trie decides.
const BITS: u32 = 5;
/// Children of a node.
const FAN: usize = 1 << BITS;

/// A neighbour list that replaces the one in the base, ascending.
type List = Arc<Apart<Vec<u32>>>;

/// What readers look at, in cache lines of its own: how often an `Arc` is held stands beside what it
/// holds otherwise, and a writer that copies a node counts all its children up and down, which would
/// take these lines away from readers on other cores each time.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Apart<T>(T);

#[derive(Clone, Debug)]
#[repr(align(64))]
enum Node {
    Branch([Option<Arc<Node>>; FAN]),
    Leaf([Option<List>; FAN]),
}

impl Node {
    fn empty(level: u32) -> Self {
        if level == 0 {
            Self::Leaf([const { None }; FAN])
        } else {
            Self::Branch([const { None }; FAN])
        }
    }
}

/// A map from vertex to its current neighbour list, shared between versions.
///
/// Cloning is O(1). A change copies the nodes on one path (at most 6) and the list of the vertex,
/// unless nobody else holds them, as within a batch. A changed vertex holds its whole list rather
/// than what was added and removed: a reader always gets one plain slice, and the longest list
/// that members may have (30,000) is copied in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    root: Option<Arc<Node>>,
    /// The level of the root: leaves are level 0, and a root at level `l` covers `32^(l + 1)`
    /// vertices.
    level: u32,
}

impl Overlay {
    /// Whether no vertex has changed since the base.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// The list of `v`, if it has changed since the base. O(log n) with base 32.
    pub(crate) fn get(&self, v: u32) -> Option<&[u32]> {
        if !covers(self.level, v) {
            return None;
        }
        let mut node = self.root.as_ref()?;
        let mut level = self.level;
        loop {
            match &**node {
                Node::Branch(children) => node = children[index(v, level)].as_ref()?,
                Node::Leaf(lists) => return lists[index(v, 0)].as_ref().map(|list| &list.0[..]),
            }
            level = level.saturating_sub(1);
        }
    }

    /// Changes the list of `v` through `change`, starting from `base` if the overlay has none yet.
    /// Answers how many arcs the overlay holds more than before (or fewer, below zero).
    pub(crate) fn change(
        &mut self,
        v: u32,
        base: &[u32],
        change: impl FnOnce(&mut Vec<u32>),
    ) -> isize {
        let slot = self.slot(v);
        let before = slot.as_ref().map_or(0, |list| list.0.len());
        if let Some(alone) = slot.as_mut().and_then(Arc::get_mut) {
            change(&mut alone.0);
            return difference(alone.0.len(), before);
        }
        let old = slot.as_ref().map_or(base, |list| &list.0[..]);
        let mut list = Vec::with_capacity(old.len() + 4);
        list.extend_from_slice(old);
        change(&mut list);
        let after = list.len();
        *slot = Some(Arc::new(Apart(list)));
        difference(after, before)
    }

    /// The place of `v`, for writing; makes it if it is not there, and owns every node above it.
    fn slot(&mut self, v: u32) -> &mut Option<List> {
        while !covers(self.level, v) {
            self.level += 1;
            if let Some(root) = self.root.take() {
                let mut children = [const { None }; FAN];
                children[0] = Some(root);
                self.root = Some(Arc::new(Node::Branch(children)));
            }
        }
        let mut level = self.level;
        let mut node = self.root.get_or_insert_with(|| Arc::new(Node::empty(level)));
        loop {
            match Arc::make_mut(node) {
                Node::Branch(children) => {
                    let child = &mut children[index(v, level)];
                    level -= 1;
                    node = child.get_or_insert_with(|| Arc::new(Node::empty(level)));
                }
                Node::Leaf(lists) => return &mut lists[index(v, 0)],
            }
        }
    }

    /// Calls `visit` with each changed vertex, ascending, and its list.
    pub(crate) fn for_each(&self, visit: &mut impl FnMut(u32, &[u32])) {
        if let Some(root) = &self.root {
            walk(root, self.level, 0, visit);
        }
    }

    /// The part of `self` that is not in `old`, an earlier version of it. What both share is
    /// skipped whole, so the cost is that of the changes in between.
    pub(crate) fn since(&self, old: &Self) -> Self {
        let mut earlier = old.root.clone();
        let mut level = old.level;
        while level < self.level {
            // The trie grew: what was the root is now the first child of a first child.
            level += 1;
            let mut children = [const { None }; FAN];
            children[0] = earlier.take();
            earlier = Some(Arc::new(Node::Branch(children)));
        }
        let root = self.root.as_ref();
        let root = root.and_then(|root| changed(root, earlier.as_ref()));
        Self { level: if root.is_some() { self.level } else { 0 }, root }
    }
}

/// The overlay of lists made of `(vertex, neighbour)` pairs, ascending and distinct.
impl FromIterator<(u32, u32)> for Overlay {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(arcs: I) -> Self {
        let mut overlay = Self::default();
        for (from, to) in arcs {
            overlay.change(from, &[], |list| list.push(to));
        }
        overlay
    }
}

/// Whether a root at `level` has a place for `v`.
fn covers(level: u32, v: u32) -> bool {
    u64::from(v) >> (BITS * (level + 1)) == 0
}

/// Which child of a node at `level` leads to `v`.
fn index(v: u32, level: u32) -> usize {
    (v >> (BITS * level)) as usize % FAN
}

fn difference(after: usize, before: usize) -> isize {
    after.cast_signed() - before.cast_signed()
}

fn walk(node: &Node, level: u32, first: u32, visit: &mut impl FnMut(u32, &[u32])) {
    let vertices = (first..).step_by(1 << (BITS * level));
    match node {
        Node::Branch(children) => {
            for (child, first) in children.iter().zip(vertices) {
                if let Some(child) = child {
                    walk(child, level - 1, first, visit);
                }
            }
        }
        Node::Leaf(lists) => {
            for (list, v) in lists.iter().zip(vertices) {
                if let Some(list) = list {
                    visit(v, &list.0);
                }
            }
        }
    }
}

/// The part of `node` that differs from `old`, compared by identity, `None` if nothing does.
fn changed(node: &Arc<Node>, old: Option<&Arc<Node>>) -> Option<Arc<Node>> {
    if old.is_some_and(|old| Arc::ptr_eq(node, old)) {
        return None;
    }
    let part = match (&**node, old.map(|old| &**old)) {
        (Node::Branch(new), old) => {
            let mut part = [const { None }; FAN];
            for (i, child) in new.iter().enumerate() {
                let before = match old {
                    Some(Node::Branch(children)) => children[i].as_ref(),
                    _ => None,
                };
                part[i] = child.as_ref().and_then(|child| changed(child, before));
            }
            let any = part.iter().any(Option::is_some);
            any.then_some(Node::Branch(part))
        }
        (Node::Leaf(new), old) => {
            let mut part = new.clone();
            if let Some(Node::Leaf(before)) = old {
                for (list, before) in part.iter_mut().zip(before) {
                    list.take_if(|list| before.as_ref().is_some_and(|b| Arc::ptr_eq(list, b)));
                }
            }
            let any = part.iter().any(Option::is_some);
            any.then_some(Node::Leaf(part))
        }
    };
    part.map(Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(overlay: &mut Overlay, v: u32, list: &[u32]) {
        overlay.change(v, &[], |old| *old = list.to_vec());
    }

    fn all(overlay: &Overlay) -> Vec<(u32, Vec<u32>)> {
        let mut all = Vec::new();
        overlay.for_each(&mut |v, list| all.push((v, list.to_vec())));
        all
    }

    #[test]
    fn lists_are_found_again_and_walked_in_vertex_order() {
        let mut overlay = Overlay::default();
        for v in [70_000, 3, 31, 32, (1 << 28) - 1, 1_024] {
            set(&mut overlay, v, &[v]);
        }
        assert_eq!(overlay.get(1_024), Some(&[1_024][..]));
        assert_eq!(overlay.get(1_025), None);
        assert_eq!(overlay.get(u32::MAX), None);
        let walked: Vec<u32> = all(&overlay).into_iter().map(|(v, _)| v).collect();
        assert_eq!(walked, [3, 31, 32, 1_024, 70_000, (1 << 28) - 1]);
    }

    #[test]
    fn a_clone_keeps_what_it_saw() {
        let mut overlay = Overlay::default();
        set(&mut overlay, 5, &[1]);
        let before = overlay.clone();
        set(&mut overlay, 5, &[1, 2]);
        set(&mut overlay, 5_000, &[9]);
        assert_eq!(all(&before), [(5, vec![1])]);
        assert_eq!(overlay.get(5), Some(&[1, 2][..]));
    }

    #[test]
    fn since_leaves_only_what_changed_after_the_older_version() {
        let mut overlay = Overlay::default();
        for v in 0..100 {
            set(&mut overlay, v, &[v + 1]);
        }
        let old = overlay.clone();
        assert!(overlay.since(&old).is_empty());
        set(&mut overlay, 40, &[7]);
        set(&mut overlay, 90_000, &[8]);
        let since = overlay.since(&old);
        assert_eq!(all(&since), [(40, vec![7]), (90_000, vec![8])]);
        assert_eq!(all(&overlay.since(&Overlay::default())).len(), 101);
    }
}
