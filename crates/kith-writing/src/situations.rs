//! The situations that ship with templates, and these templates.

use serde::Serialize;

/// A situation in which people write to somebody, with templates for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Situation {
    /// Its code.
    pub code: &'static str,
    /// What a member reads.
    pub title: &'static str,
    /// The templates.
    pub templates: &'static [&'static str],
}

/// Every situation.
pub const ALL: [Situation; 10] = [
    Situation {
        code: "event_attendees",
        title: "People who come to the same event",
        templates: &[
            "Hi {first_name}, we both have a seat at {event}. I would like to hear what brings you there, and what you hope to take home.",
            "Hello {first_name}, I saw your name among those who come to {event}. Which session are you looking forward to most?",
            "Hi {first_name}, {event} brings together people I rarely meet. I am curious about your work in {industry}: what is new there?",
        ],
    },
    Situation {
        code: "industry_peers",
        title: "People in the same field",
        templates: &[
            "Hi {first_name}, I work in {industry} too, at {my_company}. I would like to follow what you do at {company} and compare notes now and then.",
            "Hello {first_name}, few people around me work in {industry}. What keeps you busy at {company} this year?",
        ],
    },
    Situation {
        code: "group_members",
        title: "Members of a group I am in",
        templates: &[
            "Hi {first_name}, we are both in {group}. I like how people answer each other there, and would be glad to stay in touch with you outside the group too.",
            "Hello {first_name}, I know your name from {group}. What do you read it for? I would like to compare notes.",
        ],
    },
    Situation {
        code: "competitors_followers",
        title: "Followers of a competitor",
        templates: &[
            "Hi {first_name}, you follow what happens in {topic}, and so do I, at {my_company}. What do you miss most in what there is today?",
            "Hello {first_name}, I work on {topic} and like to learn from people who use it. How did {company} come to choose what you have now?",
        ],
    },
    Situation {
        code: "profile_viewers",
        title: "People who looked at my profile",
        templates: &[
            "Hi {first_name}, thank you for looking at my profile. I read yours in turn, and your work at {company} made me curious. What are you working on?",
            "Hello {first_name}, you looked in on my profile, so perhaps our work meets somewhere. I would like to hear what you do in {industry}.",
        ],
    },
    Situation {
        code: "former_colleagues",
        title: "Former colleagues or classmates",
        templates: &[
            "Hi {first_name}, we both know {school} from the inside. Where has your way led you since? It would be good to stay in touch.",
            "Hello {first_name}, it is a while since {school}. I would like to hear how you are doing, and what you do at {company} now.",
            "Hi {first_name}, {mutual} and I spoke of old times and your name came up. It would be good to hear from you again and stay in touch.",
        ],
    },
    Situation {
        code: "met_in_person",
        title: "People I have met in person",
        templates: &[
            "Hi {first_name}, it was good to meet you at {event}. I keep thinking about what you said, and would like to stay in touch.",
            "Hello {first_name}, thank you for our conversation at {event}. You made me think about {topic} in a new way, and I would like to follow your work.",
        ],
    },
    Situation {
        code: "cold_lead",
        title: "People who do not know me yet",
        templates: &[
            "Hi {first_name}, I have read about {company} and would like to understand how you work there. What is the hardest question on your desk this year?",
            "Hello {first_name}, your work as {title} at {company} touches a question that we have at {my_company} too. I would like to learn how you see it.",
        ],
    },
    Situation {
        code: "engaged_with_content",
        title: "People who engaged with my posts, or I with theirs",
        templates: &[
            "Hi {first_name}, the post “{post}” brought us together here. I would like to read more of what you think about it.",
            "Hello {first_name}, we both stopped at “{post}”. What did you take from it? I would be glad to stay in touch.",
        ],
    },
    Situation {
        code: "after_acceptance",
        title: "After they have accepted",
        templates: &[
            "Thank you for connecting, {first_name}. How did you come to {company}? I am curious what a good day looks like there.",
            "Good to be in touch, {first_name}. I follow {industry} closely: whose work there should I read, in your view?",
            "Thank you, {first_name}. If something from my side at {my_company} can help you in your work at {company}, I am glad to.",
        ],
    },
];

/// The situation of a code.
#[must_use]
pub fn of_code(code: &str) -> Option<&'static Situation> {
    ALL.iter().find(|one| one.code == code)
}
