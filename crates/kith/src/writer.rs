//! The model that drafts notes, where the operator names one.

use std::time::Duration;

use clap::Args;
use kith_app::App;
use kith_writing::{Model, Settings, model::PATIENCE};

use crate::Failure;

/// Where the model is. Its key, if it wants one, comes from KITH_WRITER_KEY only.
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

    /// How many seconds the model may take before the built-in writer stands in.
    #[arg(long, env = "KITH_WRITER_SECONDS", default_value_t = PATIENCE.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..=25))]
    pub(crate) writer_seconds: u64,
}

/// Has the model draft notes, if there is one.
pub(crate) fn use_model(app: &App, args: &WriterArgs) -> Result<(), Failure> {
    let (Some(url), Some(model)) = (&args.writer_url, &args.writer_model) else { return Ok(()) };
    let settings = Settings {
        url: url.clone(),
        model: model.clone(),
        key: std::env::var("KITH_WRITER_KEY").ok().filter(|key| !key.is_empty()),
        patience: Duration::from_secs(args.writer_seconds),
    };
    let model = Model::new(settings);
    let model = model.map_err(|error| Failure::new(format!("--writer-url: {error}")))?;
    app.write_with(model);
    Ok(())
}
