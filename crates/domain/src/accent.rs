//! A brand's colour on its public pages: kept where it can be read, nudged where it cannot.
//!
//! Pure. Colours are moved in OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020), in lightness
//! alone, so that a brand keeps its hue; contrast is that of WCAG 2.2 (relative luminance, §1.4.3). The page's own tokens
//! are in `public.css`; the surfaces that contrast is measured on are repeated here, and a test of the server compares.

/// An sRGB colour, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    pub const WHITE: Self = Self(255, 255, 255);
    pub const BLACK: Self = Self(0, 0, 0);

    /// `#rrggbb`, in either case; nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#')?;
        if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    /// `rrggbb`, in lower case.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// Contrast ratio, 1 to 21 (WCAG 2.2).
#[must_use]
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Lightness 0 to 1, chroma, hue in radians.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Oklch {
    l: f64,
    c: f64,
    h: f64,
}

impl Oklch {
    fn of(colour: Rgb) -> Self {
        let [r, g, b] = colour.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self {
            l: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            c: a.hypot(b),
            h: b.atan2(a),
        }
    }

    /// Linear sRGB, possibly outside of what a screen shows.
    fn linear(self) -> [f64; 3] {
        let (a, b) = (self.c * self.h.cos(), self.c * self.h.sin());
        let l = (self.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }

    /// The nearest colour of that lightness and hue that a screen shows: chroma gives way.
    fn shown(self) -> Rgb {
        let mut tried = Self {
            l: self.l.clamp(0.0, 1.0),
            ..self
        };
        for _ in 0..64 {
            let inside = |c: &f64| (-0.000_5..=1.000_5).contains(c);
            if tried.linear().iter().all(inside) {
                break;
            }
            tried.c *= 0.95;
        }
        let [r, g, b] = tried.linear().map(encoded);
        Rgb(r, g, b)
    }
}

/// The eight bits of a linear channel.
fn encoded(c: f64) -> u8 {
    let c = c.clamp(0.0, 1.0);
    let c = if c <= 0.003_130_8 {
        c * 12.92
    } else {
        1.055 * c.powf(1.0 / 2.4) - 0.055
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255 by the clamp above"
    )]
    let bits = (c * 255.0).round() as u8;
    bits
}

/// Least contrast of text (WCAG 2.2 §1.4.3, AA).
pub const TEXT: f64 = 4.5;
/// Least contrast of what is no text: focus rings, the mark of where one is (§1.4.11).
pub const MARK: f64 = 3.0;
/// How far lightness may move so that white text can stay on a button, before black text is taken.
const FOR_WHITE: f64 = 0.12;
/// One step of lightness: what no eye tells apart.
const STEP: f64 = 0.005;

/// What is under the colour: page, cards and what is pressed in, light and dark (`public.css`).
pub const LIGHT: [Rgb; 3] = [Rgb(245, 247, 250), Rgb::WHITE, Rgb(240, 242, 245)];
pub const DARK: [Rgb; 3] = [Rgb(13, 15, 21), Rgb(20, 23, 29), Rgb(16, 19, 24)];

/// The colours that take the place of the page's accent in one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// Under the words of a main button.
    pub accent: Rgb,
    /// The words on it: white or black, at [`TEXT`] or more.
    pub on_accent: Rgb,
    /// Focus rings and marks, at [`MARK`] or more on every surface.
    pub mark: Rgb,
    /// Links, at [`TEXT`] or more on every surface and on `soft`.
    pub text: Rgb,
    /// A surface with a breath of the colour.
    pub soft: Rgb,
}

/// A brand's colour in both themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    pub light: Shades,
    pub dark: Shades,
}

/// Every colour is taken: what cannot be read as it is becomes lighter or darker, and keeps its hue.
#[must_use]
pub fn accent(brand: Rgb) -> Accent {
    let colour = Oklch::of(brand);
    Accent {
        light: shades(colour, brand, &LIGHT, Direction::Darker),
        dark: shades(colour, brand, &DARK, Direction::Lighter),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Darker,
    Lighter,
}

fn shades(colour: Oklch, brand: Rgb, under: &[Rgb; 3], away: Direction) -> Shades {
    let (accent, on_accent) = button(colour, brand);
    let soft = Oklch {
        l: if away == Direction::Darker {
            0.95
        } else {
            0.28
        },
        c: colour.c.min(if away == Direction::Darker {
            0.03
        } else {
            0.05
        }),
        ..colour
    }
    .shown();
    let [a, b, c] = *under;
    Shades {
        accent,
        on_accent,
        mark: moved(colour, brand, away, |seen| {
            under.iter().all(|&u| contrast(seen, u) >= MARK)
        }),
        text: moved(colour, brand, away, |seen| {
            [a, b, c, soft].iter().all(|&u| contrast(seen, u) >= TEXT)
        }),
        soft,
    }
}

/// The colour as it is under black or white words; a little darker when that lets the words be white.
fn button(colour: Oklch, brand: Rgb) -> (Rgb, Rgb) {
    let reads = |seen: Rgb, words: Rgb| contrast(seen, words) >= TEXT;
    let darker = moved(colour, brand, Direction::Darker, |seen| {
        reads(seen, Rgb::WHITE)
    });
    if colour.l - Oklch::of(darker).l <= FOR_WHITE {
        return (darker, Rgb::WHITE);
    }
    // Far from dark: one of the two always reaches 4.58, and here it is black.
    (brand, Rgb::BLACK)
}

/// The first colour in that direction that will do; at the end of the way, black or white.
fn moved(colour: Oklch, brand: Rgb, way: Direction, will_do: impl Fn(Rgb) -> bool) -> Rgb {
    if will_do(brand) {
        return brand;
    }
    let mut tried = colour;
    loop {
        tried.l += match way {
            Direction::Darker => -STEP,
            Direction::Lighter => STEP,
        };
        if !(0.0..=1.0).contains(&tried.l) {
            break;
        }
        let seen = tried.shown();
        if will_do(seen) {
            return seen;
        }
    }
    match way {
        Direction::Darker => Rgb::BLACK,
        Direction::Lighter => Rgb::WHITE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_what_wcag_computes() {
        assert!((contrast(Rgb::WHITE, Rgb::BLACK) - 21.0).abs() < 1e-9);
        assert!((contrast(rgb("#777777"), Rgb::WHITE) - 4.478).abs() < 0.001);
        assert!((contrast(rgb("#405ec9"), Rgb::WHITE) - 5.734).abs() < 0.001);
    }

    #[test]
    fn a_colour_comes_back_from_oklch_as_it_was() {
        for text in [
            "#405ec9", "#0b617b", "#ffd400", "#000000", "#ffffff", "#12f0a3",
        ] {
            let there = rgb(text);
            let back = Oklch::of(there).shown();
            for (a, b) in [(there.0, back.0), (there.1, back.1), (there.2, back.2)] {
                assert!(a.abs_diff(b) <= 1, "{text}: {back:?}");
            }
        }
    }

    #[test]
    fn what_is_no_colour_is_not_read() {
        for text in [
            "", "#fff", "405ec9", "#405ec", "#405ec9a", "#40é9", "#+0+0+0", "url(#)",
        ] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
        assert_eq!(rgb("#ABCDEF").hex(), "abcdef");
    }

    #[test]
    fn every_colour_can_be_read_in_both_themes() {
        // A grid over the whole cube, its corners included.
        let levels: Vec<u8> = (0..=255).step_by(51).collect();
        for &r in &levels {
            for &g in &levels {
                for &b in &levels {
                    let brand = Rgb(r, g, b);
                    let made = accent(brand);
                    for (shades, under) in [(made.light, LIGHT), (made.dark, DARK)] {
                        assert!(
                            contrast(shades.accent, shades.on_accent) >= TEXT,
                            "{brand:?}"
                        );
                        assert!([Rgb::WHITE, Rgb::BLACK].contains(&shades.on_accent));
                        assert!(contrast(shades.text, shades.soft) >= TEXT, "{brand:?}");
                        for u in under {
                            assert!(contrast(shades.mark, u) >= MARK, "{brand:?}");
                            assert!(contrast(shades.text, u) >= TEXT, "{brand:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_is_left_alone() {
        let teal = rgb("#0b617b");
        let made = accent(teal);
        assert_eq!(
            (made.light.accent, made.light.on_accent),
            (teal, Rgb::WHITE)
        );
        assert_eq!((made.light.mark, made.light.text), (teal, teal));
    }

    #[test]
    fn a_yellow_keeps_its_button_under_black_words_and_darkens_as_text() {
        let yellow = rgb("#ffd400");
        let made = accent(yellow);
        assert_eq!(
            (made.light.accent, made.light.on_accent),
            (yellow, Rgb::BLACK)
        );
        let (before, after) = (Oklch::of(yellow), Oklch::of(made.light.text));
        assert!(after.l < before.l && (after.h - before.h).abs() < 0.1);
        assert_eq!(made.dark.text, yellow);
    }

    #[test]
    fn a_blue_that_is_almost_dark_enough_keeps_white_words() {
        let made = accent(rgb("#2f80ed"));
        assert_eq!(made.light.on_accent, Rgb::WHITE);
        assert_ne!(made.light.accent, rgb("#2f80ed"));
    }
}
