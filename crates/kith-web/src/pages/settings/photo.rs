//! My photo: choose, see, remove.

use kith_app::{AppError, FieldError, profiles::Me};
use kith_core::image::Picture;
use maud::{Markup, html};

use crate::pages::{
    flash::{Done, Flash},
    ui::{
        avatar::portrait,
        form,
        layout::{Section, Shell},
        parts,
    },
    upload::Upload,
    visit::{Answer, Signed},
};

pub(super) async fn save(me: Signed, mut form: Upload) -> Answer {
    let Some(file) = form.file("photo") else {
        let missing = FieldError::new("photo", "Choose a picture first.");
        return super::again(me, vec![missing], |_| ()).await;
    };
    match me.app().set_photo(&me.ask(), file).await {
        Ok(written) => {
            Ok(me.done("/settings#photo", &written.revision, &Flash::plain(Done::PhotoSaved)))
        }
        Err(AppError::Invalid(errors)) => super::again(me, errors, |_| ()).await,
        Err(error) => Err(me.failure("/settings", error).await),
    }
}

pub(super) async fn ask_remove(me: Signed) -> Answer {
    let (shell, ()) = me.read(|_, _| Ok(())).await?;
    let go = parts::post("/settings/photo/remove", "/settings", "", "button danger", "Remove it");
    let facts = [
        "Your initials stand in its place.",
        "It is deleted here at once. You can choose another at any time.",
    ];
    let body = parts::confirm("Remove your photo?", &facts, &go, "/settings#photo");
    Ok(me.page(&shell, "Remove your photo", Section::Me, &body))
}

pub(super) async fn remove(me: Signed) -> Answer {
    let written = me.write("/settings", me.app().remove_photo(&me.ask())).await?;
    Ok(me.done("/settings#photo", &written.revision, &Flash::plain(Done::PhotoRemoved)))
}

/// The form; the picture that is chosen shows before it is sent, where scripts run.
pub(super) fn form(shell: &Shell, me: &Me, errors: &[FieldError]) -> Markup {
    let wrong = form::error(errors, "photo");
    let photo: Option<Picture> = shell.who.as_ref().and_then(|who| who.photo);
    html! {
        form.card.photo-form #photo method="post" action="/settings/photo" enctype="multipart/form-data" {
            h2 { "Photo" }
            div.photo-row {
                span.photo-now data-preview="f-photo" { (portrait(&me.handle, &me.name, photo, "huge")) }
                div.field {
                    label for="f-photo" {
                        @if photo.is_some() { "Choose another picture" } @else { "Choose a picture" }
                    }
                    input #f-photo type="file" name="photo" required
                        accept="image/jpeg,image/png,image/webp,image/gif"
                        aria-invalid=[wrong.map(|_| "true")]
                        aria-describedby=(if wrong.is_some() { "f-photo-error" } else { "f-photo-hint" });
                    @if let Some(text) = wrong { p.error #f-photo-error { (text) } }
                    p.hint #f-photo-hint {
                        "JPEG, PNG, WebP or GIF, at most 10 MB. The square in the middle is shown, to \
                         people up to the 3rd degree. Where and when it was taken is not kept."
                    }
                }
            }
            div.buttons {
                button.button type="submit" { "Save photo" }
                @if photo.is_some() { a.button.quiet href="/settings/photo/remove" { "Remove …" } }
            }
        }
    }
}
