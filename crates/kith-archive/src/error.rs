//! Why an archive is not read at all.

/// Why an archive is not read at all. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It has no bytes.
    #[error("Choose the ZIP file that you downloaded.")]
    Empty,
    /// It is larger than what may be uploaded.
    #[error(
        "This file is larger than 20 MB. Ask for the smaller archive, without what you do not need here."
    )]
    TooLarge,
    /// It is no ZIP, or the end of it is missing.
    #[error("This is not a whole ZIP file. Download the archive again, and upload it as it is.")]
    NotAZip,
    /// Two of its files share bytes, or its directory contradicts itself.
    #[error(
        "This ZIP file contradicts itself ({0}). Download the archive again, and upload it as it is."
    )]
    Contradicts(String),
    /// It has more files than any archive has.
    #[error(
        "This ZIP file has more than 2,000 files in it. Upload the archive as you downloaded it."
    )]
    TooManyFiles,
    /// What is to be read unpacks to more than is read.
    #[error(
        "This ZIP file unpacks to more than 40 MB. Ask for the smaller archive, without what you do not need here."
    )]
    TooMuch,
    /// It needs a password.
    #[error("This ZIP file is locked with a password. Upload the archive as you downloaded it.")]
    Encrypted,
    /// A file's name leads out of the archive.
    #[error(
        "A file in this ZIP has a name that no archive has. Upload the archive as you downloaded it."
    )]
    UnsafeName,
    /// There is nothing in it that is read.
    #[error(
        "There is nothing to import in this ZIP file. Upload the archive as you downloaded it; files inside are named Connections.csv, Invitations.csv, Positions.csv and so on."
    )]
    Nothing,
}
