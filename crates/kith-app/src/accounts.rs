//! Sign-up, sign-in, sessions and tokens.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kith_core::{
    account::{Plan, Role, Settings, Status},
    change::Change,
    id::MemberId,
    image::Picture,
    person::{Known, Person, is_handle, longest},
    reconnect::IdentityKind,
    time::{DAY, MINUTE, Timestamp},
};
use kith_store::{NewAccount, Secret};
use sha2::{Digest, Sha256};

use crate::{Actor, App, AppError, FieldError, Written, profiles::Me};

/// How long a session of the browser lasts, in days.
const SESSION_DAYS: i64 = 30;
/// Wrong passwords for one name before it has to wait.
const WRONG_PASSWORDS: u32 = 10;
/// How long it has to wait, in minutes.
const WAIT_MINUTES: i64 = 10;
/// Handles that mean something else in an address.
const RESERVED: &[&str] = &["me", "everyone"];
/// Passwords that many people use are refused.
const COMMON: &[&str] = &["password", "1234567890", "qwertyuiop", "letmein", "iloveyou"];

/// What a new member brings.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct NewMember {
    /// `[a-z0-9-]{2,40}`, not taken.
    pub handle: String,
    /// First name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// E-mail address, not taken.
    pub email: String,
    /// At least ten characters.
    pub password: String,
    /// One line about what they do.
    pub headline: String,
    /// Where they live.
    pub location: String,
    /// Their field.
    pub industry: String,
    /// The signed text of the link in a mail that invited them, or nothing: it shows that the
    /// address that it went to is theirs.
    pub invitation: String,
}

/// A fresh session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The bearer token or cookie value; only its hash is kept.
    pub token: String,
    /// Who signed in.
    pub member: Me,
}

/// Counts wrong passwords by name, so that nobody can guess for long.
#[derive(Debug, Default)]
pub(crate) struct SignInGuard {
    wrong: Mutex<HashMap<String, (u32, Timestamp)>>,
}

impl SignInGuard {
    fn check(&self, name: &str, now: Timestamp) -> Result<(), AppError> {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|_, (_, until)| now < *until);
        match wrong.get(name) {
            Some((count, until)) if *count >= WRONG_PASSWORDS => {
                let seconds = (until.micros() - now.micros()) / 1_000_000 + 1;
                Err(AppError::TooManyAttempts(u64::try_from(seconds).unwrap_or(1)))
            }
            _ => Ok(()),
        }
    }

    fn note(&self, name: &str, right: bool, now: Timestamp) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if right {
            wrong.remove(name);
        } else {
            let entry = wrong.entry(name.to_owned()).or_insert((0, now));
            *entry = (entry.0 + 1, now.plus(WAIT_MINUTES * MINUTE));
        }
    }
}

/// The hash under which a session's or token's secret is kept.
fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn hasher(cheap: bool) -> Argon2<'static> {
    // OWASP's smallest recommended setting; in a sandbox as cheap as the algorithm allows.
    let params = if cheap { Params::new(8, 1, 1, None) } else { Params::new(19_456, 2, 1, None) };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.unwrap_or_default())
}

fn wrong_length(text: &str, most: usize) -> Option<String> {
    let length = text.chars().count();
    (length > most).then(|| format!("This has {length} characters; at most {most} are kept."))
}

/// Checks an e-mail address as far as it matters here: something before and after one `@`.
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
        && text.matches('@').count() == 1
}

impl NewMember {
    fn tidy(mut self) -> Self {
        for field in [
            &mut self.handle,
            &mut self.first_name,
            &mut self.last_name,
            &mut self.email,
            &mut self.headline,
            &mut self.location,
            &mut self.industry,
            &mut self.invitation,
        ] {
            *field = field.trim().to_owned();
        }
        self.email = self.email.to_lowercase();
        self
    }

    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
        if !is_handle(&self.handle) {
            let message = "Use 2 to 40 small letters, digits or hyphens, such as ana-pereira.";
            wrong("handle", message.to_owned());
        } else if RESERVED.contains(&self.handle.as_str()) {
            wrong("handle", "This one is kept for the site itself. Choose another.".to_owned());
        }
        if self.first_name.is_empty() {
            wrong("first_name", "Tell people your first name.".to_owned());
        }
        if !is_email(&self.email) {
            wrong("email", "This is not an e-mail address, such as ana@example.org.".to_owned());
        }
        if self.password.chars().count() < 10 {
            wrong("password", "Use at least 10 characters.".to_owned());
        } else if COMMON.iter().any(|common| self.password.to_lowercase() == *common) {
            wrong("password", "Many people use this one. Choose another.".to_owned());
        } else if self.password.len() > 1_000 {
            wrong("password", "Use at most 1,000 characters.".to_owned());
        }
        for (field, text, most) in [
            ("first_name", &self.first_name, longest::NAME),
            ("last_name", &self.last_name, longest::NAME),
            ("email", &self.email, longest::EMAIL),
            ("headline", &self.headline, longest::HEADLINE),
            ("location", &self.location, longest::LINE),
            ("industry", &self.industry, longest::LINE),
        ] {
            if let Some(message) = wrong_length(text, most) {
                wrong(field, message);
            }
        }
        errors
    }
}

impl App {
    /// Makes an account. Errors name the field.
    pub async fn sign_up(&self, new: NewMember) -> Result<Written<Me>, AppError> {
        let new = new.tidy();
        let errors = new.errors();
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        let proven = match new.invitation.as_str() {
            "" => None,
            token => Some(self.address_of_link(token)?),
        };
        let password = self.hash_password(new.password.clone()).await?;
        self.create_account(new, password, Role::Member, proven).await
    }

    /// Makes an account for the command line: with any role, and without a password where
    /// `password` is absent.
    pub async fn create_member(
        &self,
        new: NewMember,
        password: Option<String>,
        role: Role,
    ) -> Result<Written<Me>, AppError> {
        let mut new = new.tidy();
        new.password = password.clone().unwrap_or_else(|| "unused password".to_owned());
        let errors = new.errors();
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        let hash = match password {
            Some(password) => self.hash_password(password).await?,
            None => String::new(),
        };
        self.create_account(new, hash, role, None).await
    }

    async fn create_account(
        &self,
        new: NewMember,
        password: String,
        role: Role,
        proven: Option<Vec<u8>>,
    ) -> Result<Written<Me>, AppError> {
        let member: MemberId = self.new_id();
        let own = match &proven {
            None => None,
            Some(_) => self.hash_of(&new.email).await?,
        };
        let person = Person {
            handle: new.handle,
            first_name: new.first_name,
            last_name: new.last_name,
            email: new.email,
            headline: new.headline,
            location: new.location,
            industry: new.industry,
            ..Person::default()
        };
        let account = NewAccount {
            known: Known { id: member, person },
            password,
            plan: Plan::Free,
            role,
            status: Status::Active,
            settings: Settings::default(),
            joined_at: self.now(),
        };
        let written = self
            .write(self.system_command(vec![member]), move |tx| {
                let new = tx.insert_accounts(std::slice::from_ref(&account))?;
                if new != [true] {
                    let person = &account.known.person;
                    let taken = tx.member_by_handle(&person.handle)?.is_some();
                    return Ok(Err(if taken {
                        AppError::field("handle", "This handle is taken. Choose another.")
                    } else {
                        AppError::field("email", "This address has an account. Sign in instead.")
                    }));
                }
                tx.apply(vec![Change::Joined { member }])?;
                if let Some(address) = &proven {
                    tx.prove_address(member, address, account.joined_at);
                    // They came by a link that was mailed there.
                    if own.as_ref() == Some(address) {
                        let (email, since) = (&account.known.person.email, account.joined_at);
                        tx.confirm_identity(member, IdentityKind::Email, email, since);
                    }
                }
                Ok(Ok(()))
            })
            .await?;
        let me = self.me_of(member)?;
        Ok(Written::from(written).map(|()| me))
    }

    /// Opens a session for a handle or e-mail address and its password.
    pub async fn sign_in(&self, handle: &str, password: &str) -> Result<SignedIn, AppError> {
        match self.right_secret(handle, password).await? {
            Some(secret) if secret.status == Status::Active => self.open_session(secret.id).await,
            Some(secret) if secret.status == Status::Deactivated => {
                Err(self.deactivated(secret.id)?)
            }
            _ => Err(AppError::WrongPassword),
        }
    }

    /// Who has this name, if the password is theirs.
    pub(crate) async fn right_secret(
        &self,
        handle: &str,
        password: &str,
    ) -> Result<Option<Secret>, AppError> {
        let name = handle.trim().to_lowercase();
        let now = self.now();
        self.0.guard.check(&name, now)?;
        let secret = self.0.store.read(|reads| reads.secret(&name))?;
        let right = self.verify(secret.as_ref(), password.to_owned()).await?;
        self.0.guard.note(&name, right, now);
        Ok(secret.filter(|_| right))
    }

    /// Fails where this is not the password of `handle`.
    pub(crate) async fn check_password(
        &self,
        handle: &str,
        password: &str,
    ) -> Result<(), AppError> {
        match self.right_secret(handle, password).await? {
            Some(_) => Ok(()),
            None => Err(AppError::field("password", "This is not your password.")),
        }
    }

    /// Opens a session without a password: for the demo and the command line only.
    pub async fn sign_in_as(&self, handle: &str) -> Result<SignedIn, AppError> {
        let member = self.find(handle)?;
        self.open_session(member).await
    }

    /// Makes a token of the API that lasts until it is taken back: for the command line.
    pub async fn create_token(&self, handle: &str, scope: &str) -> Result<String, AppError> {
        let member = self.find(handle)?;
        self.keep_secret(member, scope, None).await
    }

    pub(crate) async fn open_session(&self, member: MemberId) -> Result<SignedIn, AppError> {
        // In a sandbox half a year may pass in a minute; nobody wants to sign in again for that.
        let until = (!self.0.sandbox).then(|| self.now().plus(SESSION_DAYS * DAY));
        let token = self.keep_secret(member, "session", until).await?;
        let app = self.clone();
        let me = blocking(move || app.me_of(member)).await?;
        Ok(SignedIn { token, member: me })
    }

    async fn keep_secret(
        &self,
        member: MemberId,
        scope: &str,
        until: Option<Timestamp>,
    ) -> Result<String, AppError> {
        let mut secret = [0; 32];
        self.0.random.fill(&mut secret);
        let token: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let (hash, now, scope) = (hash_of(&token), self.now(), scope.to_owned());
        self.write(self.system_command(vec![member]), move |tx| {
            tx.insert_session(&hash, member, &scope, now, until);
            Ok(Ok(()))
        })
        .await?;
        Ok(token)
    }

    /// Ends the session with this token.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        let hash = hash_of(token);
        self.write(self.system_command(Vec::new()), move |tx| {
            tx.delete_session(&hash);
            Ok(Ok(()))
        })
        .await?;
        self.0.live.wake_all();
        Ok(())
    }

    /// Who is behind a session token or API token, if anybody.
    pub fn authenticate(&self, token: &str) -> Result<Option<Actor>, AppError> {
        let now = self.now();
        let bearer = self.0.store.read(|reads| reads.bearer(&hash_of(token), now))?;
        Ok(bearer.filter(|bearer| bearer.status == Status::Active).map(|bearer| Actor {
            id: bearer.member,
            handle: bearer.handle,
            name: format!("{} {}", bearer.first_name, bearer.last_name).trim().to_owned(),
            // A token is an operator's only where it was made so.
            role: if bearer.scope == "member" { Role::Member } else { bearer.role },
            leaves_views: bearer.scope != "operator" || bearer.role != Role::Operator,
            zone: bearer.zone,
            photo: bearer.photo.map(Picture),
        }))
    }

    /// An actor for commands that go beside HTTP.
    pub fn act_as(&self, handle: &str) -> Result<Actor, AppError> {
        let me = self.me_of(self.find(handle)?)?;
        let id = me.id.parse().map_err(|_| AppError::NotFound)?;
        let account = self.0.store.read(|reads| reads.account(id))?;
        let zone = account.map(|account| account.settings.time_zone);
        let zone = zone.unwrap_or_else(kith_core::time::Zone::utc);
        Ok(Actor {
            id,
            handle: me.handle,
            name: me.name,
            role: me.role,
            zone,
            leaves_views: false,
            photo: None,
        })
    }

    /// The hash of a password, made off the async threads.
    pub async fn hash_password(&self, password: String) -> Result<String, AppError> {
        let cheap = self.0.sandbox;
        let mut salt = [0; 16];
        self.0.random.fill(&mut salt);
        blocking(move || {
            let hashed = hasher(cheap).hash_password_with_salt(password.as_bytes(), &salt);
            let hash = hashed.map_err(|error| {
                kith_store::StoreError::Unavailable(format!("hashing a password: {error}"))
            })?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is right. An unknown name takes as long as a wrong password.
    async fn verify(&self, secret: Option<&Secret>, password: String) -> Result<bool, AppError> {
        let known = secret.map(|secret| secret.password.clone()).filter(|hash| !hash.is_empty());
        let Some(known) = known else {
            self.hash_password(password).await?;
            return Ok(false);
        };
        blocking(move || {
            let hash = argon2::PasswordHash::new(&known).map_err(|error| {
                kith_store::StoreError::Unavailable(format!("a kept password: {error}"))
            })?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }
}

/// Runs slow work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(kith_store::StoreError::Closed.into()),
    }
}
