//! An installation with 1,000,000 conversations of one message each, written straight into the tables of the product and
//! kept, so that the next run finds it ready.

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, Statement, params};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use testkit::drive::dice::{Dice, Words};
use testkit::drive::process::init;
use uuid::Uuid;

pub const CONVERSATIONS: i64 = 1_000_000;
/// Words that messages are made of; searches ask for them by rank.
pub const VOCABULARY: usize = 20_000;
const CONTACTS: u64 = 200_000;
const TEAMS: u64 = 10;
const AGENTS: u64 = 20;
/// Time between two conversations: a year and some in all.
const EVERY_MS: i64 = 40_000;
/// Raise it when what is written changes.
const EDITION: u32 = 5;

/// Data folder of the large installation, filled at the first call. `cache` is kept between runs.
pub fn large(binary: &Path, cache: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(cache)?;
    let fresh = cache.join("fresh");
    let _ = std::fs::remove_dir_all(&fresh);
    std::fs::create_dir_all(&fresh)?;
    init(binary, &fresh.join("data"))?;
    let schema = schema(&fresh.join("data"))?;
    let kept = cache.join(format!("large-{EDITION}-{schema:016x}"));
    if kept.join("complete").exists() {
        return Ok(kept.join("data"));
    }
    let begun = Instant::now();
    fill(&fresh.join("data/fairlead.db"))?;
    eprintln!(
        "filled an installation with {CONVERSATIONS} conversations in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
    let _ = std::fs::remove_dir_all(&kept);
    std::fs::rename(&fresh, &kept)?;
    std::fs::write(kept.join("complete"), "")?;
    Ok(kept.join("data"))
}

/// Changes with the tables, so that an old filling is not measured.
fn schema(data: &Path) -> Result<u64> {
    let conn = Connection::open(data.join("fairlead.db"))?;
    let mut statement = conn.prepare(
        "SELECT coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'refinery%' ORDER BY name",
    )?;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for sql in statement.query_map([], |row| row.get::<_, String>(0))? {
        for byte in sql?.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(hash)
}

/// A UUIDv7 of that time.
#[must_use]
pub fn id(at: i64, dice: &mut Dice) -> [u8; 16] {
    let at = u64::try_from(at).unwrap_or(0);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&at.to_be_bytes()[2..]);
    bytes[6..8].copy_from_slice(&(0x7000 | dice.next(0x1000) as u16).to_be_bytes());
    bytes[8..].copy_from_slice(&((dice.bits() >> 2) | (1 << 63)).to_be_bytes());
    bytes
}

#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a measuring program asks the clock itself; it is no part of the house"
)]
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_millis() as i64)
}

fn fill(file: &Path) -> Result<()> {
    let conn = Connection::open(file)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 200000;",
    )?;
    let indexes = drop_indexes(&conn)?;
    let mut filler = Filler::new(&conn)?;
    filler.people()?;
    filler.conversations()?;
    for sql in indexes {
        conn.execute_batch(&sql)?;
    }
    figures(&conn)?;
    conn.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")?;
    let n: i64 = conn.query_row("SELECT count(*) FROM conversation", [], |r| r.get(0))?;
    let indexed: i64 = conn.query_row("SELECT count(*) FROM message_fts", [], |r| r.get(0))?;
    if n != CONVERSATIONS || indexed != CONVERSATIONS {
        bail!("{n} conversations and {indexed} messages in the index");
    }
    Ok(())
}

/// What the desk itself would make of conversations that came without events, so that no measurement begins with that.
fn figures(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "INSERT INTO figure_conversation (conversation, arrived_at, channel, team, assignee, topic, urgency, status, ours, \
         asks, waiting_since, first_reply_at, resolved_at, reopened, left_at, last_customer_at, last_reply_at) \
         SELECT id, created_at, channel, team, assignee, topic, 1, CASE status WHEN 'open' THEN 0 WHEN 'waiting' THEN 1 \
         WHEN 'snoozed' THEN 2 WHEN 'resolved' THEN 3 ELSE 4 END, 0, 1, waiting_since, first_reply_at, resolved_at, 0, \
         CASE WHEN status = 'spam' THEN last_at ELSE resolved_at END, last_customer_at, last_agent_at \
         FROM conversation ORDER BY created_at; \
         INSERT INTO figure_place (name, position) VALUES ('rows', 1) \
         ON CONFLICT (name) DO UPDATE SET position = 1;",
    )?;
    Ok(())
}

/// Building an index at once is several times quicker than row by row.
fn drop_indexes(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
         AND tbl_name IN ('conversation', 'message', 'contact', 'identity', 'participant')",
    )?;
    let found: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &found {
        conn.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(found.into_iter().map(|(_, sql)| sql).collect())
}

struct Filler<'a> {
    conn: &'a Connection,
    words: Words,
    dice: Dice,
    first_at: i64,
    channel: [u8; 16],
    door: [u8; 16],
    teams: Vec<[u8; 16]>,
    agents: Vec<[u8; 16]>,
    contacts: Vec<[u8; 16]>,
}

impl<'a> Filler<'a> {
    fn new(conn: &'a Connection) -> Result<Self> {
        let all = |sql: &str| -> Result<Vec<[u8; 16]>> {
            let mut statement = conn.prepare(sql)?;
            let found = statement.query_map([], |row| row.get(0))?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        };
        let one = |sql: &str| all(sql)?.first().copied().context("an initialised desk");
        Ok(Self {
            conn,
            words: Words::new(VOCABULARY),
            dice: Dice::new(20_261_121),
            first_at: now() - EVERY_MS * CONVERSATIONS,
            channel: one("SELECT id FROM channel")?,
            door: one("SELECT id FROM door")?,
            teams: all("SELECT id FROM team")?,
            agents: all("SELECT id FROM agent")?,
            contacts: Vec::new(),
        })
    }

    fn people(&mut self) -> Result<()> {
        let conn = self.conn;
        conn.execute_batch("BEGIN")?;
        let at = self.first_at;
        for n in 0..TEAMS {
            let team = id(at, &mut self.dice);
            conn.execute(
                "INSERT INTO team (id, name, created_at) VALUES (?, ?, ?)",
                params![team, format!("Team {n}"), at],
            )?;
            self.teams.push(team);
        }
        for n in 0..AGENTS {
            let agent = id(at, &mut self.dice);
            let email = format!("agent{n}@example.test");
            conn.execute(
                "INSERT INTO agent (id, name, email, email_key, permission_set, zone, locale, created_at) \
                 VALUES (?, ?, ?, ?, 'agent', 'UTC', 'en', ?)",
                params![agent, format!("Agent {n}"), email, email, at],
            )?;
            let team = self.teams[self.dice.next(self.teams.len() as u64) as usize];
            conn.execute(
                "INSERT INTO team_member (team, agent) VALUES (?, ?)",
                params![team, agent],
            )?;
            self.agents.push(agent);
        }
        for n in 0..CONTACTS {
            self.contact(n, at)?;
        }
        conn.execute_batch("COMMIT")?;
        Ok(())
    }

    fn contact(&mut self, n: u64, at: i64) -> Result<()> {
        let contact = id(at, &mut self.dice);
        let mut name = String::new();
        self.words.write(&mut self.dice, 2, &mut name);
        let address = format!("customer{n}@customers.example");
        self.conn
            .prepare_cached(
                "INSERT INTO contact (n, id, name, address, language, created_at, updated_at) VALUES (?, ?, ?, ?, 'en', ?, ?)",
            )?
            .execute(params![n as i64 + 1, contact, name, address, at, at])?;
        self.conn
            .prepare_cached("INSERT INTO identity (id, contact, kind, value, value_key) VALUES (?, ?, 'email', ?, ?)")?
            .execute(params![id(at, &mut self.dice), contact, address, address])?;
        self.conn
            .prepare_cached("INSERT INTO contact_fts (rowid, t) VALUES (?, ?)")?
            .execute(params![
                n as i64 + 1,
                format!("{name} customer{n} customers example")
            ])?;
        self.contacts.push(contact);
        Ok(())
    }

    fn conversations(&mut self) -> Result<()> {
        let conn = self.conn;
        conn.execute_batch("BEGIN")?;
        let mut conversation = conn.prepare(
            "INSERT INTO conversation (id, number, subject, status, resolved_at, team, assignee, contact, channel, door, \
             language, created_at, last_at, last_customer_at, waiting_since, preview, message_count) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'en', ?, ?, ?, ?, ?, 1)",
        )?;
        let mut message = conn.prepare(
            "INSERT INTO message (n, id, conversation, kind, at, contact, door, channel, subject, text, reply, from_, to_, \
             language, provider_id, dedupe_key, size) VALUES (?, ?, ?, 'customer', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'en', ?, ?, ?)",
        )?;
        let mut index = conn.prepare("INSERT INTO message_fts (rowid, t) VALUES (?, ?)")?;
        for n in 1..=CONVERSATIONS {
            self.conversation(n, &mut conversation, &mut message, &mut index)?;
            if n % 100_000 == 0 {
                conn.execute_batch("COMMIT; BEGIN")?;
            }
        }
        drop((conversation, message, index));
        conn.execute(
            "UPDATE counter SET value = ? WHERE name = 'conversation'",
            [CONVERSATIONS],
        )?;
        conn.execute_batch("COMMIT")?;
        Ok(())
    }

    fn conversation(
        &mut self,
        n: i64,
        conversation: &mut Statement<'_>,
        message: &mut Statement<'_>,
        index: &mut Statement<'_>,
    ) -> Result<()> {
        let at = self.first_at + n * EVERY_MS;
        let cnv = id(at, &mut self.dice);
        let contact = self.contacts[self.dice.next(CONTACTS) as usize];
        let team = self.teams[self.dice.next(self.teams.len() as u64) as usize];
        // Most are done with; what is new is still open.
        let status = match (n > CONVERSATIONS - 20_000, self.dice.next(100)) {
            (true, 0..40) | (false, 0..2) => "open",
            (_, 40..46) => "waiting",
            (_, 46) => "spam",
            _ => "resolved",
        };
        let assignee = (self.dice.next(10) < 7)
            .then(|| self.agents[self.dice.next(self.agents.len() as u64) as usize]);
        let (mut subject, mut text) = (String::new(), String::new());
        self.words.write(&mut self.dice, 6, &mut subject);
        self.words.write(&mut self.dice, 40, &mut text);
        let preview: String = text.chars().take(160).collect();
        let resolved_at = (status == "resolved").then_some(at + 3_600_000);
        let waiting = (status == "open").then_some(at);
        conversation.execute(params![
            cnv,
            n,
            subject,
            status,
            resolved_at,
            team,
            assignee,
            contact,
            self.channel,
            self.door,
            at,
            at,
            at,
            waiting,
            preview
        ])?;
        let provider = format!("{n}.large@customers.example");
        message.execute(params![
            n,
            id(at, &mut self.dice),
            cnv,
            at,
            contact,
            self.door,
            self.channel,
            subject,
            text,
            text,
            r#"[{"name":"Customer","address":"customer@customers.example"}]"#,
            r#"[{"name":null,"address":"help@example.test"}]"#,
            provider,
            provider,
            text.len() as i64
        ])?;
        index.execute(params![
            n,
            format!("{subject} {text} customer customers example")
        ])?;
        Ok(())
    }
}

/// Places in the lists: `(team, last_at, id)` of conversations spread over the whole time.
pub fn places(data: &Path, count: usize) -> Result<Vec<(Uuid, i64, Uuid)>> {
    let conn = Connection::open(data.join("fairlead.db"))?;
    let mut dice = Dice::new(3);
    let mut statement = conn.prepare(
        "SELECT team, last_at, id FROM conversation WHERE number >= ? AND status = 'resolved' ORDER BY number LIMIT 1",
    )?;
    (0..count)
        .map(|_| {
            let number = dice.next(900_000) as i64 + CONVERSATIONS / 20;
            Ok(statement.query_row([number], |r| {
                Ok((
                    Uuid::from_bytes(r.get(0)?),
                    r.get(1)?,
                    Uuid::from_bytes(r.get(2)?),
                ))
            })?)
        })
        .collect()
}
