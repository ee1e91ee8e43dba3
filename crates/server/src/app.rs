//! What every handler and worker holds: configuration, clock and the rooms of the house. Cheap to clone.

use crate::chat::hub::Chats;
use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::config::Config;
use crate::live::Live;
use crate::lookup::Lookups;
use crate::model::Models;
use crate::pages::Pages;
use crate::signed::Sessions;
use crate::suggest::Suggestions;
use anyhow::Context as _;
use channels::dns::Resolver;
use channels::email::gate::Network;
use channels::email::rspamd::Rspamd;
use channels::host::Wake;
use channels::tls::ClientTls;
use desk::{Desk, Keys};
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use store::inbox::CountsCache;
use store::{Blobs, Db, Location, Standing};
use tokio::sync::{Notify, Semaphore, watch};

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub clock: Clock,
    /// Of this process.
    pub started_at: domain::Millis,
    pub desk: Desk,
    /// The same desk for what nobody waits for; it gives way.
    pub behind: Desk,
    pub live: Live,
    pub sessions: Sessions,
    pub counts: CountsCache,
    /// What this process may do alone, beside others on the same database.
    pub cluster: Cluster,
    /// What another system says about contacts.
    pub lookups: Lookups,
    /// The language-model service.
    pub models: Models,
    /// What is held of the public pages.
    pub pages: Pages,
    /// Widgets, and who is told live.
    pub chats: Chats,
    /// The index of suggestions, while somebody asks.
    pub suggestions: Suggestions,
    pub wakes: Wakes,
    /// One look at how other rules would do at a time.
    pub previews: Semaphore,
    /// A believable company in place of a real one.
    pub demo: Option<String>,
    /// Where this process is reached: the ports are real even when 0 was asked for.
    pub bound: Bound,
    dns: OnceLock<Resolver>,
    client_tls: OnceLock<ClientTls>,
    rspamd: OnceLock<Option<Rspamd>>,
}

/// What this process listens on.
#[derive(Default)]
pub struct Bound {
    pub http: OnceLock<SocketAddr>,
    pub smtp: OnceLock<SocketAddr>,
}

/// Nudges between the rooms of this process.
pub struct Wakes {
    /// A mail was accepted.
    pub inbound: Notify,
    /// Deliveries became due, or the configuration of adapters changed.
    pub adapters: watch::Sender<Wake>,
    /// Something may have fallen due.
    pub due: Notify,
    /// A webhook has something to send.
    pub webhooks: Notify,
    /// An import or export has something to do.
    pub moving: Notify,
    /// Somebody wants a door tried.
    pub probes: Notify,
    /// Somebody answered an offer, or may be given work.
    pub router: Notify,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the data folder, the key file and the database.
    ///
    /// # Errors
    /// When the folder cannot be made, another process holds it, or the database cannot be reached.
    pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        Self::open_as(config, clock, None).await
    }

    /// The same, marked as a demo of that company.
    ///
    /// # Errors
    /// See [`App::open`].
    pub async fn open_as(
        config: Config,
        clock: Clock,
        demo: Option<String>,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
        let location = match &config.database_url {
            Some(url) => Location::Postgres(url.clone()),
            None => Location::Folder(config.data.clone()),
        };
        let db = Db::open(&location)
            .await
            .context("cannot open the database")?;
        let clock = match clock {
            Clock::System if db.engine() == store::Engine::Postgres => {
                Clock::Shared(Arc::default())
            }
            other => other,
        };
        let cluster = Cluster::of(&db);
        crate::cluster::set_clock(&db, &clock)
            .await
            .context("cannot ask the database what time it is")?;
        let blobs = match &config.blobs {
            Some(address) => Blobs::bucket(bucket(&config, address)?),
            None => Blobs::folder(&config.file("blobs")).context("cannot open the blobs")?,
        };
        let keys = Keys::new(&key_file(&config.file("key"))?);
        if !cluster.is_alone() {
            crate::cluster::same_house(&db, &config, &keys).await?;
        }
        let desk = Desk::open(db, blobs, keys, clock.now())
            .await
            .context("cannot open the desk")?;
        let sessions = Sessions::default();
        sessions.tell_others(desk.db().clone());
        Ok(Self(Arc::new(Parts {
            config,
            started_at: clock.now(),
            clock,
            behind: desk.behind(),
            desk,
            live: Live::default(),
            sessions,
            counts: CountsCache::default(),
            cluster,
            lookups: Lookups::default(),
            models: Models::default(),
            pages: Pages::default(),
            chats: Chats::default(),
            suggestions: Suggestions::default(),
            wakes: Wakes {
                inbound: Notify::new(),
                adapters: watch::channel(Wake::default()).0,
                due: Notify::new(),
                webhooks: Notify::new(),
                moving: Notify::new(),
                probes: Notify::new(),
                router: Notify::new(),
            },
            previews: Semaphore::new(1),
            demo,
            bound: Bound::default(),
            dns: OnceLock::new(),
            client_tls: OnceLock::new(),
            rspamd: OnceLock::new(),
        })))
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        self.desk.db()
    }

    /// Whether a peer is a relay of ours, or this machine: what it says of others is believed.
    #[must_use]
    pub fn trusts(&self, ip: IpAddr) -> bool {
        ip.to_canonical().is_loopback()
            || self
                .config
                .trusted_relays
                .iter()
                .any(|range| range.contains(ip))
    }

    /// The same for the adapters' own checks.
    #[must_use]
    pub fn trusted_networks(&self) -> Vec<Network> {
        let configured = self.config.trusted_relays.iter().map(ToString::to_string);
        ["127.0.0.0/8".to_owned(), "::1".to_owned()]
            .into_iter()
            .chain(configured)
            .filter_map(|text| Network::parse(&text))
            .collect()
    }

    /// The rspamd to ask, when one is configured.
    #[must_use]
    pub fn rspamd(&self) -> Option<Rspamd> {
        let base = self.config.rspamd_url.as_deref()?;
        self.rspamd
            .get_or_init(|| match self.asking(base) {
                Ok(rspamd) => Some(rspamd),
                Err(error) => {
                    tracing::error!(%error, "rspamd_url cannot be used");
                    None
                }
            })
            .clone()
    }

    fn asking(&self, base: &str) -> anyhow::Result<Rspamd> {
        Ok(Rspamd::new(base, None, &self.client_tls()?)?)
    }

    /// DNS, set up at its first use.
    ///
    /// # Errors
    /// When the machine has no name servers, or the zone file cannot be read.
    pub fn dns(&self) -> anyhow::Result<Resolver> {
        if let Some(known) = self.dns.get() {
            return Ok(known.clone());
        }
        let made = resolver(&self.config)?;
        Ok(self.dns.get_or_init(|| made).clone())
    }

    /// What we trust when we call others, set up at its first use.
    ///
    /// # Errors
    /// When the roots cannot be read.
    pub fn client_tls(&self) -> anyhow::Result<ClientTls> {
        if let Some(known) = self.client_tls.get() {
            return Ok(known.clone());
        }
        let made = ClientTls::new(&self.config.extra_roots()?)?;
        Ok(self.client_tls.get_or_init(|| made).clone())
    }

    /// Where agents find the console.
    #[must_use]
    pub fn console_url(&self) -> String {
        self.config.console_url()
    }

    /// Tells the sender that deliveries may be due.
    pub fn wake_sender(&self) {
        self.wakes.adapters.send_modify(|wake| wake.deliveries += 1);
    }

    /// Tells the adapters that their configuration was edited.
    pub fn wake_config(&self) {
        self.wakes.adapters.send_modify(|wake| wake.config += 1);
    }

    /// Whether the program can do its work.
    ///
    /// # Errors
    /// What is missing, for a person.
    pub async fn ready(&self) -> Result<(), String> {
        match &*self.db().standing().borrow() {
            Standing::Well => {}
            Standing::Away(_) => return Err("the database cannot be reached".to_owned()),
            Standing::Outdated(why) => return Err(why.clone()),
        }
        self.db()
            .read(async |tx| store::setting::get::<serde_json::Value>(tx, "instance").await)
            .await
            .map(|_| ())
            .map_err(|error| {
                tracing::warn!(%error, "not ready");
                "the database cannot be read".to_owned()
            })
    }
}

/// The bucket of an address, with the keys of the configuration.
///
/// # Errors
/// What is wrong with the address, or that there are no keys.
pub fn bucket(config: &Config, address: &str) -> anyhow::Result<store::s3::Bucket> {
    let (Some(access), Some(secret)) = (&config.s3_access_key, &config.s3_secret_key) else {
        anyhow::bail!(
            "a bucket needs s3_access_key and s3_secret_key (FAIRLEAD_S3_ACCESS_KEY, FAIRLEAD_S3_SECRET_KEY)"
        );
    };
    // The bucket compares with its own clock, which knows nothing of ours being virtual.
    let clock = Arc::new(|| Clock::System.now());
    let bucket = store::s3::Bucket::parse(address, access, secret, clock)?;
    Ok(bucket.trusting(&config.extra_roots()?)?)
}

/// DNS as configured.
///
/// # Errors
/// See [`App::dns`].
pub fn resolver(config: &Config) -> anyhow::Result<Resolver> {
    let Some(file) = &config.dns_zone else {
        return Resolver::system().context("this machine has no name servers");
    };
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let zone = mail::auth::zone::Zone::parse(&text)
        .with_context(|| format!("{} is no zone", file.display()))?;
    Ok(Resolver::zone(zone))
}

/// The key that seals stored secrets; made at the first start, readable by its owner alone.
fn key_file(path: &Path) -> anyhow::Result<[u8; desk::keys::KEY_BYTES]> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    match std::fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| {
            anyhow::anyhow!(
                "the key file {} is damaged; restore it from a backup",
                path.display()
            )
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0_u8; desk::keys::KEY_BYTES];
            getrandom::fill(&mut key)
                .map_err(|error| anyhow::anyhow!("no randomness for a key: {error}"))?;
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)?;
            file.write_all(&key)?;
            file.sync_all()?;
            Ok(key)
        }
        Err(error) => {
            Err(error).with_context(|| format!("cannot read the key file {}", path.display()))
        }
    }
}
