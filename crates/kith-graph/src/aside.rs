//! Edges that are kept aside while an end of theirs is hidden, in a persistent trie.

use std::sync::Arc;

/// Bits of the vertex that one level of the trie decides.
const BITS: u32 = 5;
/// Children of a node.
const FAN: usize = 1 << BITS;

/// The other ends of a vertex's edges, ascending.
type List = Arc<Vec<u32>>;

#[derive(Clone, Debug)]
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

/// A map from vertex to the other ends of its edges, shared between versions.
///
/// Cloning is O(1). A change copies the nodes on one path (at most 6) and the list of the vertex,
/// unless nobody else holds them, as within a batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside {
    root: Option<Arc<Node>>,
    /// The level of the root: leaves are level 0, and a root at level `l` covers `32^(l + 1)`
    /// vertices.
    level: u32,
}

impl Aside {
    /// The list of `v`, if it has one. O(log n) with base 32.
    pub(crate) fn get(&self, v: u32) -> Option<&[u32]> {
        if !covers(self.level, v) {
            return None;
        }
        let mut node = self.root.as_ref()?;
        let mut level = self.level;
        loop {
            match &**node {
                Node::Branch(children) => node = children[index(v, level)].as_ref()?,
                Node::Leaf(lists) => return lists[index(v, 0)].as_ref().map(|list| &list[..]),
            }
            level = level.saturating_sub(1);
        }
    }

    /// Changes the list of `v`, which is empty at first.
    pub(crate) fn change(&mut self, v: u32, change: impl FnOnce(&mut Vec<u32>)) {
        change(Arc::make_mut(self.slot(v).get_or_insert_default()));
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

    /// Calls `visit` with each vertex that has one, ascending, and its list.
    pub(crate) fn for_each(&self, visit: &mut impl FnMut(u32, &[u32])) {
        if let Some(root) = &self.root {
            walk(root, self.level, 0, visit);
        }
    }
}

/// Lists made of `(vertex, neighbour)` pairs, ascending and distinct.
impl FromIterator<(u32, u32)> for Aside {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(arcs: I) -> Self {
        let mut aside = Self::default();
        for (from, to) in arcs {
            aside.change(from, |list| list.push(to));
        }
        aside
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
                    visit(v, list);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(aside: &Aside) -> Vec<(u32, Vec<u32>)> {
        let mut all = Vec::new();
        aside.for_each(&mut |v, list| all.push((v, list.to_vec())));
        all
    }

    #[test]
    fn lists_are_found_wherever_they_are_and_older_versions_keep_theirs() {
        let mut aside = Aside::default();
        for v in [3, 40, 5_000, 70_000_000] {
            aside.change(v, |list| list.push(v + 1));
        }
        let older = aside.clone();
        aside.change(40, |list| list.insert(0, 7));
        aside.change(3, Vec::clear);
        let expected =
            [(3, vec![]), (40, vec![7, 41]), (5_000, vec![5_001]), (70_000_000, vec![70_000_001])];
        assert_eq!(all(&aside), expected);
        assert_eq!((older.get(40), older.get(3)), (Some(&[41][..]), Some(&[4][..])));
        assert_eq!((aside.get(41), aside.get(u32::MAX)), (None, None));
        assert_eq!(
            all(&[(1, 2), (1, 3), (9, 1)].into_iter().collect()),
            [(1, vec![2, 3]), (9, vec![1])]
        );
    }
}
