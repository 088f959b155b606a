//! How mail goes out: by SMTP, or as files in a folder where no server is named.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use kith_app::{
    mailing::Mailer,
    ports::{Letter, Mail, MailError},
};
use lettre::{
    Address, Message, SmtpTransport, Transport as _,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use crate::Failure;

/// How long the server that takes the mail may keep silent.
const PATIENCE: Duration = Duration::from_secs(20);

/// The flags about mail.
#[derive(Debug, Clone, Args)]
pub(crate) struct MailArgs {
    /// The server that takes mail: smtps://USER:PASSWORD@HOST, or smtp://HOST:25; with
    /// ?tls=required for STARTTLS. Without one, mail is written to files.
    #[arg(long, env = "KITH_MAIL_SMTP", hide_env_values = true)]
    pub(crate) mail_smtp: Option<String>,

    /// Whom mail is from, such as "kith <kith@example.org>".
    #[arg(long, env = "KITH_MAIL_FROM", default_value = "kith <kith@localhost>")]
    pub(crate) mail_from: String,

    /// The folder of mail files, where no server is named; without it, `outbox` in the folder of
    /// the data.
    #[arg(long, env = "KITH_MAIL_OUTBOX")]
    pub(crate) mail_outbox: Option<PathBuf>,

    /// The address at which people reach this site, such as https://kith.example: links in mail
    /// lead there. Without it, the address it listens at.
    #[arg(long, env = "KITH_SITE")]
    pub(crate) site: Option<String>,
}

/// How mail goes out, as the flags say.
pub(crate) fn mailer(
    args: &MailArgs,
    data: &std::path::Path,
    listening: SocketAddr,
) -> Result<Mailer, Failure> {
    let from: Mailbox = args
        .mail_from
        .parse()
        .map_err(|error| Failure::new(format!("--mail-from: {}: {error}", args.mail_from)))?;
    let mail: Arc<dyn Mail> = match &args.mail_smtp {
        Some(url) => {
            let wrong = |error: lettre::transport::smtp::Error| {
                Failure::new(format!("--mail-smtp: {error}; use smtps://HOST or smtp://HOST:25"))
            };
            let server = SmtpTransport::from_url(url).map_err(wrong)?;
            Arc::new(Smtp { from, server: server.timeout(Some(PATIENCE)).build() })
        }
        None => {
            let folder = args.mail_outbox.clone().unwrap_or_else(|| data.join("outbox"));
            Arc::new(Outbox { from, folder })
        }
    };
    let site = args.site.clone().unwrap_or_else(|| format!("http://{listening}"));
    let web = site.starts_with("http://") || site.starts_with("https://");
    if !web {
        return Err(Failure::new("--site takes an address that begins with https:// or http://"));
    }
    Ok(Mailer { mail, site: site.trim_end_matches('/').to_owned() })
}

/// Mail by SMTP.
struct Smtp {
    from: Mailbox,
    server: SmtpTransport,
}

impl Mail for Smtp {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = message(&self.from, letter)?;
        match self.server.send(&message) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Never(error.to_string())),
            Err(error) => Err(MailError::Later(error.to_string())),
        }
    }
}

/// Mail as files, for whoever runs this on their own or tries it.
struct Outbox {
    from: Mailbox,
    folder: PathBuf,
}

impl Mail for Outbox {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = message(&self.from, letter)?;
        let later =
            |error: std::io::Error| MailError::Later(format!("{}: {error}", self.folder.display()));
        std::fs::create_dir_all(&self.folder).map_err(later)?;
        // Whoever looks into the folder sees whole mails only.
        let part = self.folder.join(format!("{}.part", letter.id));
        std::fs::write(&part, message.formatted()).map_err(later)?;
        std::fs::rename(&part, self.folder.join(format!("{}.eml", letter.id))).map_err(later)
    }
}

/// A header whose value is taken as it is.
macro_rules! header {
    ($name:ident = $text:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }
            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }
            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

header!(ListUnsubscribe = "List-Unsubscribe");
header!(ListUnsubscribePost = "List-Unsubscribe-Post");
header!(AutoSubmitted = "Auto-Submitted");

/// The mail as it is sent. What cannot be one now cannot be one later.
fn message(from: &Mailbox, letter: &Letter) -> Result<Message, MailError> {
    let never = |error: &dyn std::fmt::Display| MailError::Never(error.to_string());
    let address: Address = letter.to.parse().map_err(|error| never(&error))?;
    let micros = u64::try_from(letter.at.micros()).unwrap_or(0);
    let at = std::time::UNIX_EPOCH + Duration::from_micros(micros);
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(letter.to_name.clone()).filter(|name| !name.is_empty()), address))
        .subject(letter.subject.clone())
        .date(at)
        .message_id(Some(id))
        .header(AutoSubmitted("auto-generated".to_owned()));
    if !letter.unsubscribe.is_empty() {
        message = message
            .header(ListUnsubscribe(format!("<{}>", letter.unsubscribe)))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
    }
    message.multipart(words).map_err(|error| never(&error))
}
