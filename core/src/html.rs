//! Messages as HTML: made safe to be shown, and read as text.
//!
//! What a channel brings is made safe when it comes in, and nothing else is kept: so no path leads around it, whoever reads
//! the storage. The rest of the library knows plain text alone.

use crate::error::{Code, Problem};
#[cfg(feature = "html")]
use crate::limits;

/// What may be shown of HTML that somebody else wrote: texts, lists, tables and links. No script, style, form, frame, drawing
/// or formula is left, and nothing is fetched by showing it: of pictures only those that came with the message (`cid:`)
/// remain, because a picture from elsewhere tells its sender who read the message, where and when. What is safe already
/// stays as it is.
///
/// # Errors
/// `too_long` when it has more than [`BODY_BYTES`](crate::limits::BODY_BYTES) bytes, [`HTML_TAGS`](crate::limits::HTML_TAGS) tags or
/// [`HTML_ATTRIBUTES`](crate::limits::HTML_ATTRIBUTES) attributes in one of them: to read it could take longer than anybody waits. Without the
/// feature `html` of the library: `not_in_this_build`.
///
/// ```
/// # #[cfg(feature = "html")] {
/// let safe = ticketkit::html::safe(r#"<p onclick="steal()">Paper jam<script>steal()</script></p>"#);
/// assert_eq!(safe.as_deref(), Ok("<p>Paper jam</p>"));
/// # }
/// ```
#[cfg(feature = "html")]
pub fn safe(html: &str) -> Result<String, Problem> {
    expect_readable(html)?;
    Ok(sanitiser().clean(html).to_string())
}

/// Without the feature `html` of the library nothing is safe.
///
/// # Errors
/// `not_in_this_build`, always.
#[cfg(not(feature = "html"))]
pub fn safe(_: &str) -> Result<String, Problem> {
    let problem = Problem::new(Code::NotInThisBuild, "this library was built without its feature `html`");
    Err(problem.hint("leave `html` out, and give the text alone"))
}

/// Refuses what would take too long to read. Time and memory of the parser grow with the square of how deep elements
/// stand in each other, and of how many attributes one has; both are bounded here for every place at which a tag could
/// begin, whatever the parser makes of it.
#[cfg(feature = "html")]
fn expect_readable(html: &str) -> Result<(), Problem> {
    let refuse = |what: &str, limit: usize| {
        let text = format!("the HTML has more {what}, and {limit} are allowed");
        let problem = Problem::new(Code::TooLong, text).param("limit", limit);
        Err(problem.hint("leave `html` out, and give the text alone"))
    };
    if html.len() > limits::BODY_BYTES {
        return refuse("bytes", limits::BODY_BYTES);
    }
    let bytes = html.as_bytes();
    // What begins inside of one tag is looked at again as a tag of its own, but not without end.
    let (mut tags, mut looked_at) = (0, 0);
    for (place, _) in html.match_indices('<') {
        let rest = bytes.get(place + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        tags += 1;
        let tag = tag::measure(rest);
        looked_at += tag.bytes;
        if tags > limits::HTML_TAGS {
            return refuse("tags", limits::HTML_TAGS);
        }
        if tag.attributes > limits::HTML_ATTRIBUTES
            || looked_at > bytes.len().saturating_mul(4).saturating_add(limits::HTML_TAGS)
        {
            return refuse("attributes in one tag", limits::HTML_ATTRIBUTES);
        }
    }
    Ok(())
}

#[cfg(feature = "html")]
fn sanitiser() -> ammonia::Builder<'static> {
    let mut sanitiser = ammonia::Builder::default();
    sanitiser
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .attribute_filter(|element, attribute, value| {
            let is_picture = element == "img" && attribute == "src";
            let is_within = value.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("cid:"));
            (is_picture == is_within).then_some(value.into())
        });
    sanitiser
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 22] = [
    "article",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "tr",
    "ul",
];

/// The text of HTML that [`safe`] has written, a line for each block: every sign `<` begins a tag there, and every tag ends.
pub fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        add_words(&mut text, before);
        let (tag, behind) = split_tag(after);
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        if name.is_some_and(|name| BLOCKS.contains(&name)) {
            end_line(&mut text);
        } else if matches!(name, Some("td" | "th")) && !text.is_empty() && !text.ends_with(['\n', ' ']) {
            text.push(' ');
        }
        rest = behind;
    }
    add_words(&mut text, rest);
    text.truncate(text.trim_end().len());
    text
}

/// A tag without its brackets, and what stands behind it. A bracket inside of an attribute does not end it.
fn split_tag(after: &str) -> (&str, &str) {
    let mut quoted = false;
    for (place, sign) in after.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '>' if !quoted => {
                let (tag, behind) = after.split_at(place);
                return (tag, behind.strip_prefix('>').unwrap_or_default());
            }
            _ => {}
        }
    }
    (after, "")
}

/// Ends the line, but for an empty one at the beginning or after an empty one.
fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Words with one space between them, each sign as itself.
fn add_words(text: &mut String, words: &str) {
    let mut rest = words;
    while let Some(sign) = rest.chars().next() {
        let entities = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", ' ')];
        let entity = entities.iter().find(|(entity, _)| rest.starts_with(entity));
        let (length, sign) = entity.map_or((sign.len_utf8(), sign), |(entity, sign)| (entity.len(), *sign));
        if !sign.is_whitespace() {
            text.push(sign);
        } else if !text.is_empty() && !text.ends_with(['\n', ' ']) {
            text.push(' ');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}

#[cfg(feature = "html")]
mod tag;

#[cfg(all(test, feature = "html"))]
mod tests;
