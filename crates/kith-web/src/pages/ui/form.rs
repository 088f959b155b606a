//! Form fields, with what is wrong beside the field.

use kith_app::FieldError;
use maud::{Markup, Render, html};

/// A field that the member does not see.
pub(crate) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// What is wrong with `field`, if anything.
pub(crate) fn error<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
}

/// One labelled field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: &'a str,
    value: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    complete: Option<&'a str>,
    most: Option<usize>,
    rows: u8,
    required: bool,
}

impl<'a> Field<'a> {
    /// A line of text.
    pub(crate) const fn text(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            kind: "text",
            value: "",
            hint: None,
            error: None,
            complete: None,
            most: None,
            rows: 0,
            required: false,
        }
    }

    /// Several lines of text.
    pub(crate) const fn area(name: &'a str, label: &'a str, rows: u8) -> Self {
        let mut field = Self::text(name, label);
        field.rows = rows;
        field
    }

    /// Another kind of input.
    pub(crate) const fn kind(mut self, kind: &'a str) -> Self {
        self.kind = kind;
        self
    }

    /// What stands in it.
    pub(crate) const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// What helps to fill it.
    pub(crate) const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What is wrong with it, among `errors`.
    pub(crate) fn errors(mut self, errors: &'a [FieldError]) -> Self {
        self.error = error(errors, self.name);
        self
    }

    /// What browsers and password managers may fill in.
    pub(crate) const fn complete(mut self, complete: &'a str) -> Self {
        self.complete = Some(complete);
        self
    }

    /// Its longest value.
    pub(crate) const fn most(mut self, most: usize) -> Self {
        self.most = Some(most);
        self
    }

    /// It must be filled.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn input(&self, id: &str, described: Option<&str>) -> Markup {
        let invalid = self.error.map(|_| "true");
        html! {
            @if self.rows > 0 {
                textarea id=(id) name=(self.name) rows=(self.rows) maxlength=[self.most]
                    required[self.required] aria-invalid=[invalid]
                    aria-describedby=[described] { "\n" (self.value) }
            } @else {
                input id=(id) type=(self.kind) name=(self.name) value=(self.value)
                    maxlength=[self.most] autocomplete=[self.complete]
                    required[self.required] aria-invalid=[invalid]
                    aria-describedby=[described];
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let (hint, wrong) = (format!("{id}-hint"), format!("{id}-error"));
        let described = match (self.error, self.hint) {
            (Some(_), _) => Some(wrong.as_str()),
            (None, Some(_)) => Some(hint.as_str()),
            (None, None) => None,
        };
        html! {
            div.field {
                label for=(id) {
                    (self.label)
                    @if !self.required && self.kind != "search" { span.optional { " optional" } }
                }
                (self.input(&id, described))
                @if let Some(text) = self.error { p.error id=(wrong) { (text) } }
                @if let Some(text) = self.hint { p.hint id=(hint) { (text) } }
            }
        }
    }
}

/// One choice of several, with what it means.
pub(crate) fn choice(name: &str, code: &str, chosen: bool, label: &str, hint: &str) -> Markup {
    html! {
        label.choice {
            input type="radio" name=(name) value=(code) checked[chosen];
            span { strong { (label) } @if !hint.is_empty() { span.hint { (hint) } } }
        }
    }
}

/// A box to tick. Beside it a hidden field says that the question was asked.
pub(crate) fn tick(name: &str, ticked: bool, label: &str, hint: &str) -> Markup {
    html! {
        label.choice {
            input type="checkbox" name=(name) value="yes" checked[ticked];
            span { strong { (label) } @if !hint.is_empty() { span.hint { (hint) } } }
        }
    }
}

/// Everything that is wrong, above the form, with links to the fields.
pub(crate) fn summary(errors: &[FieldError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.problem role="alert" {
                p { strong { "Please look at this again:" } }
                ul {
                    @for error in errors {
                        li { a href={ "#f-" (anchor(&error.field)) } { (error.message) } }
                    }
                }
            }
        }
    }
}

/// The part of a field's name that its place on the page is called by.
fn anchor(field: &str) -> &str {
    field.split(['[', '.']).next().unwrap_or(field)
}
