//! The model that drafts notes, where the operator names one.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use kith_writing::{Model, Settings, model::PATIENCE};

use crate::Failure;

/// Where the model is. An endpoint's key, if it wants one, comes from KITH_WRITER_KEY only.
#[derive(Debug, Clone, Args)]
pub(crate) struct WriterArgs {
    /// An OpenAI-compatible endpoint that drafts notes, such as http://127.0.0.1:11434/v1.
    ///
    /// Without one the built-in writer drafts. A key is read from KITH_WRITER_KEY.
    #[arg(long, env = "KITH_WRITER_URL", requires = "writer_model")]
    pub(crate) writer_url: Option<String>,

    /// The model's name at that endpoint.
    #[arg(long, env = "KITH_WRITER_MODEL")]
    pub(crate) writer_model: Option<String>,

    /// A GGUF file of a small model of the architecture llama that drafts notes in this process.
    ///
    /// Only where kith was built with `--features local-writer`; docs/writer.md says what to expect.
    #[arg(
        long,
        env = "KITH_WRITER_MODEL_FILE",
        value_name = "FILE",
        conflicts_with = "writer_url"
    )]
    pub(crate) writer_model_file: Option<PathBuf>,

    /// How many seconds the model may take before the built-in writer stands in.
    #[arg(long, env = "KITH_WRITER_SECONDS", default_value_t = PATIENCE.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=25))]
    pub(crate) writer_seconds: u64,
}

impl WriterArgs {
    /// How long a member waits for the model.
    pub(crate) const fn patience(&self) -> Duration {
        Duration::from_secs(self.writer_seconds)
    }
}

/// The model that the flags name, if they name one.
pub(crate) fn model(args: &WriterArgs, patience: Duration) -> Result<Option<Model>, Failure> {
    if let Some(file) = &args.writer_model_file {
        let wrong =
            |error| Failure::new(format!("--writer-model-file {}: {error}", file.display()));
        return in_this_process(file, patience).map(Some).map_err(wrong);
    }
    let (Some(url), Some(model)) = (&args.writer_url, &args.writer_model) else { return Ok(None) };
    let settings = Settings {
        url: url.clone(),
        model: model.clone(),
        key: std::env::var("KITH_WRITER_KEY").ok().filter(|key| !key.is_empty()),
        patience,
    };
    let model = Model::new(settings);
    Ok(Some(model.map_err(|error| Failure::new(format!("--writer-url: {error}")))?))
}

/// Reads the file.
#[cfg(feature = "local-writer")]
fn in_this_process(file: &std::path::Path, patience: Duration) -> Result<Model, String> {
    use kith_writing::model::local::Local;

    let local = Local::open(file, patience).map_err(|error| error.to_string())?;
    tracing::info!("{} drafts notes", local.name());
    Ok(Model::local(local))
}

#[cfg(not(feature = "local-writer"))]
fn in_this_process(_: &std::path::Path, _: Duration) -> Result<Model, String> {
    Err("this kith has no place for it; build it with --features local-writer, or run the model \
         behind --writer-url"
        .to_owned())
}
