//! What a look at a form sends, and how it is known when it comes: read like any post, and kept as a look and as nothing else.

use super::letter::{probe_of, token};
use super::{Over, end};
use crate::{Desk, DeskError, Result, world};
use domain::door::{Arrival, Landing, Medium, Visitor, VisitorKind, resolve};
use domain::form::Form;
use domain::probe::{Verdict, Way};
use domain::{FormId, Millis, ProbeId};
use store::Tx;

const BY_FORM: &str = "probe:form";

/// Whether something that was sent by a form is a look of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// A post like others.
    NoLook,
    /// Over with this; `None`: it was over before.
    Look(Option<Over>),
}

impl Desk {
    /// What a look at a form sends with it.
    #[must_use]
    pub fn form_probe_token(&self, probe: ProbeId, now: Millis) -> String {
        token(&self.keys, BY_FORM, probe, now)
    }

    /// Something was sent by a form and read. A look of ours ends here, by what the form and its door would do with a post;
    /// nothing else is written.
    ///
    /// # Errors
    /// `not_found`; see also [`store::StoreError`].
    pub async fn probe_posted(&self, form: FormId, text: &str, now: Millis) -> Result<Posted> {
        let Some(probe) = probe_of(&self.keys, BY_FORM, text, now) else {
            return Ok(Posted::NoLook);
        };
        self.write(async move |tx| {
            let verdict = verdict(tx, form, now).await?;
            let ended = end(tx, probe, &verdict, None, now).await?;
            Ok(Posted::Look(ended.then_some(Over {
                probe,
                way: Way::Form,
                verdict,
            })))
        })
        .await
    }
}

async fn verdict(tx: &mut Tx, form: FormId, now: Millis) -> Result<Verdict> {
    let form = store::form::load(tx, form).await?;
    let form = form.ok_or_else(|| DeskError::missing("form"))?;
    if form
        .check_definition(&store::field::all(tx).await?)
        .is_err()
    {
        return Ok(Verdict::failed(
            "The page shows its form, but what it asks for is not right any more: look at its questions.",
        ));
    }
    Ok(match landing(tx, &form, now).await? {
        Landing::Queue { .. }
        | Landing::Redirected { .. }
        | Landing::KeptWithoutSuccessor { .. } => Verdict::passed(
            "The page shows its form; what was sent by it was read, and its door takes it.",
        ),
        Landing::Continue(_) | Landing::Signpost | Landing::DeadEnd | Landing::Refused => {
            Verdict::failed("The page shows its form, but its door takes nothing.")
        }
    })
}

/// Where a stranger's post would land now.
async fn landing(tx: &mut Tx, form: &Form, now: Millis) -> Result<Landing> {
    let channel = store::channel::load(tx, form.channel).await?;
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let arrival = Arrival {
        door: form.door,
        medium: Medium::Post,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: now,
    };
    Ok(resolve(&arrival, &world::of(tx, &channel, now).await?).landing)
}
