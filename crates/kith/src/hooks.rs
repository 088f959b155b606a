//! Telling webhooks over HTTP: of the public web only, but in a sandbox, where the network is made up,
//! any address.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use kith_app::{
    App,
    ports::{Hooks, Message},
};
use ureq::Agent;

use crate::fetch::Web;

/// How long a program may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who this is.
const NAME: &str = concat!("kith/", env!("CARGO_PKG_VERSION"), " (webhook)");

/// Tells whatever address its agent goes to. It is made for the first message: most communities have
/// no webhooks, and to read the system's certificates takes a while.
struct Http(LazyLock<Agent>);

impl Hooks for Http {
    fn tell(&self, message: &Message) -> Result<u16, String> {
        let request = self.0.post(&message.url).config().timeout_global(Some(PATIENCE)).build();
        let request = request.header("user-agent", NAME).header("content-type", "application/json");
        let named = |request: ureq::RequestBuilder<_>, (name, value): &(&'static str, String)| {
            request.header(*name, value)
        };
        let request = message.headers.iter().fold(request, named);
        let answer = request.send(&message.body).map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    }
}

/// Has webhooks told from now on.
pub(crate) fn tell(app: &App, sandbox: bool) {
    let agent: fn() -> Agent = if sandbox { anywhere } else { || Web::new().into_agent() };
    app.tell_with(Arc::new(Http(LazyLock::new(agent))));
}

/// Goes to any address, by plain HTTP: for sandboxes only.
fn anywhere() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
    config.build().into()
}
