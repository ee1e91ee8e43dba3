//! DNS of the real world: answers the questions of `mail::auth`, and those of `doctor`. Small cache, bounded time.

use crate::config::Config;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use mail::{Answer, Question, RecordKind};
use std::sync::OnceLock;
use std::time::Duration;

/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The resolver; made at its first question, so that a start costs nothing.
pub struct Dns {
    servers: Vec<std::net::SocketAddr>,
    resolver: OnceLock<Option<TokioResolver>>,
}

impl Dns {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            servers: config.dns_servers.clone(),
            resolver: OnceLock::new(),
        }
    }

    /// Answers one question. Time-outs, server failures and a machine without DNS are all [`Answer::Failed`].
    pub async fn ask(&self, question: &Question) -> Answer {
        let Some(resolver) = self.resolver.get_or_init(|| make(&self.servers)) else {
            return Answer::Failed;
        };
        let kind = match question.kind {
            RecordKind::Txt => RecordType::TXT,
            RecordKind::A => RecordType::A,
            RecordKind::Aaaa => RecordType::AAAA,
            RecordKind::Mx => RecordType::MX,
            RecordKind::Ptr => RecordType::PTR,
        };
        let name = format!("{}.", question.name.trim_end_matches('.'));
        match tokio::time::timeout(PATIENCE, resolver.lookup(name, kind)).await {
            Err(_) => Answer::Failed,
            Ok(Err(error)) if error.is_nx_domain() => Answer::NoSuchName,
            Ok(Err(error)) if error.is_no_records_found() => Answer::Records(Vec::new()),
            Ok(Err(_)) => Answer::Failed,
            Ok(Ok(lookup)) => records(
                question.kind,
                lookup.answers().iter().map(|record| &record.data),
            ),
        }
    }

    /// Judges a mail, asking as often as `mail::auth` needs; what cannot be found out is `temperror`.
    pub async fn authenticate(
        &self,
        raw: &[u8],
        envelope: &mail::Envelope,
        now_s: i64,
    ) -> mail::Authentication {
        let mut answers = mail::auth::Answers::new();
        for _ in 0..mail::auth::MAX_ROUNDS {
            match mail::auth::check(raw, envelope, now_s, &answers) {
                Ok(authentication) => return authentication,
                Err(questions) => {
                    let found =
                        futures_util::future::join_all(questions.iter().map(|q| self.ask(q))).await;
                    answers.extend(questions.into_iter().zip(found));
                }
            }
        }
        mail::auth::check_with(raw, envelope, now_s, |q| {
            answers.get(q).cloned().unwrap_or(Answer::Failed)
        })
    }
}

fn make(servers: &[std::net::SocketAddr]) -> Option<TokioResolver> {
    let mut builder = if servers.is_empty() {
        Resolver::builder_tokio().ok()?
    } else {
        let servers = servers
            .iter()
            .map(|server| {
                let [mut udp, mut tcp] = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
                udp.port = server.port();
                tcp.port = server.port();
                NameServerConfig::new(server.ip(), true, vec![udp, tcp])
            })
            .collect();
        Resolver::builder_with_config(
            ResolverConfig::from_name_servers(servers),
            TokioRuntimeProvider::default(),
        )
    };
    let options = builder.options_mut();
    options.cache_size = 256;
    options.timeout = Duration::from_secs(2);
    options.attempts = 2;
    builder.build().ok()
}

fn records<'a>(kind: RecordKind, data: impl Iterator<Item = &'a RData>) -> Answer {
    let mut mx = Vec::new();
    let mut out = Vec::new();
    let bare = |name: String| name.trim_end_matches('.').to_ascii_lowercase();
    for rdata in data {
        match (kind, rdata) {
            (RecordKind::Txt, RData::TXT(txt)) => {
                out.push(
                    txt.txt_data
                        .iter()
                        .map(|part| String::from_utf8_lossy(part))
                        .collect::<String>(),
                );
            }
            (RecordKind::A, RData::A(a)) => out.push(a.0.to_string()),
            (RecordKind::Aaaa, RData::AAAA(a)) => out.push(a.0.to_string()),
            (RecordKind::Ptr, RData::PTR(name)) => out.push(bare(name.0.to_string())),
            (RecordKind::Mx, RData::MX(host)) => {
                mx.push((host.preference, bare(host.exchange.to_string())))
            }
            _ => {}
        }
    }
    mx.sort();
    out.extend(mx.into_iter().map(|(_, host)| host));
    Answer::Records(out)
}
