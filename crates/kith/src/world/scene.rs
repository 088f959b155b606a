//! The stage of the demo world: made-up companies and schools in real cities.

use super::{
    fields::FIELDS,
    names::culture,
    places::{CITIES, City},
    random::Random,
};

/// Invented words that companies are called by: any beginning with any end.
const FIRM_BEGINNINGS: [&str; 34] = [
    "Quill", "Tolv", "Ferro", "Bram", "Ozmar", "Lark", "Vesp", "Nimbr", "Corv", "Hollow", "Zephr",
    "Marl", "Tindr", "Ostrel", "Wyver", "Calyx", "Drift", "Ember", "Fathom", "Grisk", "Jund",
    "Kestr", "Lumenv", "Mossw", "Nettle", "Pavor", "Rook", "Sablew", "Thrush", "Umbrel", "Velk",
    "Yarrow", "Brindl", "Cobalt",
];
const FIRM_ENDS: [&str; 30] = [
    "ane", "wyn", "ovia", "field", "ista", "orra", "ello", "unda", "ick", "ander", "ova", "ium",
    "egrid", "ona", "ays", "eth", "osk", "arde", "imbre", "ully", "entra", "oak", "isle", "ury",
    "addo", "emont", "ivo", "anthe", "urel", "esse",
];
/// Invented places that schools are called by.
const SCHOOL_BEGINNINGS: [&str; 22] = [
    "Aldem", "Brack", "Carrow", "Dunv", "Elmst", "Farrow", "Glint", "Hester", "Ivorn", "Jessam",
    "Kelm", "Lorn", "Mereth", "Norval", "Orvest", "Pellin", "Quarn", "Ravel", "Solmer", "Tarn",
    "Ulver", "Wexam",
];
const SCHOOL_ENDS: [&str; 16] = [
    "ora", "ington", "aval", "ede", "oria", "undel", "anza", "ique", "oss", "andria", "eller",
    "ova", "entis", "olm", "iera", "aux",
];

/// A made-up company.
pub(super) struct Company {
    /// Its name.
    pub(super) name: String,
    /// Its industry, as a place in [`FIELDS`].
    pub(super) field: usize,
}

/// Where everything happens. Companies, schools and cities are known by their place in its lists.
pub(super) struct Scene {
    /// Every company.
    pub(super) companies: Vec<Company>,
    /// The name of every school.
    pub(super) schools: Vec<String>,
    companies_in: Vec<Vec<usize>>,
    companies_of: Vec<Vec<usize>>,
    schools_in: Vec<Vec<usize>>,
}

impl Scene {
    /// A stage for so many members.
    pub(super) fn new(members: usize, random: &mut Random) -> Self {
        let cities = (members / 40).clamp(2, CITIES.len());
        let mut scene = Self {
            companies: Vec::new(),
            schools: Vec::new(),
            companies_in: vec![Vec::new(); cities],
            companies_of: vec![Vec::new(); FIELDS.len()],
            schools_in: vec![Vec::new(); cities],
        };
        let most = FIRM_BEGINNINGS.len() * FIRM_ENDS.len();
        for number in 0..(members / 25 + 3).clamp(cities, most) {
            let city = if number < cities { number } else { random.early(cities) };
            let field = random.below(FIELDS.len());
            scene.companies_in[city].push(number);
            scene.companies_of[field].push(number);
            let firm = random.word(FIELDS[field].firms);
            let word = invented(&FIRM_BEGINNINGS, &FIRM_ENDS, number);
            scene.companies.push(Company { name: format!("{word} {firm}"), field });
        }
        let most = SCHOOL_BEGINNINGS.len() * SCHOOL_ENDS.len();
        for number in 0..(members / 70 + 3).clamp(cities, most) {
            let city = if number < cities { number } else { random.early(cities) };
            scene.schools_in[city].push(number);
            let word = invented(&SCHOOL_BEGINNINGS, &SCHOOL_ENDS, number);
            scene.schools.push(school_name(&word, &CITIES[city], random));
        }
        scene
    }

    /// How many of the cities people live in.
    pub(super) fn cities(&self) -> usize {
        self.companies_in.len()
    }

    /// A company in the city, often a large one; any other in a few cases.
    pub(super) fn company_in(&self, city: usize, random: &mut Random) -> usize {
        let near = &self.companies_in[city];
        if near.is_empty() || random.percent(15) {
            random.early(self.companies.len())
        } else {
            near[random.early(near.len())]
        }
    }

    /// A company of the industry; any where there is none.
    pub(super) fn company_of(&self, field: usize, random: &mut Random) -> usize {
        let alike = &self.companies_of[field];
        if alike.is_empty() {
            random.early(self.companies.len())
        } else {
            alike[random.early(alike.len())]
        }
    }

    /// A school, most often in the city.
    pub(super) fn school_near(&self, city: usize, random: &mut Random) -> usize {
        let near = &self.schools_in[city];
        if near.is_empty() || random.percent(30) {
            random.early(self.schools.len())
        } else {
            near[random.early(near.len())]
        }
    }
}

/// The `number`-th pair of a beginning and an end; neighbours differ in both.
fn invented(beginnings: &[&str], ends: &[&str], number: usize) -> String {
    let beginning = beginnings[number % beginnings.len()];
    let end = ends[(number / beginnings.len() + number * 7) % ends.len()];
    format!("{beginning}{end}")
}

fn school_name(word: &str, city: &City, random: &mut Random) -> String {
    let patterns: &[&str] = match city.culture {
        culture::GERMAN => &["Hochschule {}", "Universität {}", "Technische Akademie {}"],
        culture::FRENCH => &["Université {}", "École {}", "Institut {}"],
        culture::SPANISH => &["Universidad {}", "Instituto {}"],
        culture::PORTUGUESE => &["Universidade {}", "Instituto {}"],
        culture::ITALIAN => &["Università {}", "Accademia {}"],
        culture::DUTCH => &["Hogeschool {}", "Universiteit {}"],
        culture::NORDIC => &["{} Högskola", "University of {}"],
        culture::POLISH => &["Akademia {}", "Uniwersytet {}"],
        _ => &["{} University", "{} Institute of Technology", "{} College", "University of {}"],
    };
    random.word(patterns).replace("{}", word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_company_and_every_school_has_a_name_of_its_own() {
        let mut random = Random::new(1);
        for members in [2, 50, 2_000, 200_000] {
            let scene = Scene::new(members, &mut random);
            for names in [
                scene.companies.iter().map(|company| company.name.as_str()).collect::<Vec<_>>(),
                scene.schools.iter().map(String::as_str).collect(),
            ] {
                let mut unique = names.clone();
                unique.sort_unstable();
                unique.dedup();
                assert_eq!(unique.len(), names.len(), "{members} members");
            }
        }
    }
}
