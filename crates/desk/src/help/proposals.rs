//! Articles that are proposed: the look for them, which a worker takes once a day, and what agents make of each. Nothing is
//! published here: taking a proposal up begins an article as a draft, which somebody finishes.
//!
//! The look is cut into short transactions under a lease: read the questions in pages ([`Desk::questions_for_proposals`]),
//! put them together (pure, `domain::proposal`, on a thread of the caller's), keep what was found ([`Desk::keep_proposals`]).

use super::articles::{NewArticle, Whole, begin};
use crate::{By, Desk, DeskError, Result, fresh};
use domain::access::Permission;
use domain::article::{Audience, Block, Doc, TITLE_MAX, of_plain, of_reply};
use domain::language::is_same_language;
use domain::proposal::{
    Cluster, LEAST_SEARCHES, PROPOSALS_MAX, QUESTIONS_MAX, Question, central, same, sentences,
    spoken, title, typical,
};
use domain::suggest::terms;
use domain::{
    ArticleId, CollectionId, ConversationId, HelpCenterId, MessageId, Millis, ProposalId,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::proposal::{Answer, Asked, Look, Proposal, Said, Search};
use store::{Json, Tx};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Questions of so long are looked at.
pub const WINDOW_MS: Millis = 90 * DAY_MS;
/// Between two looks that nobody asked for.
const EVERY_MS: Millis = DAY_MS;
/// Who has not been heard of for so long has lost the lease.
const LEASE_MS: Millis = 5 * 60 * 1000;
/// Questions that are read at once.
const PAGE: usize = 250;
/// Conversations that are kept of a proposal.
const KEPT: usize = 200;
/// A dismissal is remembered for so long after it was last of use.
const DISMISSED_MS: Millis = 400 * DAY_MS;
/// Questions and answers that are read for one proposal, and looked at because of what the caller may read.
const READ: usize = 20;
const LOOK_AT: usize = 60;
/// Central questions for the title of a list.
const FOR_TITLE: usize = 5;
/// Central questions that suggestions are asked for.
const FOR_NEAR: usize = 5;

/// What was read for a look.
#[derive(Debug, Clone)]
pub struct Material {
    pub started: Millis,
    pub asked: Vec<Asked>,
    /// The same, as `domain::proposal` takes it.
    pub questions: Vec<Question>,
}

/// A proposal as agents see it.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub row: Proposal,
    pub title: String,
    /// Of the article that it was taken into, and of the one that suggestions lead to.
    pub article_title: Option<String>,
    pub near_title: Option<String>,
}

/// One proposal with what it rests on.
#[derive(Debug, Clone)]
pub struct Grounds {
    pub proposed: Proposed,
    /// In the words of customers, without what may name somebody.
    pub typical: Vec<String>,
    /// Questions in reach of the caller.
    pub questions: Vec<Said>,
    /// The best past answers, without what may name somebody, by paragraphs.
    pub answers: Vec<(Answer, Vec<String>)>,
}

impl Desk {
    /// Takes up a look when one is due or was asked for, and nobody else has: when it began. Asks nothing else of a desk
    /// without help centers.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn begin_look(&self, now: Millis) -> Result<Option<Millis>> {
        let (look, any) = self
            .db
            .read(async |tx| {
                let any = !store::help_center::all(tx).await?.is_empty();
                Ok::<_, store::StoreError>((store::proposal::look(tx).await?, any))
            })
            .await?;
        let due = look.finished_at + EVERY_MS <= now || look.wanted_at > look.started_at;
        if !any || !due || look.lease_until > now {
            return Ok(None);
        }
        let begun = self
            .write(async move |tx| Ok(store::proposal::begin(tx, now, now + LEASE_MS).await?))
            .await?;
        Ok(begun.then_some(now))
    }

    /// Reads the newest questions that agents answered, page by page.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn questions_for_proposals(&self, started: Millis) -> Result<Option<Material>> {
        let fallback = self
            .db
            .read(async |tx| store::help_center::all(tx).await)
            .await?
            .into_iter()
            .next()
            .map(|center| center.default_locale)
            .unwrap_or_default();
        let mut asked: Vec<Asked> = Vec::new();
        let mut below: Option<ConversationId> = None;
        while asked.len() < QUESTIONS_MAX {
            let page = self
                .db
                .read(async move |tx| {
                    store::proposal::questions(tx, below, started - WINDOW_MS, PAGE).await
                })
                .await?;
            let Some(last) = page.last() else {
                break;
            };
            below = Some(last.conversation);
            asked.extend(page);
            let count = i64::try_from(asked.len()).unwrap_or(i64::MAX);
            let ours = self
                .write(async move |tx| {
                    let until = started + LEASE_MS;
                    Ok(store::proposal::come_to(tx, started, until, count).await?)
                })
                .await?;
            if !ours {
                return Ok(None);
            }
        }
        asked.truncate(QUESTIONS_MAX);
        let question = |a: &Asked| Question {
            contact: a.contact,
            locale: a.language.clone().unwrap_or_else(|| fallback.clone()),
            subject: a.subject.clone(),
            text: a.text.clone(),
            answered: a.answered,
        };
        Ok(Some(Material {
            started,
            questions: asked.iter().map(question).collect(),
            asked,
        }))
    }

    /// Keeps what was found, beside what was decided before. `near`: for each cluster an article that suggestions lead it to.
    /// False when another look has begun since.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn keep_proposals(
        &self,
        material: Material,
        clusters: Vec<Cluster>,
        near: Vec<Option<ArticleId>>,
        now: Millis,
    ) -> Result<bool> {
        self.write(async move |tx| {
            let started = material.started;
            let found = Found {
                material: &material,
                clusters: &clusters,
                near: &near,
            };
            let searches = store::proposal::searches(tx, LEAST_SEARCHES, PROPOSALS_MAX).await?;
            let from = material.asked.iter().map(|a| a.at).min().unwrap_or(started);
            let counts = (count(material.asked.len()), count(searches.len()));
            if !store::proposal::end(tx, started, now, from, counts).await? {
                return Ok(false);
            }
            let known = store::proposal::all(tx, 10 * PROPOSALS_MAX).await?;
            keep_clusters(tx, &found, &known, from).await?;
            keep_searches(tx, &searches, &known, started).await?;
            store::proposal::tidy(tx, started, now - DISMISSED_MS).await?;
            crate::audit::settings_changed(tx, &By::system(now), "proposals");
            Ok(true)
        })
        .await
    }

    /// Asks for a look soon.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn want_proposals(&self, by: &By) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let now = by.now;
        self.write(async move |tx| Ok(store::proposal::want(tx, now).await?))
            .await
    }

    /// How far the last look came, and proposals in a state (`open`, `dismissed`, `taken`), those with most contacts a month
    /// first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn proposals(&self, by: &By, state: String) -> Result<(Look, Vec<Proposed>)> {
        may_read(by)?;
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let look = store::proposal::look(tx).await?;
                let mut out = Vec::new();
                for row in store::proposal::in_state(tx, &state, PROPOSALS_MAX).await? {
                    let said =
                        store::proposal::said(tx, &by.access, row.id, LOOK_AT, FOR_TITLE).await?;
                    out.push(proposed(tx, row, &said).await?);
                }
                Ok((look, out))
            })
            .await
    }

    /// A proposal with its questions and answers, as far as the caller may read them.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn proposal(&self, by: &By, id: ProposalId) -> Result<Grounds> {
        may_read(by)?;
        let by = by.clone();
        self.db
            .read(async move |tx| grounds(tx, &by, id).await)
            .await
    }

    /// Puts a proposal away, or takes that back. It stays away when it is found again.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `proposal_taken`.
    pub async fn dismiss_proposal(&self, by: &By, id: ProposalId, dismissed: bool) -> Result<()> {
        may_read(by)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = load(tx, id).await?;
            if row.state == "taken" {
                return Err(taken());
            }
            decide(&mut row, &by, if dismissed { "dismissed" } else { "open" });
            store::proposal::put(tx, &row).await?;
            let act = if dismissed {
                "proposal.dismissed"
            } else {
                "proposal.opened"
            };
            noted(tx, &by, act, id).await
        })
        .await
    }

    /// Begins the draft of an article: the title and questions of the proposal, and as its words the past answers that are
    /// named, or else the best. Without a help center the first one is taken.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `proposal_taken`, `no_help_center`, `locale_not_offered`.
    pub async fn draft_of_proposal(
        &self,
        by: &By,
        id: ProposalId,
        center: Option<HelpCenterId>,
        collection: Option<CollectionId>,
        answers: Option<Vec<MessageId>>,
    ) -> Result<Whole> {
        may_read(by)?;
        let article = ArticleId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let grounds = grounds(tx, &by, id).await?;
            let mut row = grounds.proposed.row.clone();
            if row.state == "taken" {
                return Err(taken());
            }
            let center = super::learning::chosen(tx, center.or(row.help_center)).await?;
            let kept = |a: &&(Answer, Vec<String>)| {
                answers
                    .as_ref()
                    .is_none_or(|only| only.contains(&a.0.message))
            };
            let used: Vec<&(Answer, Vec<String>)> = grounds.answers.iter().filter(kept).collect();
            let new = NewArticle {
                center: center.id,
                collection,
                locale: super::learning::locale_for(&center, &row.locale),
                title: grounds.proposed.title.chars().take(TITLE_MAX).collect(),
                summary: String::new(),
                doc: written(&used),
                asked: grounds.typical.clone(),
                audience: Audience::Public,
                topic: None,
                owner: by.access.agent,
                from_conversation: used.first().map(|(a, _)| a.conversation),
            };
            let whole = begin(tx, &by, article, &new).await?;
            take(tx, &by, &mut row, article).await?;
            Ok(whole)
        })
        .await
    }

    /// Says that an article answers it that is there already.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `proposal_taken`.
    pub async fn proposal_answered(
        &self,
        by: &By,
        id: ProposalId,
        article: ArticleId,
    ) -> Result<()> {
        may_read(by)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = load(tx, id).await?;
            if row.state == "taken" {
                return Err(taken());
            }
            super::article(tx, article).await?;
            take(tx, &by, &mut row, article).await
        })
        .await
    }
}

/// Proposals quote conversations, and become articles.
fn may_read(by: &By) -> Result<()> {
    by.demand(Permission::ContentManage)?;
    by.demand(Permission::ConversationRead)
}

fn taken() -> DeskError {
    DeskError::refused(
        "proposal_taken",
        "An article was made of this proposal already.",
    )
}

async fn load(tx: &mut Tx, id: ProposalId) -> Result<Proposal> {
    store::proposal::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("proposal"))
}

fn decide(row: &mut Proposal, by: &By, state: &str) {
    state.clone_into(&mut row.state);
    row.decided_by = by.access.agent;
    row.decided_at = Some(by.now);
    row.times_then = row.times;
    row.since = 0;
}

async fn take(tx: &mut Tx, by: &By, row: &mut Proposal, article: ArticleId) -> Result<()> {
    decide(row, by, "taken");
    row.article = Some(article);
    store::proposal::put(tx, row).await?;
    noted(tx, by, "proposal.taken", row.id).await
}

async fn noted(tx: &mut Tx, by: &By, act: &str, id: ProposalId) -> Result<()> {
    crate::audit::act(tx, by, act, &id.to_string(), json!({})).await?;
    crate::audit::settings_changed(tx, by, "proposals");
    Ok(())
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Of thirty days, times ten; less than a week is taken for a week, so that a busy first day is no flood.
fn a_month(times: i64, from: Millis, until: Millis) -> i64 {
    let days = ((until - from) / DAY_MS).max(7);
    times.saturating_mul(300) / days
}

/// What a look found.
struct Found<'a> {
    material: &'a Material,
    clusters: &'a [Cluster],
    near: &'a [Option<ArticleId>],
}

async fn keep_clusters(
    tx: &mut Tx,
    found: &Found<'_>,
    known: &[Proposal],
    from: Millis,
) -> Result<()> {
    let now = found.material.started;
    let asked: Vec<&Proposal> = known.iter().filter(|p| p.kind == "questions").collect();
    let earlier: Vec<(&str, &[(String, f32)])> = asked
        .iter()
        .map(|p| (p.locale.as_str(), p.terms.0.as_slice()))
        .collect();
    let new: Vec<(&str, &[(String, f32)])> = found
        .clusters
        .iter()
        .map(|c| (c.locale.as_str(), c.terms.as_slice()))
        .collect();
    let again = same(&earlier, &new);
    for (at, cluster) in found.clusters.iter().enumerate() {
        let before = again[at].map(|e| asked[e]);
        let at_of = |n: usize| found.material.asked[n].at;
        let times = cluster.members.iter().map(|(n, _)| at_of(*n));
        let decided = before.and_then(|b| b.decided_at).unwrap_or(Millis::MAX);
        let row = Proposal {
            id: before.map_or_else(|| ProposalId(fresh::id(now)), |b| b.id),
            kind: "questions".into(),
            help_center: None,
            locale: cluster.locale.clone(),
            query_key: String::new(),
            query: String::new(),
            terms: Json(cluster.terms.clone()),
            times: count(cluster.members.len()),
            people: count(cluster.people),
            a_month: a_month(count(cluster.members.len()), from, now),
            first_at: times.clone().min().unwrap_or(now),
            last_at: times.clone().max().unwrap_or(now),
            state: before.map_or_else(|| "open".into(), |b| b.state.clone()),
            article: before.and_then(|b| b.article),
            decided_by: before.and_then(|b| b.decided_by),
            decided_at: before.and_then(|b| b.decided_at),
            times_then: before.map_or(0, |b| b.times_then),
            since: count(times.filter(|t| *t > decided).count()),
            near_article: found.near.get(at).copied().flatten(),
            seen_at: now,
            created_at: before.map_or(now, |b| b.created_at),
            version: 1,
        };
        store::proposal::put(tx, &row).await?;
        let kept = cluster.members.iter().take(KEPT);
        let questions: Vec<(ConversationId, Millis, i64)> = kept
            .map(|(n, near)| {
                let asked = &found.material.asked[*n];
                (asked.conversation, asked.at, permille(*near))
            })
            .collect();
        store::proposal::put_questions(tx, row.id, &questions).await?;
    }
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cosine, held within 0 and 1"
)]
fn permille(near: f32) -> i64 {
    (near.clamp(0.0, 1.0) * 1000.0) as i64
}

async fn keep_searches(
    tx: &mut Tx,
    searches: &[Search],
    known: &[Proposal],
    now: Millis,
) -> Result<()> {
    type Key<'a> = (Option<HelpCenterId>, &'a str, &'a str);
    let before: HashMap<Key<'_>, &Proposal> = known
        .iter()
        .filter(|p| p.kind == "search")
        .map(|p| ((p.help_center, p.locale.as_str(), p.query_key.as_str()), p))
        .collect();
    for search in searches {
        let key = (
            Some(search.help_center),
            search.locale.as_str(),
            search.key.as_str(),
        );
        let before = before.get(&key).copied();
        let decided = before.is_some_and(|b| b.decided_at.is_some());
        let row = Proposal {
            id: before.map_or_else(|| ProposalId(fresh::id(now)), |b| b.id),
            kind: "search".into(),
            help_center: Some(search.help_center),
            locale: search.locale.clone(),
            query_key: search.key.clone(),
            query: search.query.clone(),
            terms: Json(terms(&search.query, &search.locale)),
            times: search.times,
            people: 0,
            // Searches are kept for 180 days after the last of them; when the first was is not known.
            a_month: a_month(search.times, now - WINDOW_MS, now),
            first_at: search.last_at,
            last_at: search.last_at,
            state: before.map_or_else(|| "open".into(), |b| b.state.clone()),
            article: before.and_then(|b| b.article),
            decided_by: before.and_then(|b| b.decided_by),
            decided_at: before.and_then(|b| b.decided_at),
            times_then: before.map_or(0, |b| b.times_then),
            since: before
                .filter(|_| decided)
                .map_or(0, |b| (search.times - b.times_then).max(0)),
            near_article: None,
            seen_at: now,
            created_at: before.map_or(now, |b| b.created_at),
            version: 1,
        };
        store::proposal::put(tx, &row).await?;
    }
    Ok(())
}

/// The questions by which it is asked of the suggestions whether there is an article: what the most central ones say.
#[must_use]
pub fn for_suggestions(material: &Material, cluster: &Cluster) -> Vec<String> {
    let central = cluster.members.iter().take(FOR_NEAR);
    central
        .map(|(n, _)| {
            let question = &material.questions[*n];
            spoken(&question.subject, &question.text)
        })
        .collect()
}

async fn proposed(tx: &mut Tx, row: Proposal, said: &[Said]) -> Result<Proposed> {
    let title = title_of(&row, said);
    let article_title = name_of(tx, row.article, &row.locale).await?;
    let near_title = name_of(tx, row.near_article, &row.locale).await?;
    Ok(Proposed {
        row,
        title,
        article_title,
        near_title,
    })
}

/// What an article is called in a language, or in the first that there is.
async fn name_of(tx: &mut Tx, id: Option<ArticleId>, locale: &str) -> Result<Option<String>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let texts = store::article::translations(tx, id).await?;
    let own = texts.iter().find(|t| is_same_language(&t.locale, locale));
    Ok(own
        .or_else(|| texts.first())
        .map(|t| super::Text::newest(t).title.to_owned()))
}

fn title_of(row: &Proposal, said: &[Said]) -> String {
    if row.kind == "search" {
        return row.query.clone();
    }
    let texts = spoken_by(said);
    let named = named(&texts);
    let lent: Vec<(&str, &[&str])> = named.iter().map(|(t, n)| (*t, n.as_slice())).collect();
    title(&row.terms.0, &row.locale, &lent).unwrap_or_else(|| central(&row.terms.0))
}

/// What is said, and by whom.
fn spoken_by(said: &[Said]) -> Vec<(String, &str)> {
    said.iter()
        .map(|s| (spoken(&s.subject, &s.text), s.name.as_str()))
        .collect()
}

fn named<'a>(texts: &'a [(String, &'a str)]) -> Vec<(&'a str, [&'a str; 1])> {
    texts
        .iter()
        .map(|(text, name)| (text.as_str(), [*name]))
        .collect()
}

async fn grounds(tx: &mut Tx, by: &By, id: ProposalId) -> Result<Grounds> {
    let row = load(tx, id).await?;
    let questions = store::proposal::said(tx, &by.access, id, LOOK_AT, READ).await?;
    let found = if row.kind == "search" {
        let words: Vec<String> = domain::suggest::telling_words(&row.query, 8);
        let nobody = ConversationId(uuid::Uuid::nil());
        let past = store::suggestion::resolved_like(tx, &by.access, &words, nobody, READ).await?;
        let texts: Vec<(&str, &str)> = past
            .iter()
            .map(|r| (r.subject.as_str(), r.question.as_str()))
            .collect();
        let like = domain::suggest::alike(&row.query, &row.locale, &texts, READ);
        let kept: Vec<ConversationId> = like.iter().map(|(at, _)| past[*at].conversation).collect();
        store::proposal::answers_in(tx, &by.access, &kept).await?
    } else {
        store::proposal::answers(tx, &by.access, id, LOOK_AT, READ).await?
    };
    let texts = spoken_by(&questions);
    let named = named(&texts);
    let lent: Vec<(&str, &[&str])> = named.iter().map(|(t, n)| (*t, n.as_slice())).collect();
    let typical = if row.kind == "search" {
        vec![row.query.clone()]
    } else {
        typical(&row.terms.0, &row.locale, &lent)
    };
    let answers = best(found, &row.locale);
    Ok(Grounds {
        proposed: proposed(tx, row, &questions).await?,
        typical,
        questions,
        answers,
    })
}

/// The answers that say most of what all say, each by paragraphs without what may name somebody.
fn best(found: Vec<Answer>, locale: &str) -> Vec<(Answer, Vec<String>)> {
    let parts: Vec<Vec<String>> = found.iter().map(paragraphs).collect();
    let whole: Vec<String> = parts.iter().map(|p| p.join("\n")).collect();
    let texts: Vec<&str> = whole.iter().map(String::as_str).collect();
    let chosen = domain::proposal::answers(&texts, locale);
    let pick = |at: usize| (found[at].clone(), parts[at].clone());
    chosen.into_iter().map(pick).collect()
}

fn paragraphs(answer: &Answer) -> Vec<String> {
    let names: Vec<&str> = answer.names.iter().map(String::as_str).collect();
    let lines = of_reply(&answer.text).text();
    lines
        .lines()
        .map(|line| sentences(line, &names).join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The paragraphs of the answers one after the other, each once, with a rule between answers.
fn written(answers: &[&(Answer, Vec<String>)]) -> Doc {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut doc = Doc::default();
    for (_, lines) in answers {
        let fresh: Vec<&str> = lines
            .iter()
            .map(String::as_str)
            .filter(|line| seen.insert(line))
            .collect();
        if fresh.is_empty() {
            continue;
        }
        if !doc.blocks.is_empty() {
            doc.blocks.push(Block::Rule);
        }
        doc.blocks.extend(of_plain(&fresh.join("\n\n")).blocks);
    }
    doc
}
