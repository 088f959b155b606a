//! The pictures of a post that is being written.

use kith_app::{AppError, FieldError};
use kith_core::{
    id::ImageId,
    image::{ALT_LENGTH, Attached, MOST, Picture},
};
use maud::{Markup, html};

use super::{
    ui::form::{self, hidden},
    upload::Upload,
    visit::Signed,
};

/// What stands at one place of the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slot {
    /// The picture that was brought already.
    pub(crate) id: Option<ImageId>,
    /// What it shows.
    pub(crate) alt: String,
}

/// Every place of the form, and what is wrong there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
    errors: Vec<FieldError>,
}

impl Slots {
    /// Takes the pictures of a form in. One that cannot be taken is said beside its field; the
    /// others are kept, so that they need not be chosen again.
    pub(crate) async fn take(me: &Signed, form: &mut Upload) -> Result<Self, AppError> {
        let mut taken = Self::default();
        for place in 1..=MOST {
            let name = |what: &str| format!("{what}_{place}");
            let alt = form.fields.get(&name("alt")).to_owned();
            let dropped = form.fields.has(&name("drop"));
            let mut id = form.fields.get(&name("image")).parse().ok().filter(|_| !dropped);
            if let Some(file) = form.file(&name("file")) {
                match me.app().add_image(&me.ask(), file).await {
                    Ok(written) => id = Some(written.value.id),
                    Err(AppError::Invalid(wrong)) => taken.errors.extend(
                        wrong.into_iter().map(|one| FieldError::new(&name("file"), one.message)),
                    ),
                    Err(error) => return Err(error),
                }
            }
            taken.slots.push(Slot { id, alt });
        }
        Ok(taken)
    }

    /// The pictures that the post is to show.
    pub(crate) fn attached(&self) -> Vec<Attached> {
        let filled = self.slots.iter().filter_map(|slot| Some((slot.id?, &slot.alt)));
        filled.map(|(id, alt)| Attached { id, alt: alt.clone() }).collect()
    }

    /// What is wrong with them before the post is looked at.
    pub(crate) fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Takes what the post says of its pictures to the places of the form.
    pub(crate) fn note(&mut self, errors: &[FieldError]) {
        let places = (1..=self.slots.len()).zip(&self.slots).filter(|(_, slot)| slot.id.is_some());
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        for (at, place) in places.into_iter().enumerate() {
            let of = |error: &&FieldError| error.field.starts_with(&format!("images[{at}]"));
            for error in errors.iter().filter(of) {
                let what = if error.field.ends_with(".id") { "file" } else { "alt" };
                let name = format!("{what}_{place}");
                self.errors.push(FieldError::new(&name, error.message.clone()));
            }
        }
    }

    /// The places, closed until something stands there.
    pub(crate) fn view(&self) -> Markup {
        let open = !self.errors.is_empty() || self.slots.iter().any(|slot| slot.id.is_some());
        let empty = Slot::default();
        html! {
            details.attach open[open] {
                summary.link { "Add pictures" }
                p.hint {
                    "Up to " (MOST) ", each a JPEG, PNG, WebP or GIF of at most 10 MB. Say what each \
                     shows, for those who cannot see it. Where it was taken is not kept."
                }
                ol.slots {
                    @for place in 1..=MOST {
                        (slot(place, self.slots.get(place - 1).unwrap_or(&empty), &self.errors))
                    }
                }
            }
        }
    }
}

fn slot(place: usize, slot: &Slot, errors: &[FieldError]) -> Markup {
    let name = |what: &str| format!("{what}_{place}");
    let (file, alt) = (name("file"), name("alt"));
    let (file_id, alt_id) = (format!("f-{file}"), format!("f-{alt}"));
    let wrong_file = form::error(errors, &file);
    let wrong_alt = form::error(errors, &alt);
    let says = |id: &str| format!("{id}-error");
    html! {
        li.slot {
            span.slot-picture data-preview=(file_id) {
                @if let Some(id) = slot.id { img src=(Picture(id).small()) alt="" width="96" height="96"; }
            }
            div.field {
                @if let Some(id) = slot.id {
                    (hidden(&name("image"), &id.to_string()))
                    label.choice { input type="checkbox" name=(name("drop")) value="yes"; span { "Leave picture " (place) " out" } }
                } @else {
                    label for=(file_id) { "Picture " (place) }
                    input id=(file_id) type="file" name=(file) accept="image/jpeg,image/png,image/webp,image/gif"
                        aria-invalid=[wrong_file.map(|_| "true")] aria-describedby=[wrong_file.map(|_| says(&file_id))];
                }
                @if let Some(text) = wrong_file { p.error id=(says(&file_id)) { (text) } }
            }
            div.field {
                label for=(alt_id) { "What picture " (place) " shows" }
                input id=(alt_id) type="text" name=(alt) value=(slot.alt) maxlength=(ALT_LENGTH)
                    aria-invalid=[wrong_alt.map(|_| "true")] aria-describedby=[wrong_alt.map(|_| says(&alt_id))];
                @if let Some(text) = wrong_alt { p.error id=(says(&alt_id)) { (text) } }
            }
        }
    }
}
