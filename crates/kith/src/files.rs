//! Files that are written whole or not at all.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::Failure;

/// What went wrong with a file.
pub(crate) fn said(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

/// Writes a new file that only its owner reads, under another name until it is whole; writes over
/// nothing.
pub(crate) fn whole<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if path.exists() {
        let text = format!("{} is there already; nothing is written over", path.display());
        return Err(Failure::new(text));
    }
    let mut name = path.to_path_buf().into_os_string();
    name.push(".part");
    let part = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&part).map_err(|error| said(&part, &error)).and_then(|file| {
        let mut file = BufWriter::new(file);
        let value = write(&mut file)?;
        let kept = file.flush().and_then(|()| file.get_ref().sync_all());
        let kept = kept.and_then(|()| std::fs::rename(&part, path));
        kept.map_err(|error| said(path, &error))?;
        Ok(value)
    });
    written.inspect_err(|_| drop(std::fs::remove_file(&part)))
}
