//! Help in the note box: what the coach says, and drafts to begin with. Nothing here sends.

use axum::{Router, http::StatusCode, routing::post};
use kith_app::{AppError, notes::NoteDrafts};
use maud::html;

use super::{
    fields::Fields,
    invitations,
    ui::{
        coach,
        connect::{Draft, Help},
    },
    visit::{Answer, Signed, piece},
};
use crate::state::WebState;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/notes/check", post(check)).route("/notes/draft", post(draft))
}

/// Judges what stands in the box. While somebody types, only the remarks come back.
async fn check(me: Signed, form: Fields) -> Answer {
    let note = wanted(&form);
    let (to, text) = (form.get("to").to_owned(), note.clone());
    let (_, checked) = me.try_read(move |app, actor| app.check_note(actor, &to, &text)).await?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return refused(me, &form, note, error).await,
    };
    if form.has("typing") {
        return Ok(piece(
            StatusCode::OK,
            &html! { (coach::remarks(coach::NOTES, &note, &checked)) },
        ));
    }
    let said = coach::summary(&checked);
    let help = Help { check: Some(checked), ..Help::default() };
    again(me, &form, note, help, said).await
}

/// Fills an empty box with the first of three drafts; beside words that are there it offers them.
async fn draft(me: Signed, form: Fields) -> Answer {
    let note = unix(form.raw("note"));
    let intent = form.filled("intent").unwrap_or_else(|| "connect".to_owned());
    let (to, wish) = (form.get("to").to_owned(), intent.clone());
    let brief = me.try_read(move |app, actor| app.brief_note(actor, &to, &wish, None)).await?.1;
    let NoteDrafts { drafts, fallback, .. } = match brief {
        Ok(brief) => me.draft(brief).await,
        Err(error) => return refused(me, &form, note, error).await,
    };
    let note = begun(note, &drafts);
    let (to, text) = (form.get("to").to_owned(), note.clone());
    match me.try_read(move |app, actor| app.check_note(actor, &to, &text)).await?.1 {
        Ok(check) => {
            let help = Help { check: Some(check), drafts, fallback, intent };
            let said = "Three drafts are ready. Nothing is sent until you send it.".to_owned();
            again(me, &form, note, help, said).await
        }
        Err(error) => refused(me, &form, note, error).await,
    }
}

/// The words that are there; in an empty box the first draft.
pub(super) fn begun(note: String, drafts: &[String]) -> String {
    if note.trim().is_empty() { drafts.first().cloned().unwrap_or(note) } else { note }
}

/// The box again, with help.
async fn again(me: Signed, form: &Fields, note: String, help: Help, said: String) -> Answer {
    let email = form.get("email").to_owned();
    let draft = Draft { note, email, help: Some(help), ..Draft::default() };
    invitations::again(me, form, StatusCode::OK, &draft, Some(said)).await
}

/// What cannot be judged: the words stay in the box, and what is wrong stands beside it.
async fn refused(me: Signed, form: &Fields, note: String, error: AppError) -> Answer {
    let AppError::Invalid(errors) = error else {
        return Err(me.failure(&form.back(), error).await);
    };
    if form.has("typing") {
        let errors = coach::errors(&errors);
        return Ok(piece(StatusCode::UNPROCESSABLE_ENTITY, &errors));
    }
    let email = form.get("email").to_owned();
    let draft = Draft { note, email, errors, ..Draft::default() };
    invitations::again(me, form, StatusCode::UNPROCESSABLE_ENTITY, &draft, None).await
}

/// What is to stand in the box: a draft that was chosen, the words with a remark's fix in them, or
/// the words as they are.
pub(super) fn wanted(form: &Fields) -> String {
    if form.has("use") {
        return unix(form.raw("use"));
    }
    let note = unix(form.raw("note"));
    fixed(&note, form.raw("fix")).unwrap_or(note)
}

/// A browser sends line breaks as two signs; the text field counts one.
pub(super) fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The note with one fix: where it begins and ends, what stood there, what is to. Where something
/// else stands there by now, nothing is changed.
fn fixed(note: &str, fix: &str) -> Option<String> {
    let (start, end, before, after): (usize, usize, String, String) =
        serde_json::from_str(fix).ok()?;
    let units: Vec<u16> = note.encode_utf16().collect();
    if units.get(start..end)? != before.encode_utf16().collect::<Vec<_>>() {
        return None;
    }
    let fixed: Vec<u16> =
        [&units[..start], &after.encode_utf16().collect::<Vec<_>>(), &units[end..]].concat();
    String::from_utf16(&fixed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_a_fix_changes_only_the_words_that_it_was_made_for() {
        let note = "🙂 I recieved it";
        for (fix, becomes) in [
            (r#"[5,13,"recieved","received"]"#, Some("🙂 I received it")),
            (r#"[5,13,"received","x"]"#, None),
            (r#"[5,99,"recieved","x"]"#, None),
            (r#"[13,5,"recieved","x"]"#, None),
            (r#"[-1,3,"","x"]"#, None),
            (r#"[1,2,"","x"]"#, None),
            ("", None),
            ("{}", None),
        ] {
            assert_eq!(fixed(note, fix).as_deref(), becomes, "{fix}");
        }
    }
}
