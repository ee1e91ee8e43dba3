//! Small drawings beside words. They say nothing of their own: each is hidden from readers of the screen, and words stand
//! beside it.

use maud::{Markup, PreEscaped, html};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Search,
    Globe,
    Printer,
    Link,
    Up,
    Down,
    Chevron,
    Page,
    Mail,
    Form,
    Chat,
    Tick,
}

impl Icon {
    /// Strokes on a field of 24 by 24.
    fn strokes(self) -> &'static str {
        match self {
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20",
            Self::Globe => {
                "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18"
            }
            Self::Printer => "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
            Self::Link => {
                "M10 13.5a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 6.6M14 10.5a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17.4"
            }
            Self::Up => {
                "M4 11h3v9H4zM7 12l4-8c1.6 0 2.5 1.2 2.2 2.8L12.7 10H18a2 2 0 0 1 2 2.3l-1 6A2 2 0 0 1 17 20H7"
            }
            Self::Down => {
                "M4 13h3V4H4zM7 12l4 8c1.6 0 2.5-1.2 2.2-2.8L12.7 14H18a2 2 0 0 0 2-2.3l-1-6A2 2 0 0 0 17 4H7"
            }
            Self::Chevron => "M9 5l7 7-7 7",
            Self::Page => "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
            Self::Mail => "M3 6h18v12H3zM3 7l9 7 9-7",
            Self::Form => "M6 5h12v16H6zM9 3h6v4H9zM9 12h6M9 16h4",
            Self::Chat => "M4 5h16v11h-8l-5 4v-4H4zM8 10h8",
            Self::Tick => "M5 12.5l5 5L19 7",
        }
    }
}

/// Drawn in the colour of the words around it.
#[must_use]
pub fn icon(which: Icon) -> Markup {
    html! {
        svg class="i" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
            path d=(PreEscaped(which.strokes()));
        }
    }
}
