//! What a note may speak of: the recipient as the sender may see them, the sender, and what both
//! have in common.

use crate::{composer, ground::Ground};

/// Everything that coach, composer and templates know. Whoever calls has passed it through R3.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many characters the sender's plan gives a note.
    pub limit: u32,
    /// The sender.
    pub me: Me,
    /// The recipient.
    pub them: Them,
    /// What both have in common, the strongest first.
    pub ground: Vec<Ground>,
    /// Notes that the sender sent lately to others.
    pub recent: Vec<String>,
}

/// The sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Me {
    /// First name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Where they work now.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// One line about what they do.
    pub headline: Option<String>,
    /// Their field.
    pub industry: Option<String>,
    /// Where they studied.
    pub schools: Vec<String>,
}

/// The recipient. What the sender may not see is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Them {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: Option<String>,
    /// One line about what they do.
    pub headline: Option<String>,
    /// Where they live.
    pub location: Option<String>,
    /// Their field.
    pub industry: Option<String>,
    /// Where they work now.
    pub company: Option<String>,
    /// What they do there.
    pub title: Option<String>,
    /// Where they worked before.
    pub past_companies: Vec<String>,
    /// Where they studied.
    pub schools: Vec<String>,
    /// What they can do.
    pub skills: Vec<String>,
}

impl Facts {
    /// What is said about the recipient, besides their name.
    pub(crate) fn about_them(&self) -> Vec<&str> {
        let them = &self.them;
        let single = [&them.headline, &them.location, &them.industry, &them.company, &them.title];
        let many = them.past_companies.iter().chain(&them.schools).chain(&them.skills);
        let ground = self.ground.iter().flat_map(Ground::names);
        let single = single.into_iter().flatten();
        single.chain(many).map(String::as_str).chain(ground).collect()
    }

    /// Whether a note can take up anything of the recipient's.
    pub(crate) fn say_something(&self) -> bool {
        composer::knows_something(self)
    }

    /// What is said about the sender.
    pub(crate) fn about_me(&self) -> Vec<&str> {
        let me = &self.me;
        let single = [&me.company, &me.title, &me.headline, &me.industry];
        let names = [me.first_name.as_str(), me.last_name.as_str()];
        let single = single.into_iter().flatten().chain(&me.schools).map(String::as_str);
        names.into_iter().chain(single).filter(|text| !text.is_empty()).collect()
    }

    /// The recipient's names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let first = std::iter::once(self.them.first_name.as_str());
        first.chain(self.them.last_name.as_deref()).filter(|name| !name.is_empty())
    }

    /// Every text from which a note may take words.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts = self.about_them();
        texts.extend(self.about_me());
        texts.extend(self.names());
        texts
    }
}
