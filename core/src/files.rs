//! A folder for the files of messages, for hosts that have no store of their own.
//!
//! A file is kept under the hash of its bytes, so that nothing of what its sender calls it ever becomes a path, and the
//! same file is kept once however often it comes. Nothing is unpacked, and nothing is looked into.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use sha2::{Digest as _, Sha256};

use crate::error::{Code, Problem, Result};
use crate::time::Timestamp;

/// A folder of files that are called by the hash of what is in them.
///
/// Several processes can share it. What a process leaves behind that dies while it writes stands in the folder `partial`
/// and can be taken away while nobody writes.
///
/// ```
/// use ticketkit::files::FolderStore;
///
/// let folder = std::env::temp_dir().join(format!("ticketkit-files-{}", std::process::id()));
/// let store = FolderStore::open(&folder)?;
/// let kept = store.put(&mut "Paper jam".as_bytes(), 1_000)?;
/// assert_eq!(kept.bytes, 9);
/// assert_eq!(std::fs::read_to_string(store.path_of(&kept.sha256)?).unwrap(), "Paper jam");
/// assert!(store.remove(&kept.sha256)?);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), ticketkit::Error>(())
/// ```
#[derive(Debug)]
pub struct FolderStore {
    folder: PathBuf,
}

/// What became of a file that was put into a store.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct StoredFile {
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

impl FolderStore {
    /// The store in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// `cannot_open`.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref().to_owned();
        fs::create_dir_all(folder.join("partial"))
            .map_err(|_| Problem::new(Code::CannotOpen, "the folder of the files cannot be made"))?;
        Ok(Self { folder })
    }

    /// Keeps what can be read, at most so many bytes. Once it returns the file is on the disk.
    ///
    /// # Errors
    /// `attachment_too_large` when there are more bytes, `storage_full`, `storage_failed`. Nothing is kept then.
    pub fn put(&self, from: &mut dyn Read, at_most: u64) -> Result<StoredFile> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let partial = self.folder.join("partial").join(format!("{}-{number}", std::process::id()));
        let kept = self.write(&partial, from, at_most);
        if kept.is_err() {
            // What cannot be taken away either is found in `partial`.
            let _ = fs::remove_file(&partial);
        }
        kept
    }

    /// Keeps a copy of a file, at most so many bytes of it.
    ///
    /// # Errors
    /// As [`FolderStore::put`]; `not_found` when the file cannot be opened.
    pub fn put_file(&self, source: impl AsRef<Path>, at_most: u64) -> Result<StoredFile> {
        let mut file = File::open(source).map_err(|_| {
            Problem::new(Code::NotFound, "the file that is to be kept cannot be opened").at("/source")
        })?;
        self.put(&mut file, at_most)
    }

    /// Where a file stands that was kept.
    ///
    /// # Errors
    /// `not_found`, `out_of_range`.
    pub fn find(&self, sha256: &str) -> Result<PathBuf> {
        let path = self.path_of(sha256)?;
        if path.is_file() { Ok(path) } else { Err(missing(sha256).into()) }
    }

    fn write(&self, partial: &Path, from: &mut dyn Read, at_most: u64) -> Result<StoredFile> {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).open(partial).map_err(failed)?;
        let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => piece.get(..read).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(error).into()),
            };
            bytes = bytes.saturating_add(u64::try_from(read.len()).unwrap_or(u64::MAX));
            if bytes > at_most {
                let text = format!("the file has more than {at_most} bytes, and no more are allowed");
                return Err(Problem::new(Code::AttachmentTooLarge, text).param("limit", at_most).into());
            }
            hash.update(read);
            file.write_all(read).map_err(failed)?;
        }
        file.sync_all().map_err(failed)?;
        drop(file);
        let sha256 = hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write as _;
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let place = self.path_of(&sha256)?;
        let folder = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(failed)?;
        fs::rename(partial, &place).map_err(failed)?;
        sync_folder(folder).map_err(failed)?;
        Ok(StoredFile { sha256, bytes })
    }

    /// Where a file stands, or would stand, that has this hash.
    ///
    /// # Errors
    /// `out_of_range` when it is not 64 digits of lower-case hex: no other text ever becomes a path.
    pub fn path_of(&self, sha256: &str) -> Result<PathBuf> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let (start, _) = sha256.split_at_checked(2).unwrap_or_default();
        if sha256.len() != 64 || !sha256.bytes().all(is_hex) {
            let text = "`sha256` is not 64 digits of lower-case hex";
            return Err(Problem::new(Code::OutOfRange, text).at("/sha256").into());
        }
        Ok(self.folder.join(start).join(sha256))
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// `not_found`, `out_of_range`, `storage_failed`.
    pub fn read(&self, sha256: &str) -> Result<File> {
        File::open(self.path_of(sha256)?).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(sha256).into(),
            _ => failed(error).into(),
        })
    }

    /// Takes a file away. True when it was there.
    ///
    /// # Errors
    /// `out_of_range`, `storage_failed`.
    pub fn remove(&self, sha256: &str) -> Result<bool> {
        match fs::remove_file(self.path_of(sha256)?) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed(error).into()),
        }
    }

    /// Takes a file away that was kept before an instant, as the effect `remove_files` asks for: one that was kept anew
    /// since then may belong to a later message. True when it was there and is gone.
    ///
    /// # Errors
    /// `out_of_range`, `storage_failed`.
    pub fn remove_kept_before(&self, sha256: &str, at: Timestamp) -> Result<bool> {
        let kept = match fs::metadata(self.path_of(sha256)?).and_then(|file| file.modified()) {
            Ok(kept) => kept,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed(error).into()),
        };
        let since = kept.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        if i64::try_from(since).unwrap_or(i64::MAX) >= at.millis() { Ok(false) } else { self.remove(sha256) }
    }
}

/// What was renamed into a folder is there after a loss of power once the folder is written.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems write folders by themselves.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn missing(sha256: &str) -> Problem {
    Problem::new(Code::NotFound, format!("there is no file `{sha256}`")).at("/sha256")
}

#[allow(clippy::needless_pass_by_value, reason = "so that it can be handed to `map_err`")]
fn failed(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Problem::new(Code::StorageFull, "there is no space left for the files")
        }
        _ => Problem::new(Code::StorageFailed, "a file could not be read or written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(name: &str) -> FolderStore {
        let folder = std::env::temp_dir().join(format!("tkit-files-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        FolderStore::open(folder).unwrap()
    }

    fn partial(store: &FolderStore) -> usize {
        fs::read_dir(store.folder.join("partial")).unwrap().count()
    }

    #[test]
    fn a_file_is_kept_under_its_hash_once() {
        let store = store("once");
        let big = vec![7_u8; 3 * PIECE + 1];
        let kept = store.put(&mut big.as_slice(), u64::MAX).unwrap();
        assert_eq!(kept.bytes, big.len() as u64);
        assert_eq!(store.put(&mut big.as_slice(), kept.bytes).unwrap(), kept);
        assert_eq!(store.put_file(store.find(&kept.sha256).unwrap(), kept.bytes).unwrap(), kept);
        assert_eq!(store.put_file(store.folder.join("gone"), 1).unwrap_err().code(), Code::NotFound);
        let mut read = Vec::new();
        store.read(&kept.sha256).unwrap().read_to_end(&mut read).unwrap();
        assert_eq!((read, partial(&store)), (big, 0));
        assert!(store.remove(&kept.sha256).unwrap() && !store.remove(&kept.sha256).unwrap());
        assert_eq!(store.read(&kept.sha256).unwrap_err().code(), Code::NotFound);
        assert_eq!(store.find(&kept.sha256).unwrap_err().code(), Code::NotFound);
    }

    #[test]
    fn a_file_that_was_kept_anew_stays() {
        let store = store("anew");
        let kept = store.put(&mut "Paper jam".as_bytes(), 9).unwrap();
        let written = fs::metadata(store.find(&kept.sha256).unwrap()).unwrap().modified().unwrap();
        let written = i64::try_from(written.duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
        let at = |offset: i64| Timestamp::from_millis(written + offset).unwrap();
        assert!(!store.remove_kept_before(&kept.sha256, at(0)).unwrap(), "it was kept then");
        assert!(store.find(&kept.sha256).is_ok());
        assert!(store.remove_kept_before(&kept.sha256, at(1)).unwrap());
        assert!(!store.remove_kept_before(&kept.sha256, at(1)).unwrap(), "it is gone");
    }

    #[test]
    fn of_what_is_too_large_or_breaks_off_nothing_is_kept() {
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the line is dead"))
            }
        }
        let store = store("nothing");
        let error = store.put(&mut io::repeat(1), 100_000).unwrap_err();
        assert_eq!(error.code(), Code::AttachmentTooLarge);
        assert_eq!(store.put(&mut Breaks, 10).unwrap_err().code(), Code::StorageFailed);
        assert_eq!(partial(&store), 0);
        assert_eq!(fs::read_dir(&store.folder).unwrap().count(), 1, "`partial` alone");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let store = store("inside");
        let long = "a".repeat(65);
        for name in
            ["", "..", "../../etc/passwd", "/etc/passwd", "AA", &long, &"é".repeat(32), &"g".repeat(64)]
        {
            assert_eq!(store.path_of(name).unwrap_err().code(), Code::OutOfRange, "{name:?}");
            assert!(store.read(name).is_err() && store.remove(name).is_err());
        }
    }
}
