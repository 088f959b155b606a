//! What the people of a cluster share, and which of it sets them apart from everybody else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kith_core::{
    id::{EventId, GroupId},
    visibility::Profile,
};
use kith_search::folded;
use serde::Serialize;

/// At least one in so many of a cluster shares what it is named by.
const ONE_IN: usize = 4;
/// Fewer than this share nothing worth a name.
const FEWEST: usize = 2;

/// A filter of people search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Its name in the API.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// Something that people may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Company,
    PastCompany,
    School,
    Group,
    Event,
    Location,
    /// What stands behind the comma of a place, such as a country.
    Region,
    Industry,
}

impl Kind {
    /// The filter of people search, which knows whole places only.
    const fn filter(self) -> Option<&'static str> {
        match self {
            Self::Company => Some("company"),
            Self::PastCompany => Some("past_company"),
            Self::School => Some("school"),
            Self::Group => Some("group"),
            Self::Event => Some("event"),
            Self::Location => Some("location"),
            Self::Region => None,
            Self::Industry => Some("industry"),
        }
    }

    /// What so many do, before the name.
    const fn what(self) -> &'static str {
        match self {
            Self::Company => "work at",
            Self::PastCompany => "used to work at",
            Self::School => "studied at",
            Self::Group => "are in the group",
            Self::Event => "take part in",
            Self::Location | Self::Region => "live in",
            Self::Industry => "work in",
        }
    }
}

/// One thing that is so of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    kind: Kind,
    /// What two facts are compared by.
    key: String,
    /// As people write it.
    label: String,
}

impl Fact {
    fn text(kind: Kind, text: &str) -> Option<Self> {
        let label = text.trim();
        (!label.is_empty()).then(|| Self { kind, key: folded(label), label: label.to_owned() })
    }

    /// Is in a group.
    pub(super) fn group(id: GroupId, name: &str) -> Self {
        Self { kind: Kind::Group, key: id.to_string(), label: name.to_owned() }
    }

    /// Comes to an event.
    pub(super) fn event(id: EventId, name: &str) -> Self {
        Self { kind: Kind::Event, key: id.to_string(), label: name.to_owned() }
    }

    fn filter(&self) -> Option<Filter> {
        let by_id = matches!(self.kind, Kind::Group | Kind::Event);
        let value = if by_id { self.key.clone() } else { self.label.clone() };
        self.kind.filter().map(|name| Filter { name, value })
    }
}

/// What a profile says of somebody.
pub(super) fn of_profile(profile: &Profile) -> Vec<Fact> {
    let jobs = profile.positions.iter().map(|job| {
        let kind = if job.until.is_none() { Kind::Company } else { Kind::PastCompany };
        Fact::text(kind, &job.company)
    });
    let schools = profile.education.iter().map(|one| Fact::text(Kind::School, &one.school));
    let location = profile.card.location.as_deref().unwrap_or_default();
    let region = location.rsplit_once(',').map_or("", |(_, region)| region);
    let industry = profile.card.industry.as_deref().unwrap_or_default();
    let texts = [(Kind::Location, location), (Kind::Region, region), (Kind::Industry, industry)];
    let texts = texts.map(|(kind, text)| Fact::text(kind, text));
    jobs.chain(schools).chain(texts).flatten().collect()
}

/// Gives clusters names, each only once.
pub(super) struct Names<'a> {
    facts: &'a [Vec<Fact>],
    /// How many of all have a fact.
    all: HashMap<(Kind, &'a str), usize>,
    taken: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// Names from the facts about everybody.
    pub(super) fn new(facts: &'a [Vec<Fact>]) -> Self {
        let mut all = HashMap::new();
        for about in facts {
            for key in keys(about) {
                *all.entry(key).or_default() += 1;
            }
        }
        Self { facts, all, taken: BTreeSet::new() }
    }

    /// The name of the cluster of these people, the reason for it, and how search finds those who
    /// share it. It is what sets them apart most: the fact with the greatest part in how the
    /// cluster differs from everybody, p ln(p / q) for its shares p and q of both (its term of
    /// the divergence of S. Kullback and R. A. Leibler, Ann. Math. Stat. 22, 1951). Where nothing
    /// does, it is named after who knows most in it, `middle`.
    pub(super) fn name(
        &mut self,
        members: &[usize],
        middle: &str,
    ) -> (String, String, Option<Filter>) {
        let mut counts: BTreeMap<(Kind, &str), (usize, &Fact)> = BTreeMap::new();
        for place in members {
            let about = &self.facts[*place];
            for (kind, key) in keys(about) {
                let fact = about.iter().find(|fact| (fact.kind, fact.key.as_str()) == (kind, key));
                if let Some(fact) = fact {
                    counts.entry((kind, key)).or_insert((0, fact)).0 += 1;
                }
            }
        }
        let (size, everybody) = (members.len(), self.facts.len());
        let mut best: Option<(f64, usize, &Fact)> = None;
        for (key, (count, fact)) in counts {
            let known = self.all.get(&key).copied().unwrap_or(count);
            let share = part(count, size + 1);
            let worth = share * (part(count, size) / part(known, everybody)).ln();
            let enough = count >= FEWEST && count * ONE_IN >= size && worth > 0.0;
            let free = !self.taken.contains(&fact.label);
            if enough && free && best.is_none_or(|(before, ..)| worth > before) {
                best = Some((worth, count, fact));
            }
        }
        match best {
            Some((_, count, fact)) => {
                self.taken.insert(fact.label.clone());
                let of = if count == size { "All".to_owned() } else { count.to_string() };
                let reason = format!("{of} of {size} {} {}", fact.kind.what(), fact.label);
                (fact.label.clone(), reason, fact.filter())
            }
            None => {
                let reason = "They know each other; nothing else sets them apart.".to_owned();
                (format!("Around {middle}"), reason, None)
            }
        }
    }
}

/// The facts about somebody, each once.
fn keys(about: &[Fact]) -> BTreeSet<(Kind, &str)> {
    about.iter().map(|fact| (fact.kind, fact.key.as_str())).collect()
}

fn part(count: usize, of: usize) -> f64 {
    let small = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    small(count) / small(of.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(facts: &[(Kind, &str)]) -> Vec<Fact> {
        facts.iter().filter_map(|(kind, text)| Fact::text(*kind, text)).collect()
    }

    #[test]
    fn a_cluster_is_named_by_what_sets_it_apart_and_not_by_what_everybody_shares() {
        use Kind::{Company, Location, School};
        let initech = person(&[(Company, "Initech"), (Location, "Berlin")]);
        let hooli = person(&[(Company, "Hooli"), (Location, "Berlin"), (School, "TU Berlin")]);
        let facts: Vec<_> = [&initech, &initech, &hooli, &hooli, &hooli].map(Clone::clone).into();
        let mut names = Names::new(&facts);
        let filter = |name, value: &str| Some(Filter { name, value: value.to_owned() });
        let named = names.name(&[2, 3, 4], "Ben");
        let reason = "All of 3 work at Hooli".to_owned();
        assert_eq!(named, ("Hooli".to_owned(), reason, filter("company", "Hooli")));
        let named = names.name(&[0, 1, 2], "Ana");
        let reason = "2 of 3 work at Initech".to_owned();
        assert_eq!(named, ("Initech".to_owned(), reason, filter("company", "Initech")));
    }

    #[test]
    fn two_clusters_never_have_one_name_and_one_without_is_named_after_a_person() {
        let (a, b) = (person(&[(Kind::School, "École")]), person(&[]));
        let facts = vec![a.clone(), a.clone(), a.clone(), a, b.clone(), b];
        let mut names = Names::new(&facts);
        assert_eq!(names.name(&[0, 1], "Ana").0, "École");
        let (name, reason, filter) = names.name(&[2, 3], "Ben");
        assert_eq!((name.as_str(), filter), ("Around Ben", None));
        assert!(reason.starts_with("They know each other"));
        assert_eq!(names.name(&[4, 5], "Carl").0, "Around Carl", "nothing is known of them");
    }

    #[test]
    fn spelling_does_not_part_people_and_nobody_counts_twice() {
        let twice = person(&[(Kind::PastCompany, "Vandelay"), (Kind::PastCompany, "vandelay ")]);
        let once = person(&[(Kind::PastCompany, "VANDELAY")]);
        let other = person(&[(Kind::Industry, "Law")]);
        let facts = vec![twice, once, other.clone(), other];
        let (_, reason, filter) = Names::new(&facts).name(&[0, 1, 2], "Ana");
        assert_eq!(reason, "2 of 3 used to work at Vandelay");
        assert_eq!(filter.map(|one| one.name), Some("past_company"));
    }
}
