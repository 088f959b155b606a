//! Mentions: who is named by `@handle`, and who is not.

use kith_core::mention::{MOST, Piece, handles, pieces};

#[test]
fn a_handle_behind_an_at_names_somebody_and_an_address_does_not() {
    for (text, expected) in [
        ("", &[][..]),
        ("@ana", &["ana"]),
        ("Thanks @ana-p, @ben.", &["ana-p", "ben"]),
        ("(@ben-2)@carl", &["ben-2", "carl"]),
        ("@ana @ana", &["ana"]),
        ("@ana- said", &["ana"]),
        ("ana@example.org", &[]),
        ("@@ana", &[]),
        ("@ana@example.org", &[]),
        ("@a", &[]),
        ("@Ana", &[]),
        ("@ana_b", &["ana"]),
        ("@ané", &[]),
        ("ü@ana", &[]),
    ] {
        assert_eq!(handles(text), expected, "{text}");
    }
}

#[test]
fn the_pieces_of_a_text_are_the_text() {
    for text in ["", "@", "@ana", "Hi @ana, ü@ben @carl!", "日本 @ana 日本"] {
        let whole: String = pieces(text)
            .iter()
            .map(|piece| match piece {
                Piece::Text(words) => (*words).to_owned(),
                Piece::Handle(handle) => format!("@{handle}"),
            })
            .collect();
        assert_eq!(whole, text);
    }
}

#[test]
fn a_text_names_only_so_many() {
    let text: String = (0..50).map(|n| format!("@member-{n} ")).collect();
    assert_eq!(handles(&text).len(), MOST);
}
