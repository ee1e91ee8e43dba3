//! Who may connect and how much they may send: counts per address, so that a flood from one harms nobody else.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Addresses remembered at once; beyond that, quiet ones are forgotten.
const ADDRESSES_MAX: usize = 20_000;

/// A network as address and prefix length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// `192.0.2.0/24`, `2001:db8::/32`, or one address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address.parse().ok()?, Some(prefix.parse().ok()?)),
            None => (text.trim().parse::<IpAddr>().ok()?, None),
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(most);
        (prefix <= most).then_some(Self { address, prefix })
    }

    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                let shift = 32 - u32::from(self.prefix);
                u64::from(net.to_bits()) >> shift == u64::from(ip.to_bits()) >> shift
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(self.prefix))
                    .unwrap_or(0);
                net.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// Bounds of the doors together.
#[derive(Debug, Clone)]
pub struct GateLimits {
    /// Connections in all.
    pub connections: usize,
    /// Connections of one address (an IPv6 /64 is one address).
    pub connections_per_address: usize,
    /// Mails that one address may send at once before the rate counts. A mail counts once for each recipient.
    pub burst: u32,
    /// Mails per minute of one address, counted likewise.
    pub mails_per_minute: u32,
    /// Mails over [`LARGE`] that are received at the same time; more wait unread.
    pub large_mails: usize,
    /// Of these, mails of one address; one more is turned away with 421.
    pub large_mails_per_address: usize,
    /// Relays of ours: no limit per address.
    pub trusted: Vec<Network>,
}

/// From this size on, a mail needs a permit to grow.
pub const LARGE: u64 = 256 * 1024;

impl Default for GateLimits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            connections_per_address: 50,
            burst: 200,
            mails_per_minute: 120,
            large_mails: 12,
            large_mails_per_address: 4,
            trusted: ["127.0.0.0/8", "::1"]
                .into_iter()
                .filter_map(Network::parse)
                .collect(),
        }
    }
}

#[derive(Debug)]
struct Address {
    connections: usize,
    large: usize,
    tokens: f64,
    filled: Instant,
}

/// Shared by all listeners of the process.
#[derive(Debug)]
pub struct Gate {
    limits: GateLimits,
    all: Arc<Semaphore>,
    large: Arc<Semaphore>,
    addresses: Mutex<HashMap<IpAddr, Address>>,
}

/// Why a connection is turned away with 421.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    Everybody,
    ThisAddress,
}

impl Gate {
    #[must_use]
    pub fn new(limits: GateLimits) -> Arc<Self> {
        Arc::new(Self {
            all: Arc::new(Semaphore::new(limits.connections)),
            large: Arc::new(Semaphore::new(limits.large_mails.max(1))),
            addresses: Mutex::new(HashMap::new()),
            limits,
        })
    }

    /// A place for one connection, given back on drop.
    pub fn enter(self: &Arc<Self>, ip: IpAddr) -> Result<Place, Full> {
        let permit = Arc::clone(&self.all)
            .try_acquire_owned()
            .map_err(|_| Full::Everybody)?;
        let key = self.key(ip);
        if let Some(key) = key {
            let mut addresses = self.lock();
            let address = self.address(&mut addresses, key);
            if address.connections >= self.limits.connections_per_address {
                return Err(Full::ThisAddress);
            }
            address.connections += 1;
        }
        Ok(Place {
            gate: Arc::clone(self),
            key,
            _permit: permit,
        })
    }

    fn key(&self, ip: IpAddr) -> Option<IpAddr> {
        if self.limits.trusted.iter().any(|net| net.contains(ip)) {
            return None;
        }
        Some(match ip.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
            v4 => v4,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Address>> {
        self.addresses
            .lock()
            .expect("nobody panics while holding this lock")
    }

    fn address<'a>(
        &self,
        addresses: &'a mut HashMap<IpAddr, Address>,
        key: IpAddr,
    ) -> &'a mut Address {
        let now = Instant::now();
        if addresses.len() >= ADDRESSES_MAX && !addresses.contains_key(&key) {
            let full = Duration::from_secs(60);
            addresses.retain(|_, a| a.connections > 0 || now.duration_since(a.filled) < full);
        }
        addresses.entry(key).or_insert(Address {
            connections: 0,
            large: 0,
            tokens: f64::from(self.limits.burst),
            filled: now,
        })
    }
}

/// One connection's place.
#[derive(Debug)]
pub struct Place {
    gate: Arc<Gate>,
    key: Option<IpAddr>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    /// Counts one mail against the rate of this address; `false` means "later" (450).
    #[must_use]
    pub fn may_send(&self) -> bool {
        let Some(key) = self.key else { return true };
        let mut addresses = self.gate.lock();
        let limits = &self.gate.limits;
        let address = self.gate.address(&mut addresses, key);
        let now = Instant::now();
        let gained = now.duration_since(address.filled).as_secs_f64() / 60.0
            * f64::from(limits.mails_per_minute);
        address.tokens = (address.tokens + gained).min(f64::from(limits.burst));
        address.filled = now;
        let may = address.tokens >= 1.0;
        if may {
            address.tokens -= 1.0;
        }
        may
    }

    /// A permit to hold a mail over [`LARGE`] in memory; waits for one. `None`: this address holds its share already.
    pub async fn large(&self) -> Option<LargePermit> {
        if let Some(key) = self.key {
            let mut addresses = self.gate.lock();
            let address = self.gate.address(&mut addresses, key);
            if address.large >= self.gate.limits.large_mails_per_address {
                return None;
            }
            address.large += 1;
        }
        let mut permit = LargePermit {
            gate: Arc::clone(&self.gate),
            key: self.key,
            held: None,
        };
        permit.held = Arc::clone(&self.gate.large).acquire_owned().await.ok();
        permit.held.is_some().then_some(permit)
    }
}

/// The right to hold one large mail, given back on drop.
#[derive(Debug)]
pub struct LargePermit {
    gate: Arc<Gate>,
    key: Option<IpAddr>,
    held: Option<OwnedSemaphorePermit>,
}

impl Drop for LargePermit {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        if let Some(address) = self.gate.lock().get_mut(&key) {
            address.large = address.large.saturating_sub(1);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        if let Some(address) = self.gate.lock().get_mut(&key) {
            address.connections = address.connections.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let net = Network::parse("192.0.2.0/25").unwrap();
        assert!(net.contains(ip("192.0.2.127")) && net.contains(ip("::ffff:192.0.2.1")));
        assert!(!net.contains(ip("192.0.2.128")) && !net.contains(ip("::1")));
        assert!(Network::parse("0.0.0.0/0").unwrap().contains(ip("8.8.8.8")));
        assert!(Network::parse("::/0").unwrap().contains(ip("2001:db8::1")));
        assert!(
            !Network::parse("2001:db8::/33")
                .unwrap()
                .contains(ip("2001:db8:8000::1"))
        );
        for bad in ["", "1.2.3.4/33", "::/129", "x/8", "1.2.3.4/x", "1.2.3/8"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn one_address_that_floods_is_held_back_and_another_is_not() {
        let gate = Gate::new(GateLimits {
            connections_per_address: 2,
            burst: 3,
            mails_per_minute: 0,
            ..GateLimits::default()
        });
        let loud = gate.enter(ip("2001:db8::1")).unwrap();
        let _second = gate.enter(ip("2001:db8::2")).unwrap();
        assert_eq!(
            gate.enter(ip("2001:db8::3")).unwrap_err(),
            Full::ThisAddress
        );
        let other = gate.enter(ip("2001:db8:1::1")).unwrap();
        assert_eq!((0..9).filter(|_| loud.may_send()).count(), 3);
        assert!(other.may_send());
        drop(loud);
        assert!(
            gate.enter(ip("2001:db8::3")).is_ok(),
            "a place is given back"
        );
        let relay = gate.enter(ip("127.0.0.1")).unwrap();
        assert!((0..1_000).all(|_| relay.may_send()));
    }

    #[test]
    fn the_house_is_full_for_everybody_at_its_limit() {
        let gate = Gate::new(GateLimits {
            connections: 1,
            ..GateLimits::default()
        });
        let place = gate.enter(ip("192.0.2.1")).unwrap();
        assert_eq!(gate.enter(ip("192.0.2.2")).unwrap_err(), Full::Everybody);
        drop(place);
        assert!(gate.enter(ip("192.0.2.2")).is_ok());
    }
}
