//! The visible replies of the third-party corpus. Where the corpus is missing, the test says so and passes.

#[path = "../examples/corpus/replies.rs"]
#[expect(dead_code, reason = "the example prints more than the test needs")]
mod replies;

use replies::Verdict;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("FAIRLEAD_CORPUS").map_or(beside, PathBuf::from);
    [root.join("mail/replies"), root.join("replies")]
        .into_iter()
        .find(|folder| folder.is_dir())
}

#[test]
fn visible_replies_of_the_corpus_are_cut_as_a_careful_reader_would() {
    let Some(root) = corpus() else {
        println!("corpus missing, skipped");
        return;
    };
    let (mut files, mut exact, mut kept) = (0, 0, 0);
    for row in replies::table() {
        let visible = replies::visible(&root.join(row.path))
            .expect("a file that the table names is in the corpus");
        let verdict = replies::compare(&row, &visible);
        files += 1;
        exact += usize::from(verdict == Verdict::Exact);
        kept += usize::from(verdict != Verdict::Lost);
        if verdict != Verdict::Exact {
            println!("{}: {verdict:?}", row.path);
        }
    }
    println!("{files} files, {exact} exact, {kept} kept");
    assert!(files >= 90);
    assert!(exact * 100 >= files * 95, "{exact} of {files} exact");
    assert!(kept * 1000 >= files * 995, "{kept} of {files} kept");
}
