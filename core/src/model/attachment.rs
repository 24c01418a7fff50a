//! Files that belong to messages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A file that belongs to a message. The engine keeps what is known about it; the host keeps the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The file's name, for display only.
    pub name: String,
    /// The media type that the sender stated.
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in lower-case hex: the name under which the host stores it.
    pub sha256: String,
}

/// How to send a file to a browser so that it can do no harm there, whatever its sender says that it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Serving {
    /// A name under which it can be saved: without folders, control characters and what file systems keep for themselves.
    pub file_name: String,
    /// Whether a browser may show it in place; everything else is to be saved. True for a few sorts of pictures that
    /// cannot hold a program.
    pub inline: bool,
    /// The headers of the answer, by name.
    pub headers: BTreeMap<String, String>,
}

/// What browsers show without running anything in it.
const SHOWN: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

impl Attachment {
    /// The media type in lower case and without parameters, as far as it can be told.
    pub fn plain_type(&self) -> String {
        self.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// How to send the file to a browser.
    ///
    /// ```
    /// use ticketkit::model::Attachment;
    ///
    /// let page = Attachment {
    ///     name: "../invoice.html".to_owned(),
    ///     media_type: "text/html".to_owned(),
    ///     bytes: 12,
    ///     sha256: "0".repeat(64),
    /// };
    /// let serving = page.serving();
    /// assert!(!serving.inline);
    /// assert_eq!(serving.headers["Content-Type"], "application/octet-stream");
    /// assert_eq!(serving.headers["Content-Disposition"], "attachment; filename=\"invoice.html\"");
    /// ```
    pub fn serving(&self) -> Serving {
        let media_type = self.plain_type();
        let inline = SHOWN.contains(&media_type.as_str());
        let file_name = safe_name(&self.name);
        let disposition = if inline { "inline" } else { "attachment" };
        let headers = [
            ("Content-Type", if inline { media_type } else { "application/octet-stream".to_owned() }),
            ("Content-Disposition", format!("{disposition}; {}", parameters(&file_name))),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Content-Security-Policy", "default-src 'none'; sandbox".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ];
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Serving { file_name, inline, headers }
    }
}

/// The last part of a path, without what stands for something else in the name of a file, or hides its ending.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of a text make `exe.gpj` look like `jpg.exe`.
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = last.chars().filter(|c| !c.is_control() && !turns(*c));
    let kept: String =
        kept.map(|c| if matches!(c, '"' | ':' | '*' | '?' | '<' | '>' | '|') { '_' } else { c }).collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = kept.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |stem: &str| stem.len() == 4 && stem.ends_with(|c: char| c.is_ascii_digit());
    let of_windows = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (numbered(&stem) && (stem.starts_with("COM") || stem.starts_with("LPT")));
    match kept {
        "" => "file".to_owned(),
        kept if of_windows => format!("_{kept}"),
        kept => kept.to_owned(),
    }
}

/// The name as the parameters of a `Content-Disposition` (RFC 6266): in ASCII, and as it is where that differs.
fn parameters(name: &str) -> String {
    use std::fmt::Write as _;
    let ascii: String = name.chars().map(|c| if c.is_ascii() && c != '%' { c } else { '_' }).collect();
    let mut parameters = format!("filename=\"{ascii}\"");
    if ascii != name {
        parameters.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                parameters.push(char::from(byte));
            } else {
                // Writing to a text cannot fail.
                let _ = write!(parameters, "%{byte:02X}");
            }
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, media_type: &str) -> Serving {
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        Attachment { name, media_type, bytes: 1, sha256: "0".repeat(64) }.serving()
    }

    #[test]
    fn only_pictures_that_hold_no_program_are_shown_in_place() {
        for shown in ["image/png", "IMAGE/JPEG", " image/webp ; q=1"] {
            assert!(file("a", shown).inline, "{shown}");
        }
        for saved in
            ["text/html", "image/svg+xml", "application/pdf", "text/plain", "", "image/png, text/html"]
        {
            let serving = file("a", saved);
            assert!(!serving.inline, "{saved}");
            assert_eq!(serving.headers["Content-Type"], "application/octet-stream");
        }
    }

    #[test]
    fn names_lead_nowhere_and_hide_nothing() {
        for (name, safe) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.txt", "a.txt"),
            (".htaccess", "htaccess"),
            ("a\r\nSet-Cookie: b", "aSet-Cookie_ b"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("", "file"),
            ("...", "file"),
            ("a\"b.txt", "a_b.txt"),
        ] {
            assert_eq!(file(name, "").file_name, safe, "{name:?}");
        }
    }

    #[test]
    fn names_in_any_script_arrive() {
        let headers = file("Übersicht 100%.txt", "").headers;
        let wanted =
            "attachment; filename=\"_bersicht 100_.txt\"; filename*=UTF-8''%C3%9Cbersicht%20100%25.txt";
        assert_eq!(headers["Content-Disposition"], wanted);
    }
}
