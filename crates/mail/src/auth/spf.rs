//! May this address send for that domain? `check_host` of RFC 7208, from known answers.

use std::net::IpAddr;

use super::lookup::{Lookup, Missing};
use super::spf_macro::{Template, Values};
use super::spf_record::{Mechanism, Record, is_spf};
use super::{word, zone::reverse_name};
use crate::{Answer, AuthResult, Envelope, RecordKind};

/// §4.6.4: terms that ask DNS, and answers that were empty.
const MAX_LOOKUPS: u32 = 10;
const MAX_VOIDS: u32 = 2;
const MAX_HOSTS: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub result: AuthResult,
    /// The domain that was checked: of MAIL FROM, or of HELO for the null sender.
    pub domain: String,
}

impl Verdict {
    pub fn describe(&self) -> String {
        let domain: String = self
            .domain
            .chars()
            .filter(|c| !c.is_control())
            .take(255)
            .collect();
        format!("spf={} smtp.mailfrom={domain}", word(self.result))
    }
}

/// SPF of an SMTP session. `None` without an address.
pub fn check_envelope(envelope: &Envelope, lookup: &Lookup) -> Result<Verdict, Missing> {
    let sender = if envelope.mail_from.is_empty() {
        format!("postmaster@{}", envelope.helo)
    } else {
        envelope.mail_from.clone()
    };
    let (local, domain) = sender.rsplit_once('@').unwrap_or(("", &sender));
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let sender = format!(
        "{}@{domain}",
        if local.is_empty() {
            "postmaster"
        } else {
            local
        }
    );
    let Some(ip) = envelope.ip else {
        return Ok(Verdict {
            result: AuthResult::None,
            domain,
        });
    };
    let mut check = Check {
        ip: ip.to_canonical(),
        sender,
        helo: envelope.helo.clone(),
        lookup,
        lookups: 0,
        voids: 0,
    };
    let result = match check.host(&domain) {
        Ok(result) => result,
        Err(Stop::Result(result)) => result,
        Err(Stop::Missing) => return Err(Missing),
    };
    Ok(Verdict { result, domain })
}

/// Why an evaluation ends early.
enum Stop {
    Missing,
    /// `permerror` or `temperror`.
    Result(AuthResult),
}

impl From<Missing> for Stop {
    fn from(Missing: Missing) -> Self {
        Stop::Missing
    }
}

const PERMERROR: Stop = Stop::Result(AuthResult::Permerror);
const TEMPERROR: Stop = Stop::Result(AuthResult::Temperror);

struct Check<'a> {
    ip: IpAddr,
    sender: String,
    helo: String,
    lookup: &'a Lookup<'a>,
    lookups: u32,
    voids: u32,
}

impl<'a> Check<'a> {
    /// `check_host` (§4) of one domain. The depth is bounded by the limit on lookups.
    fn host(&mut self, domain: &str) -> Result<AuthResult, Stop> {
        if !is_domain(domain) {
            return Ok(AuthResult::None);
        }
        let texts = match self.lookup.get(domain, RecordKind::Txt)? {
            Answer::Records(texts) => texts.as_slice(),
            Answer::NoSuchName => &[],
            Answer::Failed => return Err(TEMPERROR),
        };
        let mut records = texts.iter().filter(|text| is_spf(text));
        let (record, more) = (records.next(), records.next());
        let Some(record) = record else {
            return Ok(AuthResult::None);
        };
        if more.is_some() {
            return Err(PERMERROR);
        }
        let record = Record::parse(record).map_err(|_| PERMERROR)?;
        for (result, mechanism) in &record.directives {
            if self.matches(mechanism, domain)? {
                return Ok(*result);
            }
        }
        match &record.redirect {
            Some(target) => {
                self.count_lookup()?;
                let target = self.expand(target, domain)?;
                match self.host(&target)? {
                    AuthResult::None => Err(PERMERROR),
                    result => Ok(result),
                }
            }
            None => Ok(AuthResult::Neutral),
        }
    }

    fn matches(&mut self, mechanism: &Mechanism, domain: &str) -> Result<bool, Stop> {
        Ok(match mechanism {
            Mechanism::All => true,
            Mechanism::Ip4(network, length) => {
                matches!(self.ip, IpAddr::V4(ip) if same_bits(&ip.octets(), &network.octets(), *length))
            }
            Mechanism::Ip6(network, length) => {
                matches!(self.ip, IpAddr::V6(ip) if same_bits(&ip.octets(), &network.octets(), *length))
            }
            Mechanism::Include(target) => {
                self.count_lookup()?;
                let target = self.expand(target, domain)?;
                match self.host(&target)? {
                    AuthResult::Pass => true,
                    AuthResult::Fail | AuthResult::Softfail | AuthResult::Neutral => false,
                    AuthResult::None | AuthResult::Permerror => return Err(PERMERROR),
                    AuthResult::Temperror => return Err(TEMPERROR),
                }
            }
            Mechanism::A(target, lengths) => {
                self.count_lookup()?;
                let name = self.target(target.as_ref(), domain)?;
                let addresses = self.addresses(&name)?;
                self.is_among(&addresses, *lengths)
            }
            Mechanism::Mx(target, lengths) => {
                self.count_lookup()?;
                let name = self.target(target.as_ref(), domain)?;
                self.mx(&name, *lengths)?
            }
            Mechanism::Ptr(target) => {
                self.count_lookup()?;
                let name = self.target(target.as_ref(), domain)?;
                let under = format!(".{}", name.to_ascii_lowercase());
                self.validated_names()?
                    .iter()
                    .any(|found| found.eq_ignore_ascii_case(&name) || found.ends_with(&under))
            }
            Mechanism::Exists(target) => {
                self.count_lookup()?;
                let name = self.expand(target, domain)?;
                !self.ask(&name, RecordKind::A)?.is_empty()
            }
        })
    }

    fn mx(&mut self, name: &str, lengths: (u8, u8)) -> Result<bool, Stop> {
        let hosts = self.ask(name, RecordKind::Mx)?;
        if hosts.len() > MAX_HOSTS {
            return Err(PERMERROR);
        }
        // All hosts are asked for at once, so that an answer does not take a round each.
        let kind = self.address_kind();
        let known: Vec<_> = hosts
            .iter()
            .map(|host| self.lookup.get(host, kind))
            .collect();
        if known.iter().any(Result::is_err) {
            return Err(Stop::Missing);
        }
        for host in hosts {
            let addresses = self.addresses(host)?;
            if self.is_among(&addresses, lengths) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Names of the peer that point back to it (§5.5), in lower case.
    fn validated_names(&mut self) -> Result<Vec<String>, Stop> {
        let names = match self.lookup.get(&reverse_name(self.ip), RecordKind::Ptr)? {
            Answer::Records(names) => names.as_slice(),
            Answer::NoSuchName | Answer::Failed => &[],
        };
        if names.is_empty() {
            self.count_void()?;
        }
        let kind = self.address_kind();
        let names = &names[..names.len().min(MAX_HOSTS)];
        let answers: Vec<_> = names
            .iter()
            .map(|name| self.lookup.get(name, kind))
            .collect();
        let mut valid = Vec::new();
        for (name, answer) in names.iter().zip(answers) {
            if let Answer::Records(addresses) = answer?
                && addresses
                    .iter()
                    .any(|text| text.parse::<IpAddr>() == Ok(self.ip))
            {
                valid.push(name.trim_end_matches('.').to_ascii_lowercase());
            }
        }
        Ok(valid)
    }

    fn address_kind(&self) -> RecordKind {
        if self.ip.is_ipv4() {
            RecordKind::A
        } else {
            RecordKind::Aaaa
        }
    }

    fn addresses(&mut self, name: &str) -> Result<Vec<IpAddr>, Stop> {
        let kind = self.address_kind();
        Ok(self
            .ask(name, kind)?
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect())
    }

    /// Records of a term's lookup; an empty answer counts as void.
    fn ask(&mut self, name: &str, kind: RecordKind) -> Result<&'a [String], Stop> {
        match self.lookup.get(name, kind)? {
            Answer::Failed => Err(TEMPERROR),
            Answer::Records(records) if !records.is_empty() => Ok(records),
            Answer::Records(_) | Answer::NoSuchName => {
                self.count_void()?;
                Ok(&[])
            }
        }
    }

    fn is_among(&self, addresses: &[IpAddr], (four, six): (u8, u8)) -> bool {
        addresses.iter().any(|address| match (self.ip, address) {
            (IpAddr::V4(ip), IpAddr::V4(other)) => same_bits(&ip.octets(), &other.octets(), four),
            (IpAddr::V6(ip), IpAddr::V6(other)) => same_bits(&ip.octets(), &other.octets(), six),
            _ => false,
        })
    }

    fn target(&mut self, target: Option<&Template>, domain: &str) -> Result<String, Stop> {
        target.map_or_else(
            || Ok(domain.to_owned()),
            |target| self.expand(target, domain),
        )
    }

    fn expand(&mut self, template: &Template, domain: &str) -> Result<String, Stop> {
        let p = if template.needs_p() {
            self.p(domain)?
        } else {
            String::new()
        };
        let values = Values {
            ip: self.ip,
            sender: &self.sender,
            domain,
            helo: &self.helo,
            p: &p,
        };
        Ok(template.expand(&values))
    }

    /// The `p` macro (§7.3).
    fn p(&mut self, domain: &str) -> Result<String, Stop> {
        let names = self.validated_names()?;
        let under = format!(".{domain}");
        let best = names
            .iter()
            .find(|name| *name == domain)
            .or_else(|| names.iter().find(|name| name.ends_with(&under)));
        Ok(best
            .or(names.first())
            .cloned()
            .unwrap_or_else(|| "unknown".to_owned()))
    }

    fn count_lookup(&mut self) -> Result<(), Stop> {
        self.lookups += 1;
        if self.lookups > MAX_LOOKUPS {
            Err(PERMERROR)
        } else {
            Ok(())
        }
    }

    fn count_void(&mut self) -> Result<(), Stop> {
        self.voids += 1;
        if self.voids > MAX_VOIDS {
            Err(PERMERROR)
        } else {
            Ok(())
        }
    }
}

/// §4.3: several labels of 1 to 63 octets.
fn is_domain(domain: &str) -> bool {
    domain.len() <= 253
        && domain.contains('.')
        && !domain.starts_with('[')
        && domain
            .split('.')
            .all(|label| (1..=63).contains(&label.len()))
}

fn same_bits(a: &[u8], b: &[u8], length: u8) -> bool {
    let (whole, rest) = (usize::from(length / 8), length % 8);
    a[..whole] == b[..whole] && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0)
}
