//! What all pages have around them: head, skip link, header with brand, search and languages, footer. Rooms that draw pages
//! of their own (forms, surveys) put their body into [`layout`], or into [`frame`] where a host's page is around it.

use super::assets;
use super::icons::{Icon, icon};
use super::locale::{direction, endonym};
use super::site::{Site, segment};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

/// Where on the site a page stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Help,
    Contact,
    /// In no part of the menu.
    Apart,
}

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub struct Head {
    pub title: String,
    /// For results of search engines and for who shares the page.
    pub description: String,
    /// Its path, when it may be found by others. `None`: search engines are asked to leave it out.
    pub path: Option<String>,
    /// The same page in all its languages, its own too: locale and path.
    pub languages: Vec<(String, String)>,
    pub place: Place,
    /// Structured data (schema.org).
    pub data: Vec<Value>,
    /// `article` for one; else the page is a website's.
    pub is_article: bool,
    /// The field to search in stands in the page itself.
    pub own_search: bool,
}

impl Head {
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }
}

/// A whole page. Marks of ours begin with an underscore: those of headings, which are made of words, never do.
#[must_use]
pub fn layout(site: &Site, head: &Head, body: &Markup) -> Markup {
    document(
        site,
        head,
        &html! {
            a class="skip" href="#_main" lang=[site.words_lang()] { (site.words.get("skip")) }
            (header(site, head))
            main id="_main" class="wrap" tabindex="-1" { (body) }
            (footer(site))
        },
    )
}

/// A page that stands in a frame of another one: nothing around it.
#[must_use]
pub fn frame(site: &Site, head: &Head, body: &Markup) -> Markup {
    document(
        site,
        head,
        &html! { main id="_main" class="framed" { (body) } },
    )
}

fn document(site: &Site, head: &Head, body: &Markup) -> Markup {
    let accent = site.center.as_ref().and_then(|c| c.accent);
    html! {
        (DOCTYPE)
        html lang=(site.locale) dir=(direction(&site.locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title(site, head)) }
                link rel="stylesheet" href=(assets::stylesheet(accent));
                // Nothing is drawn before the header is whole (HTML, link type `expect`): what stands at its end would move.
                link rel="expect" href="#_main" blocking="render";
                script src=(assets::script()) defer {}
                (icon_link(site))
                (about(site, head))
            }
            body { (body) }
        }
    }
}

fn title(site: &Site, head: &Head) -> String {
    if head.title.is_empty() || head.title == site.name {
        return site.name.clone();
    }
    format!("{} · {}", head.title, site.name)
}

fn icon_link(site: &Site) -> Markup {
    html! {
        @match logo(site) {
            Some(path) => { link rel="icon" href=(path); }
            None => { link rel="icon" type="image/svg+xml" href=(assets::mark()); }
        }
        meta name="color-scheme" content="light dark";
    }
}

/// For machines: search engines, and programs that show links.
fn about(site: &Site, head: &Head) -> Markup {
    html! {
        @if !head.description.is_empty() {
            meta name="description" content=(head.description);
        }
        @match &head.path {
            None => { meta name="robots" content="noindex"; }
            Some(path) => {
                link rel="canonical" href=(site.absolute(path));
                @if head.languages.len() > 1 {
                    @for (locale, path) in &head.languages {
                        link rel="alternate" hreflang=(locale) href=(site.absolute(path));
                    }
                    @if let Some(path) = for_all_others(site, head) {
                        link rel="alternate" hreflang="x-default" href=(site.absolute(&path));
                    }
                }
                (open_graph(site, head, path))
                @if site.center.is_some() {
                    link rel="alternate" type="application/atom+xml" title=(site.name)
                        href=(site.path("feed.xml"));
                }
            }
        }
        @for value in &head.data {
            // A block of data: no browser runs it, and `<` cannot end it.
            script type="application/ld+json" { (PreEscaped(data(value))) }
        }
    }
}

/// Where a reader of a language that is not there goes: the page that chooses by the browser's languages, or the same page in
/// the language of the help center.
fn for_all_others(site: &Site, head: &Head) -> Option<String> {
    if head.path.as_deref() == Some(site.path("").as_str()) {
        return Some(format!("{}/", site.prefix));
    }
    let own = &site.center.as_ref()?.default_locale;
    let of_own = |(locale, _): &&(String, String)| locale == own;
    head.languages
        .iter()
        .find(of_own)
        .map(|(_, path)| path.clone())
}

/// The Open Graph protocol (ogp.me).
fn open_graph(site: &Site, head: &Head, path: &str) -> Markup {
    html! {
        meta property="og:type" content=(if head.is_article { "article" } else { "website" });
        meta property="og:title" content=(head.title);
        meta property="og:url" content=(site.absolute(path));
        meta property="og:site_name" content=(site.name);
        meta property="og:locale" content=(site.locale.replace('-', "_"));
        @if !head.description.is_empty() {
            meta property="og:description" content=(head.description);
        }
        @if let Some(logo) = logo(site) {
            meta property="og:image" content=(site.absolute(&logo));
        }
    }
}

/// JSON that can stand in an element of HTML (HTML, "restrictions for contents of script elements").
fn data(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Where the picture of a help center lies.
#[must_use]
pub fn logo(site: &Site) -> Option<String> {
    let id = site.center.as_ref()?.logo?;
    Some(format!("{}/file/{id}/logo", site.prefix))
}

fn header(site: &Site, head: &Head) -> Markup {
    let words = site.words;
    let home = match &site.center {
        Some(_) => site.path(""),
        None => "/".to_owned(),
    };
    html! {
        header class="top" {
            div class="wrap" {
                a class="brand" href=(home) {
                    @match logo(site) {
                        Some(path) => { img src=(path) alt="" width="28" height="28"; }
                        None => { span class="tile" aria-hidden="true" { (initial(&site.name)) } }
                    }
                    bdi { (site.name) }
                }
                @if site.center.is_some() {
                    nav aria-label=(words.get("menu")) lang=[site.words_lang()] {
                        (elsewhere(site))
                        a href=(home) aria-current=[here(head, Place::Help)] { (words.get("help-center")) }
                        a href=(site.path("contact")) aria-current=[here(head, Place::Contact)] { (words.get("contact")) }
                    }
                    div class="tools" {
                        @if !head.own_search {
                            a class="tool" href=(site.path("search")) lang=[site.words_lang()] {
                                (icon(Icon::Search)) span { (words.get("search")) }
                            }
                        }
                        (languages(site, head))
                    }
                }
            }
        }
    }
}

/// Links of the brand: in the header where there is room, else at the foot alone. A name in another language than the page's says so.
fn elsewhere(site: &Site) -> Markup {
    let Some(center) = &site.center else {
        return html! {};
    };
    html! {
        @for link in &center.links {
            @let own = link.names.contains_key(&site.locale);
            a class="out" href=(link.url) lang=(if own { &site.locale } else { &center.default_locale }) {
                bdi { (link.name(&site.locale, &center.default_locale)) }
            }
        }
    }
}

fn here(head: &Head, place: Place) -> Option<&'static str> {
    (head.place == place).then_some("page")
}

/// The first character of a name, as people see one.
fn initial(name: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation as _;
    name.graphemes(true)
        .find(|g| g.chars().any(char::is_alphanumeric))
        .map(str::to_uppercase)
        .unwrap_or_default()
}

/// A menu that opens without script. A page that is not there in a language leads to that language's beginning.
fn languages(site: &Site, head: &Head) -> Markup {
    let Some(center) = site.center.as_ref().filter(|c| c.locales.len() > 1) else {
        return html! {};
    };
    let path = |locale: &str| {
        let same = head.languages.iter().find(|(l, _)| l == locale);
        same.map_or_else(
            || format!("{}/{}", site.prefix, segment(locale)),
            |(_, path)| path.clone(),
        )
    };
    html! {
        details class="menu" {
            summary class="tool" {
                (icon(Icon::Globe))
                span class="sr" lang=[site.words_lang()] { (site.words.get("language")) ": " }
                span { (endonym(&site.locale)) }
            }
            ul {
                @for locale in &center.locales {
                    li {
                        a href=(path(locale)) hreflang=(locale) lang=(locale) dir=(direction(locale))
                            aria-current=[(*locale == site.locale).then_some("true")] { (endonym(locale)) }
                    }
                }
            }
        }
    }
}

fn footer(site: &Site) -> Markup {
    html! {
        footer class="bottom" lang=[site.words_lang()] {
            div class="wrap" {
                bdi { (site.name) }
                (elsewhere(site))
                @if site.center.is_some() {
                    a href=(site.path("contact")) { (site.words.get("contact")) }
                    a href=(site.path("feed.xml")) { (site.words.get("feed")) }
                }
            }
        }
    }
}

/// The field to search in. `query` is what stands in it.
#[must_use]
pub fn search_form(site: &Site, query: &str, big: Size) -> Markup {
    let words = site.words;
    html! {
        form class=(big.class()) role="search" action=(site.path("search")) method="get" lang=[site.words_lang()] data-find=(site.path("search.json")) {
            label class="sr" for="_q" { (words.get("search-label")) }
            div class="field" {
                (icon(Icon::Search))
                input id="_q" name="q" type="search" value=(query) maxlength="200" placeholder=(words.get("search-placeholder"))
                    autocomplete="off" enterkeyhint="search" dir="auto";
                button class="main" { (words.get("search")) }
            }
        }
    }
}

/// How much room a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Plain,
    /// The first thing on the page.
    Large,
}

impl Size {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "find",
            Self::Large => "find large",
        }
    }
}

/// Where a page stands, from the beginning of the help center on: paths and words. The last is the page above this one.
#[must_use]
pub fn trail(site: &Site, steps: &[(String, String)]) -> Markup {
    html! {
        nav class="trail" aria-label=(site.words.get("breadcrumb")) {
            ol {
                li { a href=(site.path("")) lang=[site.words_lang()] { (site.words.get("help-center")) } }
                @for (path, name) in steps {
                    li { (icon(Icon::Chevron)) a href=(path) { bdi { (name) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn structured_data_cannot_leave_its_element() {
        let text = data(&json!({ "headline": "</script><script>alert(1)</script>&\u{2028}" }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let back: Value = serde_json::from_str(&text).expect("JSON still");
        assert_eq!(
            back["headline"],
            "</script><script>alert(1)</script>&\u{2028}"
        );
    }

    fn site(locale: &str) -> Site {
        use super::super::site::Center;
        let center = Center {
            id: domain::HelpCenterId(uuid::Uuid::nil()),
            brand: domain::BrandId(uuid::Uuid::nil()),
            slug: "north".into(),
            host: None,
            names: [("en".to_owned(), "<North & wind>".to_owned())].into(),
            locales: vec!["en".into(), "ar".into()],
            default_locale: "en".into(),
            links: vec![domain::article::Elsewhere {
                url: "https://shop.example.org/?a&b".into(),
                names: [("en".to_owned(), "<Shop>".to_owned())].into(),
            }],
            accent: None,
            logo: None,
            held_out_permille: 0,
            origin: "https://desk.example.org".into(),
        };
        Site::of(std::sync::Arc::new(center), locale, false)
    }

    #[test]
    fn a_page_without_an_address_is_left_out_by_search_engines() {
        let head = Head::new("Thanks");
        let page = layout(&site("en"), &head, &html! { p { "Hello" } }).into_string();
        assert!(
            page.contains("<meta name=\"robots\" content=\"noindex\">"),
            "{page}"
        );
        assert!(
            !page.contains("canonical") && !page.contains("og:"),
            "{page}"
        );
        assert!(
            page.contains("<title>Thanks · &lt;North &amp; wind&gt;</title>"),
            "{page}"
        );
        let head = Head {
            path: Some("/help/north/en/contact".into()),
            ..head
        };
        let page = layout(&site("en"), &head, &html! {}).into_string();
        assert!(
            page.contains("href=\"https://desk.example.org/help/north/en/contact\""),
            "{page}"
        );
    }

    #[test]
    fn the_keyboard_comes_to_the_content_first() {
        let page = layout(&site("ar"), &Head::new("x"), &html! {}).into_string();
        let first = page.find("<a ").expect("a link");
        let (link, _) = page[first..].split_once('>').expect("a whole link");
        assert!(link.contains("href=\"#_main\""), "{page}");
        assert!(
            page.contains("id=\"_main\"") && page.contains("dir=\"rtl\""),
            "{page}"
        );
        // English words on an Arabic page say so; the language that one is in is marked.
        assert!(page.contains("lang=\"en\">Skip to content"), "{page}");
        assert!(
            page.contains("lang=\"ar\" dir=\"rtl\" aria-current=\"true\""),
            "{page}"
        );
    }

    #[test]
    fn links_of_the_brand_stand_before_those_of_the_help_center() {
        let page = layout(&site("ar"), &Head::new("x"), &html! {}).into_string();
        let link = "<a class=\"out\" href=\"https://shop.example.org/?a&amp;b\" lang=\"en\"><bdi>&lt;Shop&gt;</bdi></a>";
        let at = page.find(link).expect("the link");
        assert!(
            page.find("href=\"/help/north/ar/contact\"")
                .is_some_and(|contact| at < contact),
            "{page}"
        );
    }

    #[test]
    fn a_frame_has_nothing_around_it() {
        let page = frame(&site("en"), &Head::new("x"), &html! { p { "Only this" } }).into_string();
        assert!(
            !page.contains("<header") && !page.contains("<footer") && page.contains("Only this"),
            "{page}"
        );
    }

    #[test]
    fn the_tile_shows_the_first_letter_of_a_name() {
        assert_eq!(initial("northwind"), "N");
        assert_eq!(initial(" «Ёлка»"), "Ё");
        assert_eq!(initial("帮助"), "帮");
        assert_eq!(initial("!?"), "");
    }
}
