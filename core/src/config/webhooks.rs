//! Other programs that hear of tickets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::found::Found;
use crate::error::{Code, Problem, excerpt, pointer};
use crate::id::Name;
use crate::limits;

/// Where webhooks go to. The secrets with which they are signed are the host's, and stand in no configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSpec {
    /// Its key.
    pub name: Name,
    /// Its address: `https`, or `http` for a program on the same machine.
    pub url: String,
    /// Its label by language (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Reports addresses to which no webhook can go.
pub(super) fn check_webhooks(document: &Document, found: &mut Found) {
    for (n, spec) in document.webhooks.iter().enumerate() {
        if let Some(why) = wrong_with(&spec.url) {
            let text = format!("`{}` is no address of a webhook: {why}", excerpt(&spec.url));
            let problem = Problem::new(Code::OutOfRange, text).at(pointer(&pointer("/webhooks", n), "url"));
            found.report(problem.hint("such as `https://hooks.example/tickets`"));
        }
    }
}

/// Why an address cannot be used, if so. What it says of ports and paths is for whoever sends to it.
fn wrong_with(url: &str) -> Option<String> {
    if url.chars().count() > limits::URL_CHARS {
        return Some(format!("more than {} characters", limits::URL_CHARS));
    }
    if !url.bytes().all(|byte| byte.is_ascii_graphic()) || url.contains(['\\', '"', '<', '>', '`', '{', '}'])
    {
        return Some("a character that has to be written as %XX".to_owned());
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some("it begins with no `https://`".to_owned());
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some(
            "a name or a password in it; what only the host knows is no part of a configuration".to_owned(),
        );
    }
    if url.contains('#') {
        return Some("what stands behind `#` is sent to nobody".to_owned());
    }
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').unwrap_or("?"))),
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Some("there is no host in it".to_owned());
    }
    if port.is_some_and(|port| port.is_empty() || port.starts_with('+') || port.parse::<u16>().is_err()) {
        return Some("its port is no number from 0 to 65535".to_owned());
    }
    match scheme {
        "https" => None,
        "http" if ["localhost", "127.0.0.1", "::1"].contains(&host) => None,
        "http" => Some("`http` is for the same machine only, where nobody listens".to_owned()),
        _ => Some("it begins with no `https://`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_goes_over_https_or_to_the_same_machine() {
        for good in [
            "https://hooks.example/tickets?desk=main",
            "https://hooks.example:8443",
            "https://[2001:db8::1]:8443/x",
            "http://localhost:8080/x",
            "http://127.0.0.1/x",
            "http://[::1]:9/",
        ] {
            assert_eq!(wrong_with(good), None, "{good}");
        }
        for bad in [
            "",
            "hooks.example",
            "http://hooks.example/x",
            "http://localhost.example/x",
            "http://localhost@hooks.example/x",
            "ftp://hooks.example/x",
            "HTTPS://hooks.example/x",
            "https://",
            "https:///x",
            "https://user:pass@hooks.example/",
            "https://hooks.example:99999/",
            "https://hooks.example:/",
            "https://hooks.example:+1/",
            "https://[::1]x/",
            "https://hooks.example/a b",
            "https://hooks.example/\u{e9}",
            "https://hooks.example/x#there",
            "https://hooks.example/\r\nX: y",
            "https://hooks.example\\@localhost/",
            &format!("https://hooks.example/{}", "x".repeat(limits::URL_CHARS)),
        ] {
            assert!(wrong_with(bad).is_some(), "{bad}");
        }
    }
}
