use super::*;

fn visible(text: &str) -> String {
    split(text).0
}

#[test]
fn a_quote_below_goes_and_is_kept_folded() {
    let (reply, folded) = split(
        "Yes, please.\n\nOn Mon, 4 Mar 2024 at 10:11, Desk <d@example.org> wrote:\n> Shall we?\n",
    );
    assert_eq!(reply, "Yes, please.");
    assert_eq!(folded.len(), 1);
    assert_eq!(
        folded[0].text,
        "On Mon, 4 Mar 2024 at 10:11, Desk <d@example.org> wrote:\n> Shall we?"
    );
}
