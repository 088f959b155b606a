//! Communities of a small graph: who belongs together, by who knows whom.

/// Times that all vertices of a level are looked at, at most; it ends by itself long before.
const SWEEPS: usize = 64;

/// The community of each vertex of a graph that is given by its neighbour lists, such as the
/// connections among somebody's connections. The largest community is number 0; of two of one
/// size the one with the smaller vertex comes first. The same graph always gives the same answer.
///
/// The method of Louvain: move single vertices to the neighbouring community that gains most
/// modularity, until none gains; make one vertex of each community, and begin again (V. D.
/// Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: Fast unfolding of communities in large
/// networks, J. Stat. Mech. 2008, P10008). As it may leave a community in pieces that nothing
/// links (V. A. Traag, L. Waltman, N. J. van Eck: From Louvain to Leiden, Sci. Rep. 9, 2019,
/// 5233), each piece is a community of its own in the end.
///
/// About O(m log n) for m edges. The lists must name each edge from both ends, and no vertex
/// beyond their number; an edge from a vertex to itself counts for nothing.
#[must_use]
pub fn communities(neighbours: &[Vec<u32>]) -> Vec<u32> {
    let mut level = Level::first(neighbours);
    let mut community: Vec<u32> = (0..number(neighbours.len())).collect();
    loop {
        let (moved, count) = numbered(&level.moved());
        for of in &mut community {
            *of = moved[*of as usize];
        }
        if count == level.weights.len() {
            break;
        }
        level = level.merged(&moved, count);
    }
    by_size(&in_pieces(neighbours, &community))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A weighted graph whose vertices are communities of the one before.
struct Level {
    /// The weight of the edges to each other vertex.
    weights: Vec<Vec<(u32, i64)>>,
    /// The ends of edges at each vertex, those inside it among them.
    ends: Vec<i64>,
    /// All ends.
    all: i64,
}

impl Level {
    fn first(neighbours: &[Vec<u32>]) -> Self {
        let lists = neighbours.iter().zip(0..);
        let weights: Vec<Vec<_>> = lists
            .map(|(list, me)| list.iter().filter(|v| **v != me).map(|v| (*v, 1)).collect())
            .collect();
        let ends: Vec<i64> =
            weights.iter().map(|list| list.iter().map(|one| one.1).sum()).collect();
        let all = ends.iter().sum();
        Self { weights, ends, all }
    }

    /// Where each vertex goes, by single moves that each gain modularity.
    fn moved(&self) -> Vec<u32> {
        let count = self.weights.len();
        let mut community: Vec<u32> = (0..number(count)).collect();
        let mut total = self.ends.clone();
        let mut links = vec![0; count];
        for _ in 0..SWEEPS {
            let mut still = true;
            for (vertex, list) in self.weights.iter().enumerate() {
                let mine = community[vertex];
                let ends = self.ends[vertex];
                total[mine as usize] -= ends;
                for (other, weight) in list {
                    links[community[*other as usize] as usize] += weight;
                }
                let worth = |to: u32| links[to as usize] * self.all - total[to as usize] * ends;
                let mut best = (worth(mine), mine);
                for (other, _) in list {
                    let to = community[*other as usize];
                    let gain = worth(to);
                    // Of two that gain alike the smaller number, unless one is here already.
                    if gain > best.0 || (gain == best.0 && best.1 != mine && to < best.1) {
                        best = (gain, to);
                    }
                }
                for (other, _) in list {
                    links[community[*other as usize] as usize] = 0;
                }
                total[best.1 as usize] += ends;
                still &= best.1 == mine;
                community[vertex] = best.1;
            }
            if still {
                break;
            }
        }
        community
    }

    /// One vertex for each community.
    fn merged(&self, community: &[u32], count: usize) -> Self {
        let mut sums = vec![std::collections::BTreeMap::<u32, i64>::new(); count];
        let mut ends = vec![0; count];
        for (vertex, list) in self.weights.iter().enumerate() {
            let mine = community[vertex];
            ends[mine as usize] += self.ends[vertex];
            for (other, weight) in list {
                let to = community[*other as usize];
                if to != mine {
                    *sums[mine as usize].entry(to).or_default() += weight;
                }
            }
        }
        let weights = sums.into_iter().map(|sum| sum.into_iter().collect()).collect();
        Self { weights, ends, all: self.all }
    }
}

/// The same communities with numbers from 0 without gaps, and how many there are.
fn numbered(community: &[u32]) -> (Vec<u32>, usize) {
    let mut names = vec![u32::MAX; community.len()];
    let mut count = 0;
    let renamed = community.iter().map(|of| {
        let name = &mut names[*of as usize];
        if *name == u32::MAX {
            *name = count;
            count += 1;
        }
        *name
    });
    (renamed.collect(), count as usize)
}

/// The pieces of the communities: vertices that edges inside their community link.
fn in_pieces(neighbours: &[Vec<u32>], community: &[u32]) -> Vec<u32> {
    let mut piece = vec![u32::MAX; community.len()];
    for first in 0..number(community.len()) {
        let mut waiting = vec![first];
        if piece[first as usize] != u32::MAX {
            continue;
        }
        piece[first as usize] = first;
        while let Some(vertex) = waiting.pop() {
            for other in &neighbours[vertex as usize] {
                let same = community[*other as usize] == community[vertex as usize];
                if same && piece[*other as usize] == u32::MAX {
                    piece[*other as usize] = first;
                    waiting.push(*other);
                }
            }
        }
    }
    piece
}

/// Numbers by size, the largest first; `community` names each by its smallest vertex.
fn by_size(community: &[u32]) -> Vec<u32> {
    let mut sizes = vec![0usize; community.len()];
    for of in community {
        sizes[*of as usize] += 1;
    }
    let mut order: Vec<u32> =
        (0..number(community.len())).filter(|one| sizes[*one as usize] > 0).collect();
    order.sort_by_key(|one| (std::cmp::Reverse(sizes[*one as usize]), *one));
    let mut names = vec![0; community.len()];
    for (name, one) in (0..).zip(&order) {
        names[*one as usize] = name;
    }
    community.iter().map(|of| names[*of as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neighbour lists from edges.
    fn graph(vertices: usize, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut lists = vec![Vec::new(); vertices];
        for (a, b) in edges {
            lists[*a as usize].push(*b);
            lists[*b as usize].push(*a);
        }
        lists
    }

    /// Everybody of a range knows everybody of it.
    fn clique(from: u32, to: u32) -> Vec<(u32, u32)> {
        (from..to).flat_map(|a| (a + 1..to).map(move |b| (a, b))).collect()
    }

    #[test]
    fn cliques_that_one_edge_links_are_communities_and_the_largest_comes_first() {
        let mut edges = clique(0, 4);
        edges.extend(clique(4, 10));
        edges.extend(clique(10, 15));
        edges.extend([(3, 4), (9, 10), (14, 0)]);
        let found = communities(&graph(15, &edges));
        let expected = [vec![2; 4], vec![0; 6], vec![1; 5]].concat();
        assert_eq!(found, expected);
    }

    #[test]
    fn whoever_nobody_knows_is_alone() {
        assert_eq!(communities(&[]), Vec::<u32>::new());
        assert_eq!(communities(&graph(3, &[])), [0, 1, 2]);
        assert_eq!(communities(&graph(4, &[(1, 3)])), [1, 0, 2, 0]);
    }

    #[test]
    fn a_ring_of_cliques_is_found_whole_on_every_level() {
        let (cliques, size) = (30, 5);
        let mut edges = Vec::new();
        for one in 0..cliques {
            edges.extend(clique(one * size, (one + 1) * size));
            edges.push((one * size, ((one + 1) % cliques) * size + 1));
        }
        let found = communities(&graph((cliques * size) as usize, &edges));
        // Modularity may join two neighbours of so long a ring, but never tears one apart.
        for one in 0..cliques as usize {
            let members = &found[one * size as usize..(one + 1) * size as usize];
            assert!(members.iter().all(|of| *of == members[0]), "{one}: {members:?}");
        }
        assert_eq!(
            found,
            communities(&graph((cliques * size) as usize, &edges)),
            "always the same"
        );
    }

    #[test]
    fn every_community_hangs_together() {
        // A fixed sequence of edges that look random.
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as u32 % 200
        };
        let mut edges: Vec<_> =
            (0..500).map(|_| (next(), next())).filter(|(a, b)| a != b).collect();
        edges.sort_unstable();
        edges.dedup();
        let lists = graph(200, &edges);
        let found = communities(&lists);
        assert_eq!(by_size(&in_pieces(&lists, &found)), found);
    }
}
