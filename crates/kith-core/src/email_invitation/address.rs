//! E-mail addresses as they are typed: read, and shown without saying whose they are.

/// An e-mail address as it is compared: without blanks, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(String);

/// Why a text is no address that mail from here reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// There is not exactly one `@` with something on both sides.
    #[error("An address has one @ with a name before it, such as ana@example.org.")]
    At,
    /// Blanks or signs that no address has.
    #[error("There is a sign in it that no address has.")]
    Sign,
    /// The part after the `@` is no domain.
    #[error("What stands after the @ is no domain, such as example.org.")]
    Domain,
    /// Letters beyond ASCII.
    #[error("Write it in ASCII letters; a domain with others has a form that begins with xn--.")]
    Letters,
    /// It is too long.
    #[error("This is longer than an address may be.")]
    Long,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let (name, domain) = text.split_once('@').ok_or(NoAddress::At)?;
        if name.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(NoAddress::At);
        }
        if !text.is_ascii() {
            return Err(NoAddress::Letters);
        }
        if name.len() > 64 || text.len() > 254 {
            return Err(NoAddress::Long);
        }
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b);
        let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
        if dots || !name.bytes().all(fits) {
            return Err(NoAddress::Sign);
        }
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let last = domain.rsplit('.').next().unwrap_or_default();
        let numeric = last.bytes().all(|b| b.is_ascii_digit());
        if !domain.contains('.') || numeric || !domain.split('.').all(label) {
            return Err(NoAddress::Domain);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for a list: enough for who typed it, too little to write to it.
    #[must_use]
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let shown = if name.len() > 3 { 2 } else { 1 };
        format!("{}…@{domain}", name.get(..shown).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_without_blanks_and_capitals() {
        for (text, read) in [
            ("ana@example.org", "ana@example.org"),
            ("  Ana.P+kith@Example.ORG ", "ana.p+kith@example.org"),
            ("o'neil_x@mail.a-b.co.uk", "o'neil_x@mail.a-b.co.uk"),
        ] {
            assert_eq!(Address::read(text).unwrap().as_str(), read);
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, why) in [
            ("", NoAddress::At),
            ("ana", NoAddress::At),
            ("@example.org", NoAddress::At),
            ("ana@", NoAddress::At),
            ("a@b@example.org", NoAddress::At),
            ("ana p@example.org", NoAddress::Sign),
            ("ana..p@example.org", NoAddress::Sign),
            (".ana@example.org", NoAddress::Sign),
            ("\"ana\"@example.org", NoAddress::Sign),
            ("ana@example", NoAddress::Domain),
            ("ana@-example.org", NoAddress::Domain),
            ("ana@127.0.0.1", NoAddress::Domain),
            ("ana@exa mple.org", NoAddress::Domain),
            ("ana@müller.de", NoAddress::Letters),
        ] {
            assert_eq!(Address::read(text), Err(why), "{text}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(Address::read(&long), Err(NoAddress::Long));
    }

    #[test]
    fn a_masked_address_cannot_be_written_to() {
        for (text, masked) in [
            ("ana.pereira@example.org", "an…@example.org"),
            ("ana@example.org", "a…@example.org"),
            ("a@example.org", "a…@example.org"),
        ] {
            assert_eq!(Address::read(text).unwrap().masked(), masked);
        }
    }
}
