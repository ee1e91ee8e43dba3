//! Who really sent this mail: SPF (RFC 7208), DKIM (RFC 6376, 8301, 8463), DMARC (RFC 7489) and ARC (RFC 8617).
//!
//! Evaluated from DNS answers that are already known. When one is missing, [`check`] says which questions to ask and is
//! called again with more answers, so nothing here waits and the same code serves live mail and `fairlead inspect --dns`.
//! A false pass is the worst outcome: whatever is odd, doubled, malformed or unknown does not pass.

pub mod address;
pub mod arc;
pub mod bimi;
pub mod canon;
pub mod dkim;
pub mod dmarc;
pub mod key;
pub mod lookup;
pub mod message;
pub mod results;
pub mod spf;
mod spf_macro;
mod spf_record;
pub mod tags;
pub mod zone;

use std::collections::HashMap;

use crate::{Answer, AuthResult, Authentication, Envelope, Question};
use lookup::Lookup;
use message::Message;

/// What DNS said so far.
pub type Answers = HashMap<Question, Answer>;

/// Rounds of [`check`] after which a caller should give up and answer [`Answer::Failed`] to what is still asked; the limits
/// of RFC 7208 §4.6.4 end it far earlier.
pub const MAX_ROUNDS: usize = 150;

/// Judges `raw`, which came in under `envelope`, at `now_s` (seconds since 1970 UTC).
///
/// # Errors
/// The questions whose answers are needed before more can be said; never empty.
pub fn check(
    raw: &[u8],
    envelope: &Envelope,
    now_s: i64,
    answers: &Answers,
) -> Result<Authentication, Vec<Question>> {
    let message = Message::parse(raw);
    let lookup = Lookup::new(answers);
    let mut details = Vec::new();
    let spf = spf::check_envelope(envelope, &lookup);
    let signatures = dkim::check(&message, now_s, &lookup);
    let chain = arc::check(&message, now_s, &lookup);
    let dmarc = dmarc::check(
        &message,
        envelope,
        spf.as_ref().ok(),
        signatures.as_deref().ok(),
        &lookup,
    );
    let mark = match &dmarc {
        Ok(dmarc) => bimi::check(&message, dmarc, &lookup),
        Err(missing) => Err(*missing),
    };
    let missing = lookup.into_missing();
    let (Ok(spf), Ok(signatures), Ok(chain), Ok(dmarc), Ok(mark)) =
        (spf, signatures, chain, dmarc, mark)
    else {
        debug_assert!(!missing.is_empty(), "only a missing answer stops a check");
        return Err(missing);
    };
    details.push(spf.describe());
    details.extend(signatures.iter().map(dkim::Verdict::describe));
    details.push(dmarc.describe());
    details.push(chain.describe());
    Ok(Authentication {
        spf: spf.result,
        dkim: dkim::overall(&signatures),
        dmarc: dmarc.result,
        arc: chain.result,
        domain: (dmarc.result == AuthResult::Pass).then_some(dmarc.domain),
        bimi: mark,
        details,
    })
}

/// [`check`] with a source that answers at once, such as a [`zone::Zone`].
pub fn check_with(
    raw: &[u8],
    envelope: &Envelope,
    now_s: i64,
    mut ask: impl FnMut(&Question) -> Answer,
) -> Authentication {
    let mut answers = Answers::new();
    for round in 0.. {
        match check(raw, envelope, now_s, &answers) {
            Ok(authentication) => return authentication,
            Err(questions) => {
                for question in questions {
                    let answer = if round < MAX_ROUNDS {
                        ask(&question)
                    } else {
                        Answer::Failed
                    };
                    answers.insert(question, answer);
                }
            }
        }
    }
    unreachable!("an endless range ends only by return")
}

/// The word of RFC 8601 for a result.
pub fn word(result: AuthResult) -> &'static str {
    match result {
        AuthResult::None => "none",
        AuthResult::Pass => "pass",
        AuthResult::Fail => "fail",
        AuthResult::Softfail => "softfail",
        AuthResult::Neutral => "neutral",
        AuthResult::Temperror => "temperror",
        AuthResult::Permerror => "permerror",
    }
}
