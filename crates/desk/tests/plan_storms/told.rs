//! What was said and what was heard, when the wind is gone.

use super::Storm;
use domain::Millis;
use domain::access::{Access, PermissionSet};
use domain::acknowledge::STALE_MS;
use domain::contact::{IdentityKind, email_key};
use domain::conversation::Status;
use domain::message::MessageKind;
use std::collections::{BTreeMap, BTreeSet};

impl Storm {
    /// What the program is to say, and what it has said or given up since.
    pub async fn notes(&mut self) {
        let waiting = self
            .w
            .desk
            .db()
            .read(async move |tx| store::auto_answer::due(tx, Millis::MAX, 100_000).await);
        let waiting = waiting.await.expect("read").into_iter();
        let waiting: BTreeSet<String> = waiting.map(|(_, conversation)| conversation).collect();
        for (conversation, done) in &mut self.owed {
            if !waiting.contains(conversation) {
                done.get_or_insert(self.w.now);
            }
        }
        for conversation in waiting {
            self.owed.entry(conversation).or_insert(None);
        }
    }

    /// Each was told that theirs was taken: it is in one conversation, once; what they were to be told they were told, once.
    pub async fn nobody_is_forgotten(&self, told: &str) {
        let mut of: BTreeMap<&str, Vec<(&str, Millis)>> = BTreeMap::new();
        for (who, subject, at) in &self.said {
            of.entry(who).or_default().push((subject, *at));
        }
        for (who, mut wrote) in of {
            let mut found = self.found(who).await;
            found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            wrote.sort_unstable();
            let kept: Vec<&str> = found.iter().map(|f| f.0.as_str()).collect();
            let subjects: Vec<&str> = wrote.iter().map(|w| w.0).collect();
            assert_eq!(kept, subjects, "{told}: what {who} said is there, once");
            let heard = self.heard.get(who).map_or(0, BTreeSet::len);
            assert!(
                heard <= subjects.len(),
                "{told}: {who} wrote {} times and was told {heard} times",
                subjects.len()
            );
            for ((subject, id, status, messages), (_, at)) in found.iter().zip(wrote) {
                assert_eq!(*messages, 1, "{told}: {subject}");
                assert!(
                    *status == Status::Open || heard > 0,
                    "{told}: {who} was told nothing of {subject}: {status:?}"
                );
                let said = self.owed.get(id).copied().flatten();
                // Who wrote once was told once, unless it was too late when the program came to it.
                if said.is_some_and(|said| said - at < STALE_MS) {
                    assert!(heard > 0, "{told}: {who} was to be told of {subject}");
                }
                let waits = self.owed.get(id).is_some_and(Option::is_none);
                assert!(!waits, "{told}: {who} is still to be told of {subject}");
            }
        }
    }

    /// Of all their conversations: the subject, which it is, how it stands, and how often they wrote in it.
    async fn found(&self, who: &str) -> Vec<(String, String, Status, usize)> {
        let agent = self.w.started.agent.id;
        let access = Access::of(agent, PermissionSet::Administrator, vec![]);
        let key = email_key(who);
        let found = self.w.desk.db().read(async move |tx| {
            let known = store::contact::by_identity(tx, IdentityKind::Email, &key).await?;
            let Some(known) = known else {
                return Ok(Vec::new());
            };
            let all =
                store::inbox::conversations_of_contact(tx, &access, known.contact, 100_000).await?;
            let mut out = Vec::new();
            for c in all {
                let page = store::read::messages(tx, &access, c.id, None, 100).await?;
                let customer = |m: &&store::read::Shown| m.message.kind == MessageKind::Customer;
                let wrote = page.messages.iter().filter(customer).count();
                out.push((c.subject, c.id.to_string(), c.status, wrote));
            }
            Ok::<_, store::StoreError>(out)
        });
        found.await.expect("read")
    }
}
