//! Names and keys from DNS: answers the questions of `mail::auth`, and finds the servers that take mail for a domain.
//!
//! Bounded in time and in questions at once. Whatever cannot be found out is [`Answer::Failed`], never a guess. A zone file
//! can stand in for all of DNS.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{ResolverBuilder, TokioResolver};
use mail::auth::zone::Zone;
use mail::auth::{Answers, MAX_ROUNDS, check};
use mail::{Answer, Authentication, Envelope, Question, RecordKind};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout, timeout_at};

/// For one answer, tries included.
const ANSWER: Duration = Duration::from_secs(4);
/// For all questions about one mail; the mail is not held up longer.
const MAIL: Duration = Duration::from_secs(5);
/// So many questions in a row without any answer raise the suspicion that no name server is there.
const UNANSWERED: u32 = 4;
/// For the question that proves or disproves it, and between two of them.
const PROBE: Duration = Duration::from_secs(2);
/// Questions at once: of one mail, and of all.
const AT_ONCE: usize = 8;
const AT_ONCE_IN_ALL: usize = 64;
/// Records of one answer that are looked at.
const RECORDS_MAX: usize = 100;

/// Cheap to clone.
#[derive(Clone)]
pub struct Resolver(Arc<Inner>);

enum Inner {
    System {
        resolver: Box<TokioResolver>,
        /// Without a cache.
        prober: Box<TokioResolver>,
        places: Semaphore,
        health: Mutex<Health>,
    },
    Zone(Zone),
}

/// What is known of the name servers. While they are down no question waits for them; a probe goes on asking.
#[derive(Default)]
struct Health {
    unanswered: u32,
    probing: bool,
    down: bool,
}

impl Resolver {
    /// The name servers of the machine, with a cache of our own.
    pub fn system() -> io::Result<Self> {
        Self::built(|| TokioResolver::builder_tokio().map_err(io::Error::other))
    }

    /// These name servers instead of the machine's.
    pub fn servers(servers: &[SocketAddr]) -> io::Result<Self> {
        let mut configs = Vec::with_capacity(servers.len());
        for server in servers {
            let mut config = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut config.connections {
                connection.port = server.port();
            }
            configs.push(config);
        }
        let config = ResolverConfig::from_name_servers(configs);
        Self::built(|| {
            let provider = TokioRuntimeProvider::default();
            Ok(TokioResolver::builder_with_config(config.clone(), provider))
        })
    }

    fn built(
        builder: impl Fn() -> io::Result<ResolverBuilder<TokioRuntimeProvider>>,
    ) -> io::Result<Self> {
        let mut prober = builder()?;
        let options = prober.options_mut();
        options.timeout = PROBE;
        options.attempts = 1;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        let mut builder = builder()?;
        let options = builder.options_mut();
        options.timeout = ANSWER / 2;
        options.attempts = 2;
        options.cache_size = 4_096;
        options.edns0 = true;
        // What /etc/hosts says is no evidence about others.
        options.use_hosts_file = ResolveHosts::Never;
        Ok(Self(Arc::new(Inner::System {
            resolver: Box::new(builder.build().map_err(io::Error::other)?),
            prober: Box::new(prober.build().map_err(io::Error::other)?),
            places: Semaphore::new(AT_ONCE_IN_ALL),
            health: Mutex::default(),
        })))
    }

    /// A zone file in place of all of DNS.
    #[must_use]
    pub fn zone(zone: Zone) -> Self {
        Self(Arc::new(Inner::Zone(zone)))
    }

    pub async fn answer(&self, question: &Question) -> Answer {
        match &*self.0 {
            Inner::Zone(zone) => zone.answer(question),
            Inner::System {
                resolver, places, ..
            } => {
                if self.is_down() {
                    return Answer::Failed;
                }
                // The semaphore is never closed; without a place there is no answer, and nothing was learnt.
                let Ok(Ok(_place)) = timeout(ANSWER, places.acquire()).await else {
                    return Answer::Failed;
                };
                let heard = timeout(ANSWER, ask(resolver, question)).await;
                let heard = heard.unwrap_or(None);
                self.note(heard.is_some());
                heard.unwrap_or(Answer::Failed)
            }
        }
    }

    /// No name server answers, not even the simplest question. Every answer fails at once meanwhile.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.health().is_some_and(|health| health.down)
    }

    fn health(&self) -> Option<MutexGuard<'_, Health>> {
        match &*self.0 {
            Inner::System { health, .. } => {
                Some(health.lock().unwrap_or_else(PoisonError::into_inner))
            }
            Inner::Zone(_) => None,
        }
    }

    /// One slow domain is no dead name server: after several questions without an answer, a question that any name
    /// server answers decides.
    fn note(&self, heard: bool) {
        let Some(mut health) = self.health() else {
            return;
        };
        if heard {
            (health.unanswered, health.down) = (0, false);
            return;
        }
        health.unanswered = health.unanswered.saturating_add(1);
        if health.unanswered >= UNANSWERED && !health.probing {
            health.probing = true;
            tokio::spawn(probe(Arc::downgrade(&self.0)));
        }
    }

    /// SPF, DKIM, DMARC and ARC of a mail. After the time is up, what is still open counts as failed look-ups.
    pub async fn authenticate(
        &self,
        raw: &[u8],
        envelope: &Envelope,
        now_s: i64,
    ) -> Authentication {
        let until = Instant::now() + MAIL;
        let mut answers = Answers::new();
        for _ in 0..MAX_ROUNDS {
            match check(raw, envelope, now_s, &answers) {
                Ok(authentication) => return authentication,
                Err(questions) => {
                    let found = self.answer_all(questions, until).await;
                    answers.extend(found);
                }
            }
        }
        // More rounds than any honest mail needs.
        Authentication {
            details: vec!["dns=too many look-ups".to_owned()],
            ..Authentication::default()
        }
    }

    async fn answer_all(
        &self,
        questions: Vec<Question>,
        until: Instant,
    ) -> Vec<(Question, Answer)> {
        let mut work = Vec::with_capacity(questions.len());
        for question in questions {
            work.push(async move {
                let answer = timeout_at(until, self.answer(&question))
                    .await
                    .unwrap_or(Answer::Failed);
                (question, answer)
            });
        }
        futures_util::stream::iter(work)
            .buffer_unordered(AT_ONCE)
            .collect()
            .await
    }

    /// Where mail for `domain` goes (RFC 5321 §5.1).
    pub async fn mail_route(&self, domain: &str) -> Route {
        let ask = |kind| Question {
            name: domain.trim_end_matches('.').to_ascii_lowercase(),
            kind,
        };
        match self.answer(&ask(RecordKind::Mx)).await {
            Answer::Failed => Route::Unknown,
            Answer::NoSuchName => Route::NoSuchDomain,
            // RFC 7505: a single "." takes no mail.
            Answer::Records(hosts) if hosts.iter().any(|h| matches!(h.as_str(), "" | ".")) => {
                Route::TakesNoMail
            }
            Answer::Records(hosts) if hosts.is_empty() => match self.addresses(domain).await {
                Ok(found) if found.is_empty() => Route::TakesNoMail,
                Ok(_) => Route::Hosts(vec![domain.to_owned()]),
                Err(NoAnswer) => Route::Unknown,
            },
            Answer::Records(hosts) => Route::Hosts(
                hosts
                    .iter()
                    .map(|h| h.trim_end_matches('.').to_owned())
                    .collect(),
            ),
        }
    }

    /// IPv4 first, then IPv6; empty when the name has none.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, NoAnswer> {
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        let mut found = Vec::new();
        let mut failed = false;
        for kind in [RecordKind::A, RecordKind::Aaaa] {
            let question = Question {
                name: name.clone(),
                kind,
            };
            match self.answer(&question).await {
                Answer::Records(records) => {
                    found.extend(records.iter().filter_map(|r| r.parse::<IpAddr>().ok()));
                }
                Answer::NoSuchName => {}
                Answer::Failed => failed = true,
            }
        }
        if found.is_empty() && failed {
            return Err(NoAnswer);
        }
        Ok(found)
    }
}

/// DNS could not be asked; ask again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

/// Where mail for a domain goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// In order of preference.
    Hosts(Vec<String>),
    /// The domain says that it takes no mail, or has no address at all.
    TakesNoMail,
    NoSuchDomain,
    /// DNS did not answer: later.
    Unknown,
}

/// Asks for the servers of the root until there is any answer, or nobody needs it any more.
async fn probe(inner: Weak<Inner>) {
    loop {
        let Some(strong) = inner.upgrade() else {
            return;
        };
        let resolver = Resolver(strong);
        let Inner::System { prober, .. } = &*resolver.0 else {
            return;
        };
        let asked = prober.lookup(Name::root(), RecordType::NS);
        let lives = match timeout(PROBE * 2, asked).await {
            Ok(Ok(_) | Err(NetError::Dns(_))) => true,
            Ok(Err(_)) | Err(_) => false,
        };
        if let Some(mut health) = resolver.health() {
            if lives != health.down {
                // As it was known.
            } else if lives {
                tracing::info!("name servers answer again");
            } else {
                tracing::warn!("no name server answers: mail is read without authentication");
            }
            health.down = !lives;
            if lives {
                (health.unanswered, health.probing) = (0, false);
                return;
            }
        }
        drop(resolver);
        tokio::time::sleep(PROBE).await;
    }
}

/// `None` when nobody answered at all.
async fn ask(resolver: &TokioResolver, question: &Question) -> Option<Answer> {
    // The final dot keeps the machine's search list out of it.
    let Ok(name) = Name::from_ascii(format!("{}.", question.name)) else {
        return Some(Answer::NoSuchName);
    };
    let kind = match question.kind {
        RecordKind::Txt => RecordType::TXT,
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Mx => RecordType::MX,
        RecordKind::Ptr => RecordType::PTR,
    };
    Some(match resolver.lookup(name, kind).await {
        Ok(found) => records(question.kind, found.answers().iter().map(|r| &r.data)),
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) => match none.response_code {
            ResponseCode::NXDomain => Answer::NoSuchName,
            ResponseCode::NoError => Answer::Records(Vec::new()),
            _ => Answer::Failed,
        },
        Err(NetError::Dns(error)) => {
            tracing::debug!(name = question.name, %error, "refused by DNS");
            Answer::Failed
        }
        Err(error) => {
            tracing::debug!(name = question.name, %error, "no answer from DNS");
            return None;
        }
    })
}

/// The records of the wanted kind; aliases on the way are passed over.
fn records<'a>(kind: RecordKind, data: impl Iterator<Item = &'a RData>) -> Answer {
    let mut ranked: Vec<(u16, String)> = data
        .filter_map(|data| match (kind, data) {
            (RecordKind::Txt, RData::TXT(txt)) => {
                let joined = txt.txt_data.concat();
                Some((0, String::from_utf8_lossy(&joined).into_owned()))
            }
            (RecordKind::A, RData::A(a)) => Some((0, a.to_string())),
            (RecordKind::Aaaa, RData::AAAA(aaaa)) => Some((0, aaaa.to_string())),
            (RecordKind::Mx, RData::MX(mx)) => Some((mx.preference, host(&mx.exchange))),
            (RecordKind::Ptr, RData::PTR(ptr)) => Some((0, host(&ptr.0))),
            _ => None,
        })
        .take(RECORDS_MAX)
        .collect();
    ranked.sort_by_key(|(preference, _)| *preference);
    Answer::Records(ranked.into_iter().map(|(_, text)| text).collect())
}

/// Without the trailing dot; the root itself is `.` (a null MX).
fn host(name: &Name) -> String {
    let text = name.to_ascii();
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        host => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(text: &str) -> Resolver {
        Resolver::zone(Zone::parse(text).unwrap())
    }

    #[tokio::test]
    async fn the_route_of_a_domain_follows_its_records() {
        let dns = zone(
            r#"{"mx.org": {"MX": ["20 b.mx.org", "10 a.mx.org"]}, "plain.org": {"A": ["192.0.2.1"]},
                "null.org": {"MX": ["0 ."]}, "empty.org": {"TXT": ["x"]}, "slow.org": "TIMEOUT"}"#,
        );
        let hosts = |list: &[&str]| Route::Hosts(list.iter().map(|h| (*h).to_owned()).collect());
        assert_eq!(
            dns.mail_route("MX.org.").await,
            hosts(&["a.mx.org", "b.mx.org"])
        );
        assert_eq!(dns.mail_route("plain.org").await, hosts(&["plain.org"]));
        assert_eq!(dns.mail_route("null.org").await, Route::TakesNoMail);
        assert_eq!(dns.mail_route("empty.org").await, Route::TakesNoMail);
        assert_eq!(dns.mail_route("nowhere.org").await, Route::NoSuchDomain);
        assert_eq!(dns.mail_route("slow.org").await, Route::Unknown);
    }

    #[tokio::test]
    async fn a_mail_is_judged_by_asking_until_nothing_is_missing() {
        let dns = zone(
            r#"{"example.org": {"TXT": ["v=spf1 include:other.org -all"]},
                "other.org": {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]}}"#,
        );
        let mut envelope = Envelope {
            ip: Some("192.0.2.1".parse().unwrap()),
            helo: "mx.example.org".to_owned(),
            mail_from: "a@example.org".to_owned(),
            rcpt_to: Vec::new(),
        };
        let raw = b"From: a@example.org\r\n\r\nx\r\n";
        let judged = dns.authenticate(raw, &envelope, 1_790_000_000).await;
        assert_eq!(judged.spf, mail::AuthResult::Pass, "{judged:?}");
        envelope.ip = Some("192.0.2.9".parse().unwrap());
        let judged = dns.authenticate(raw, &envelope, 1_790_000_000).await;
        assert_eq!(judged.spf, mail::AuthResult::Fail, "{judged:?}");
    }
}
