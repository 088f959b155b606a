//! R13: coach, composer, templates and models, judged by labelled notes and hostile facts.

#[cfg(test)]
mod writing {
    mod composer;
    mod hostile;
    mod labelled;
    #[cfg(feature = "local-writer")]
    mod local;
    mod model;
    mod people;
    mod places;
    mod templates;
}
