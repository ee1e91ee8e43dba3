//! The one stylesheet, the one script and the one mark of public pages, under names that change with what is in them: kept by
//! browsers for ever, packed once. A brand's colour is in the stylesheet's name, so that it needs no request of its own.

use super::answer::Packed;
use super::missing;
use crate::app::App;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::accent::{Accent, Rgb, Shades, accent};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

const CSS: &str = include_str!("../../public/public.css");
const JS: &str = include_str!("../../public/public.js");
const MARK: &str = include_str!("../../public/mark.svg");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Of all three: one build of the program has one.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for part in [CSS, JS, MARK] {
        hash.update(part);
        hash.update([0]);
    }
    let hash = hash.finalize();
    hash.iter().take(6).map(|b| format!("{b:02x}")).collect()
});

/// Where the stylesheet lies, in that colour.
#[must_use]
pub fn stylesheet(colour: Option<Rgb>) -> String {
    match colour {
        Some(colour) => format!("/p/public.{}.{}.css", *BUILD, colour.hex()),
        None => format!("/p/public.{}.css", *BUILD),
    }
}

/// Where the script lies.
#[must_use]
pub fn script() -> String {
    format!("/p/public.{}.js", *BUILD)
}

/// Where the mark of a help center without a picture lies.
#[must_use]
pub fn mark() -> String {
    format!("/p/mark.{}.svg", *BUILD)
}

/// `GET /p/{file}`. A name of another build is answered with what this one has, for a short time: while several nodes are
/// made new one after the other, pages of both are around.
pub async fn serve(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    match found(&app, &file).await {
        Some(file) => file.answer(&headers),
        None => missing::bare(&app),
    }
}

async fn found(app: &App, file: &str) -> Option<Arc<Packed>> {
    static PLAIN: OnceLock<[Option<Arc<Packed>>; 3]> = OnceLock::new();
    let mut parts = file.split('.');
    let (name, build) = (parts.next()?, parts.next()?);
    let rest: Vec<&str> = parts.take(3).collect();
    if build.len() != BUILD.len() {
        return None;
    }
    let plain = PLAIN.get_or_init(|| {
        [
            packed("text/css; charset=utf-8", CSS),
            packed(SCRIPT, &slim(JS)),
            packed("image/svg+xml", MARK),
        ]
    });
    let file = match (name, rest.as_slice()) {
        ("public", ["css"]) => plain[0].clone(),
        ("public", ["js"]) => plain[1].clone(),
        ("mark", ["svg"]) => plain[2].clone(),
        ("public", [colour, "css"]) => coloured(app, colour).await,
        _ => None,
    }?;
    if build == BUILD.as_str() {
        return Some(file);
    }
    Some(Arc::new(file.for_a_while()))
}

/// A script without its remarks and indents; each of its lines stands by itself, and none of code begins with `*`.
#[must_use]
pub fn slim(script: &str) -> String {
    let lines = script.lines().map(str::trim_start);
    let code = lines.filter(|l| {
        !l.is_empty() && !l.starts_with("//") && !l.starts_with("/**") && !l.starts_with('*')
    });
    code.flat_map(|l| [l, "\n"]).collect()
}

/// A script whose address changes with it, as it is sent.
#[must_use]
pub fn sent_script(text: &str) -> Option<Packed> {
    Packed::new(SCRIPT, FOR_EVER, slim(text).as_bytes()).ok()
}

/// What an address of a script has in it, so that it changes with the text.
#[must_use]
pub fn build_of(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter().take(6).map(|b| format!("{b:02x}")).collect()
}

fn packed(kind: &'static str, text: &str) -> Option<Arc<Packed>> {
    Packed::new(kind, FOR_EVER, text.as_bytes())
        .map(Arc::new)
        .ok()
}

/// The stylesheet in the colour of a help center that there is: others could be made up without end.
async fn coloured(app: &App, hex: &str) -> Option<Arc<Packed>> {
    static MADE: Mutex<Option<HashMap<Rgb, Arc<Packed>>>> = Mutex::new(None);
    let colour = Rgb::parse(&format!("#{hex}"))?;
    let known = app.pages.known(app).await.ok()?;
    if !known.centers.iter().any(|c| c.accent == Some(colour)) {
        return None;
    }
    let ready = {
        let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.as_ref().and_then(|all| all.get(&colour).cloned())
    };
    if ready.is_some() {
        return ready;
    }
    let text = format!("{CSS}\n{}", tokens(&accent(colour)));
    let file = packed("text/css; charset=utf-8", &text)?;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let all = made.get_or_insert_default();
    if all.len() >= 64 {
        all.clear();
    }
    all.insert(colour, file.clone());
    Some(file)
}

/// The brand's colour in place of the page's own. Print and forced colours keep theirs.
fn tokens(accent: &Accent) -> String {
    let of = |s: &Shades| {
        format!(
            "--accent:#{};--on-accent:#{};--mark:#{};--accent-text:#{};--accent-soft:#{}",
            s.accent.hex(),
            s.on_accent.hex(),
            s.mark.hex(),
            s.text.hex(),
            s.soft.hex()
        )
    };
    format!(
        "@media screen{{:root{{{}}}}}@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}",
        of(&accent.light),
        of(&accent.dark)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::accent::{DARK, LIGHT};

    #[test]
    fn the_stylesheet_is_small() {
        let size = |text| packed("x", text).expect("packed").len();
        let coloured = format!("{CSS}\n{}", tokens(&accent(Rgb(11, 97, 123))));
        assert!(size(&coloured) < 12 * 1024, "{}", size(&coloured));
    }

    #[test]
    fn what_is_left_out_of_a_script_are_remarks_alone() {
        let script = "// @ts-check\n/** What it does. */\nconst a = 1;\n\n  /**\n   * More.\n   */\n  go(a); // now\n";
        assert_eq!(slim(script), "const a = 1;\ngo(a); // now\n");
    }

    #[test]
    fn contrast_is_measured_on_the_surfaces_of_the_stylesheet() {
        for (tokens, under) in [
            (
                ["--bg: #f5f7fa", "--surface: #ffffff", "--sunken: #f0f2f5"],
                LIGHT,
            ),
            (
                ["--bg: #0d0f15", "--surface: #14171d", "--sunken: #101318"],
                DARK,
            ),
        ] {
            for (token, colour) in tokens.iter().zip(under) {
                assert!(CSS.contains(token), "{token}");
                assert!(token.ends_with(&colour.hex()), "{token}");
            }
        }
    }

    #[test]
    fn the_stylesheet_knows_no_left_and_right() {
        for line in CSS.lines() {
            let odd = [
                "margin-left",
                "margin-right",
                "padding-left",
                "padding-right",
                "border-left",
                "border-right",
                " left:",
                " right:",
                "text-align: left",
                "text-align: right",
                "float:",
            ];
            assert!(!odd.iter().any(|o| line.contains(o)), "{line}");
        }
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for text in [CSS, JS] {
            assert!(!text.contains("http") && !text.contains("@import") && !text.contains("url("));
        }
        assert!(!JS.contains("innerHTML") && !JS.contains("eval("));
    }
}
