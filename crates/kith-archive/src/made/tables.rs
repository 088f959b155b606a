//! The tables of a made-up archive, with everything in them that readers stumble over.

use kith_core::time::{DAY, HOUR, Timestamp};

use super::{Dice, Era, Plan};

const FIRST: [&str; 16] = [
    "Ana", "Ben", "Chiara", "Dmitri", "Émile", "Farida", "Göran", "Hana", "Ines", "Jürgen", "Kofi",
    "Lena", "Mei", "Noor", "Øyvind", "Priya",
];
const LAST: [&str; 16] = [
    "Adeyemi",
    "Bauer",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "García",
    "Haddad",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Müller",
    "Novak",
    "O’Brien",
    "Pereira",
];
const COMPANIES: [&str; 12] = [
    "Northwind Analytics, Inc.",
    "Globex",
    "Initech",
    "Umbrella Foods",
    "Hooli",
    "Soylent \"Green\" Ltd",
    "Acme GmbH & Co. KG",
    "Wayne Works",
    "Stark Bridges",
    "Contoso",
    "Fabrikam",
    "Öresund Energi",
];
const TITLES: [&str; 8] = [
    "Head of Engineering",
    "Product Manager",
    "Structural Engineer",
    "CTO",
    "Data Analyst",
    "Nurse, Paediatrics",
    "Architect",
    "Founder",
];
/// The member's own address.
const ME: &str = "https://www.linkedin.com/in/jordanpike";

/// A field as CSV writes it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { always(text) } else { text.to_owned() }
}

fn always(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn line(cells: &[&str]) -> String {
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",")
}

/// Lines without a break behind the last one, as archives have them.
fn table(header: &str, rows: &[String]) -> Vec<u8> {
    let mut text = header.to_owned();
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text.into_bytes()
}

fn written(at: Timestamp, form: &str) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    at.strftime(form).to_string()
}

/// Somebody.
struct One {
    first: String,
    last: String,
    end: String,
    company: &'static str,
    title: &'static str,
}

/// The person with this number: always the same.
fn one(number: u32) -> One {
    let mut dice = Dice(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (first, last) = (dice.one(&FIRST), dice.one(&LAST));
    let mut name = last.to_owned();
    // Names carry degrees, and numbers keep them apart.
    if number % 17 == 3 {
        name.push_str(", PhD");
    }
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>();
    let end = format!("{}-{}-{number:05x}", plain(first), plain(last)).to_lowercase();
    let first = if number >= 16 {
        format!("{first} {}", char::from(b'A' + (number % 26) as u8))
    } else {
        first.to_owned()
    };
    One { first, last: name, end, company: dice.one(&COMPANIES), title: dice.one(&TITLES) }
}

impl One {
    fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    fn address(&self) -> String {
        format!("https://www.linkedin.com/in/{}", self.end)
    }
}

/// On which day the connection with this number was made.
fn since(plan: &Plan, number: u32) -> Timestamp {
    // More lately than long ago.
    let share = f64::from(number) / f64::from(plan.connections.max(1));
    let days = (share * share * 3_600.0) as i64;
    plan.at.plus(-days * DAY - 30 * HOUR)
}

fn connections(plan: &Plan) -> (String, Vec<u8>) {
    let address = plan.era >= Era::Addresses;
    let mut rows = Vec::new();
    for number in 0..plan.connections {
        let (one, day) = (one(number), written(since(plan, number), "%d %b %Y"));
        let link = one.address();
        let mail =
            if number % 40 == 7 { format!("{}@example.org", one.end) } else { String::new() };
        let mut cells = vec![one.first.as_str(), &one.last];
        cells.extend(address.then_some(link.as_str()));
        cells.extend([mail.as_str(), one.company, one.title, &day]);
        rows.push(line(&cells));
        // Somebody who closed their profile.
        if number % 12 == 5 {
            rows.push(format!("{}{day}", ",".repeat(if address { 6 } else { 5 })));
        }
    }
    let header = if address {
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    } else {
        "First Name,Last Name,Email Address,Company,Position,Connected On"
    };
    let header =
        if plan.era >= Era::Preamble { format!("{PREAMBLE}{header}") } else { header.to_owned() };
    ("Connections.csv".to_owned(), table(&header, &rows))
}

const PREAMBLE: &str = "Notes:\n\"When exporting your connection data, you may notice that some of the email \
addresses are missing. You will only see email addresses for connections who have allowed their \
connections to see or download their email address using this setting \
https://www.linkedin.com/psettings/privacy/email. You can learn more here \
https://www.linkedin.com/help/linkedin/answer/261\"\n\n";

fn invitations(plan: &Plan) -> (String, Vec<u8>) {
    let address = plan.era >= Era::Addresses;
    let mut rows = Vec::new();
    for number in 0..plan.invitations {
        // Two of three are connections by now; the others are not.
        let who = if number % 3 == 2 { plan.connections + number } else { number };
        let other = one(who);
        let outgoing = number % 5 != 4;
        let before = Dice(u64::from(number)).below(40) as i64;
        let at = if who < plan.connections {
            since(plan, who).plus(-before * DAY)
        } else {
            plan.at.plus(-i64::from(number) * 9 * HOUR)
        };
        let at = written(at, "%-m/%-d/%y, %-I:%M %p");
        let note = match number % 4 {
            0 => format!(
                "Hi {}, enjoyed your talk.\nWould like to \"follow up\", if I may",
                other.first
            ),
            _ => String::new(),
        };
        let (name, link) = (other.name(), other.address());
        let (from, to, by, whom) = if outgoing {
            ("Jordan Pike", name.as_str(), ME, link.as_str())
        } else {
            (name.as_str(), "Jordan Pike", link.as_str(), ME)
        };
        let mut cells = vec![from, to, &at, &note, if outgoing { "OUTGOING" } else { "INCOMING" }];
        if address {
            cells.extend([by, whom]);
        }
        rows.push(line(&cells));
    }
    let header = if address {
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    } else {
        "From,To,Sent At,Message,Direction"
    };
    ("Invitations.csv".to_owned(), table(header, &rows))
}

fn messages(plan: &Plan) -> (String, Vec<u8>) {
    let (recipients, drafts) = (plan.era >= Era::Addresses, plan.era >= Era::Quoted);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |cells: [&str; 7], folder: &str, draft: &str| {
        let [id, from, sender, to, whom, at, text] = cells;
        let mut row = vec![id, "", from, sender, to];
        row.extend(recipients.then_some(whom));
        row.extend([at, "", text, folder]);
        if drafts {
            row.extend(["", draft, "No"]);
        }
        rows.push(row.into_iter().map(str::to_owned).collect());
    };
    for number in 0..plan.conversations {
        let other = one(number);
        let id = format!("2-{number:08x}==");
        let (name, link) = (other.name(), other.address());
        for turn in 0..=(number % 4) {
            let at = plan.at.plus(-i64::from(number) * 2 * DAY - HOUR * i64::from(12 - turn));
            let at = written(at, "%Y-%m-%d %H:%M:%S UTC");
            let text = format!("Line one, of {turn}\nline \"two\"; and so on");
            let cells = if turn % 2 == 0 {
                ["Jordan Pike", ME, &name, &link]
            } else {
                [&name, &link, "Jordan Pike", ME]
            };
            add([&id, cells[0], cells[1], cells[2], cells[3], &at, &text], "INBOX", "No");
        }
    }
    let at = written(plan.at.plus(-DAY), "%Y-%m-%d %H:%M:%S UTC");
    let (a, b) = (one(1), one(3));
    let (to, both) =
        (format!("{}, {}", a.name(), b.name()), format!("{},{}", a.address(), b.address()));
    add(["3-group==", "Jordan Pike", ME, &to, &both, &at, "To both of you"], "ARCHIVE", "No");
    add(["4-gone==", "LinkedIn Member", "", "Jordan Pike", ME, &at, "Hello"], "INBOX", "No");
    let sold = "<p class=\"spinmail-quill-editor__spin-break\">Dear %FIRSTNAME%,</p>";
    add(["5-sold==", "Sponsored", "", "Jordan Pike", ME, &at, sold], "INBOX", "No");
    add(["6-spam==", &a.name(), &a.address(), "Jordan Pike", ME, &at, "Win"], "SPAM", "No");
    if drafts {
        add(
            ["7-draft==", "Jordan Pike", ME, &b.name(), &b.address(), &at, "Not sent"],
            "INBOX",
            "Yes",
        );
    }
    let mut header: Vec<&str> = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT".split(',').collect();
    header.truncate(if drafts { 13 } else { 10 });
    header.retain(|name| recipients || *name != "RECIPIENT PROFILE URLS");
    let cell: fn(&str) -> String = if drafts { always } else { quoted };
    let lines: Vec<String> = rows
        .iter()
        .map(|row| row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","))
        .collect();
    let header = header.into_iter().map(cell).collect::<Vec<_>>().join(",");
    ("messages.csv".to_owned(), table(&header, &lines))
}

fn endorsements(plan: &Plan) -> (String, Vec<u8>) {
    let address = plan.era >= Era::Addresses;
    let mut rows = Vec::new();
    for number in 0..9 {
        let other = one(number);
        let at = written(plan.at.plus(-i64::from(number) * 11 * DAY), "%Y/%m/%d %H:%M:%S UTC");
        let link = format!("www.linkedin.com/in/{}", other.end);
        let mut cells = vec![at.as_str(), "Go-to-market", &other.first, &other.last];
        cells.extend(address.then_some(link.as_str()));
        cells.push(if number == 4 { "PENDING" } else { "ACCEPTED" });
        rows.push(line(&cells));
    }
    let header = if address {
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,Endorsement Status"
    } else {
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorsement Status"
    };
    ("Endorsement_Received_Info.csv".to_owned(), table(header, &rows))
}

fn recommendations(plan: &Plan) -> (String, Vec<u8>) {
    let rows: Vec<String> = [2, 6]
        .into_iter()
        .map(|number| {
            let other = one(number);
            let at = written(plan.at.plus(-i64::from(number) * 20 * DAY), "%m/%d/%y, %I:%M %p");
            line(&[
                &other.first,
                &other.last,
                other.company,
                other.title,
                "Calm, exact,\nand kind.",
                &at,
                "VISIBLE",
            ])
        })
        .collect();
    let header = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status";
    ("Recommendations_Received.csv".to_owned(), table(header, &rows))
}

/// What the member says of themself.
fn own(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let profile = line(&[
        "Jordan",
        "Pike",
        "",
        "1 Secret Street",
        "Jan 1",
        "Structural engineer | timber, and concrete",
        "I plan bridges.\nThey stand.",
        "Civil Engineering",
        "01067",
        "Dresden, Saxony, Germany",
        "[h1,h2]",
        "[PORTFOLIO:https://x.example,BLOG:https://y.example]",
        "",
    ]);
    let english = [
        "Stark Bridges,Lead Engineer,\"Bridges, mostly\",Dresden,Jan 2021,",
        "Globex,Engineer,,Berlin,Mar 2016,Dec 2020",
        "Initech,Trainee,,Bonn,2014,2016",
    ];
    let german = [
        "Stark Bridges,Leitender Ingenieur,Brücken,Dresden,Jan 2021,",
        "Globex,Ingenieur,,Berlin,Mar 2016,Dec 2020",
    ];
    let mut jobs: Vec<String> = english.iter().map(|row| (*row).to_owned()).collect();
    if plan.era >= Era::Addresses {
        jobs.extend(german.iter().map(|row| (*row).to_owned()));
    }
    jobs.push("Freelance,Advisor,No beginning,,,".to_owned());
    let followed = written(plan.at.plus(-90 * DAY), "%a %b %d %H:%M:%S UTC %Y");
    vec![
        (
            "Profile.csv".to_owned(),
            table(
                "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers",
                &[profile],
            ),
        ),
        (
            "Positions.csv".to_owned(),
            table("Company Name,Title,Description,Location,Started On,Finished On", &jobs),
        ),
        (
            "Education.csv".to_owned(),
            table(
                "School Name,Start Date,End Date,Notes,Degree Name,Activities",
                &[
                    "TU Dresden,2009,2014,,Dipl.-Ing.,".to_owned(),
                    "ETH Zürich,Sep 2012,Feb 2013,,\"Exchange, one term\",".to_owned(),
                ],
            ),
        ),
        (
            "Skills.csv".to_owned(),
            table(
                "Name",
                &[
                    "Timber bridges".to_owned(),
                    "\"Eurocode 5, 2\"".to_owned(),
                    "timber Bridges".to_owned(),
                    "Rust".to_owned(),
                ],
            ),
        ),
        (
            "Company Follows.csv".to_owned(),
            table(
                "Organization,Followed On",
                &[
                    format!("Globex,{followed}"),
                    format!("\"Northwind Analytics, Inc.\",{followed}"),
                ],
            ),
        ),
    ]
}

/// What is in archives and is not for the importer.
fn others(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let number = if plan.era >= Era::Quoted { "_123456789" } else { "" };
    let mut files = vec![
        (
            format!("Shares{number}.csv"),
            text(
                "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2026-07-20 10:25:25,https://x.example/1,Hello,,,MEMBER_NETWORK",
            ),
        ),
        (
            format!("Comments{number}.csv"),
            text(
                "Date,Link,Message\n2026-07-20 10:25:25,https://x.example/1,\"Yes\n\"\"really\"\"\"",
            ),
        ),
        (
            "Contacts.csv".to_owned(),
            text(
                "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers\nPHONE,Third,Party,,,third@example.org,123",
            ),
        ),
        (
            "Logins.csv".to_owned(),
            text("Login Date,IP Address,User Agent,Login Type\n2026,203.0.113.9,x,y"),
        ),
        (
            "Ad_Targeting.csv".to_owned(),
            text("Company Names,Company Names,Company Names,Job Titles\na,b,c,d"),
        ),
        (
            "Learning.csv".to_owned(),
            text("Content Title,Content Type,Notes taken on videos (if taken),\nX,Course,,"),
        ),
        (
            "Jobs/Saved Jobs.csv".to_owned(),
            text("Saved Date,Job Url,Job Title,Company Name\n1/2/26, https://x.example,Job,Globex"),
        ),
        (
            "Recommendations_Given.csv".to_owned(),
            text(
                "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\nBen,Bauer,Globex,CTO,Good,01/02/24,VISIBLE",
            ),
        ),
        (
            "guide_messages.csv".to_owned(),
            text(
                "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER",
            ),
        ),
        ("LearningCoachMessages.csv".to_owned(), text("No conversations found")),
        (
            "Articles/Articles/on-glue.html".to_owned(),
            text(
                "<html><title>On glue</title><h1><a href=\"https://x.example\">On glue</a></h1></html>",
            ),
        ),
    ];
    if plan.era >= Era::Quoted {
        files.push(("Notes.csv".to_owned(), text("Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\nAna,Bauer,https://www.linkedin.com/in/ana,Met in Graz,1/2/26,")));
        files.push(("Profile Summary.csv".to_owned(), text("Profile Summary\nA longer text")));
    }
    files
}

/// Every file of the archive.
pub(super) fn all(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        connections(plan),
        messages(plan),
        invitations(plan),
        endorsements(plan),
        recommendations(plan),
    ];
    files.extend(own(plan));
    files.extend(others(plan));
    files
}
