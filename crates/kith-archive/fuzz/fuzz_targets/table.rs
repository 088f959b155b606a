//! Any bytes as a table in a sound container; the first byte says which.
#![no_main]

use kith_archive::{
    made::{Packing, zip},
    read,
};

const TABLES: [(&str, &str); 6] = [
    ("Connections.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"),
    ("Invitations.csv", "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"),
    ("messages.csv", "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT\n"),
    ("Positions.csv", "Company Name,Title,Description,Location,Started On,Finished On\n"),
    ("Endorsement_Received_Info.csv", "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name\n"),
    ("Connections.csv", ""),
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (name, header) = TABLES[usize::from(*first) % TABLES.len()];
    let table = [header.as_bytes(), rest].concat();
    let _ = read(&zip(&[(name.to_owned(), table)], Packing::Stored));
});
