//! The floor of the whole ingest: the rows that a mail leaves behind, written straight from one thread, 64 mails to a
//! transaction, without network, queues and leases. It reads the mail with the same parser.

use crate::seed::{id, now};
use anyhow::{Context, Result};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::path::Path;
use store::search::tokens;
use testkit::drive::dice::Dice;

const PER_COMMIT: usize = 64;

pub struct Straight {
    conn: Connection,
    dice: Dice,
    channel: [u8; 16],
    team: [u8; 16],
}

impl Straight {
    /// Over the data folder of an initialised desk that nobody serves.
    pub fn open(data: &Path) -> Result<Self> {
        let conn = Connection::open(data.join("fairlead.db"))?;
        conn.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;",
        )?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            channel: conn.query_row("SELECT id FROM channel", [], |r| r.get(0))?,
            team: conn.query_row("SELECT id FROM team", [], |r| r.get(0))?,
            dice: Dice::new(11),
            conn,
        })
    }

    pub fn ingest(&mut self, mails: &[(String, String)]) -> Result<()> {
        for batch in mails.chunks(PER_COMMIT) {
            self.conn.execute_batch("BEGIN IMMEDIATE")?;
            for (from, mail) in batch {
                self.one(from, mail.as_bytes())?;
            }
            self.conn.execute_batch("COMMIT")?;
        }
        Ok(())
    }

    pub fn messages(&self) -> Result<i64> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM message", [], |r| r.get(0))?)
    }

    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }

    fn find<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row(params, |r| r.get(0)).optional()?)
    }

    fn one(&mut self, from: &str, raw: &[u8]) -> Result<()> {
        let at = now();
        let inbound = id(at, &mut self.dice);
        self.run(
            "INSERT INTO inbound_raw (id, source, mail_from, rcpt, peer_ip, helo, received_at, bytes, size, sha256, attempts) \
             VALUES (?, 'smtp', ?, '[\"help@example.test\"]', '127.0.0.1', 'bench', ?, ?, ?, ?, 1)",
            params![inbound, from, at, raw, raw.len() as i64, Sha256::digest(raw).as_slice()],
        )?;
        let mail = mail::read(raw, &mail::Limits::default());
        let door: [u8; 16] = self
            .find(
                "SELECT id FROM door WHERE address_key = ?",
                ["help@example.test"],
            )?
            .context("a door")?;
        let provider = mail.message_id.clone().unwrap_or_default();
        let words = Sha256::digest(mail.text.as_bytes());
        let dedupe: String = words
            .iter()
            .take(20)
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
            + &provider;
        self.find::<i64>("SELECT n FROM inbound_raw WHERE dedupe_key = ?", [&dedupe])?;
        let contact = self.contact(from, &mail, at)?;
        let mut known: Option<[u8; 16]> = None;
        for key in mail
            .in_reply_to
            .iter()
            .chain(&mail.references)
            .chain(&mail.message_id)
        {
            let found = self.find(
                "SELECT conversation FROM thread_ref WHERE ref_key = ?",
                [key.trim_matches(['<', '>'])],
            )?;
            known = known.or(found);
        }
        let message = id(at, &mut self.dice);
        let preview: String = mail.reply.chars().take(160).collect();
        let opened = known.is_none();
        let conversation = match known {
            Some(known) => {
                self.run(
                    "UPDATE conversation SET last_at = ?2, last_customer_at = ?2, preview = ?3, message_count = message_count + 1, \
                     version = version + 1 WHERE id = ?1",
                    params![known, at, preview],
                )?;
                known
            }
            None => self.conversation(&mail, contact, door, at, &preview)?,
        };
        self.message(&mail, message, conversation, contact, door, at, &dedupe)?;
        self.around(&mail, from, message, conversation, at, opened)?;
        self.run(
            "UPDATE inbound_raw SET state = 'done', channel = ?2, dedupe_key = ?3, message = ?4, conversation = ?5 WHERE id = ?1",
            params![inbound, self.channel, dedupe, message, conversation],
        )?;
        Ok(())
    }

    fn contact(&mut self, from: &str, mail: &mail::Mail, at: i64) -> Result<[u8; 16]> {
        let known = self.find(
            "SELECT c.id FROM identity i JOIN contact c ON c.id = i.contact WHERE i.kind = 'email' AND i.value_key = ?",
            [from],
        )?;
        if let Some(known) = known {
            return Ok(known);
        }
        let contact = id(at, &mut self.dice);
        let name = mail
            .from
            .first()
            .and_then(|a| a.name.clone())
            .unwrap_or_default();
        self.run(
            "INSERT INTO contact (id, name, address, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            params![contact, name, from, mail.language, at, at],
        )?;
        let n = self.conn.last_insert_rowid();
        let identity = id(at, &mut self.dice);
        self.run(
            "INSERT INTO identity (id, contact, kind, value, value_key) VALUES (?, ?, 'email', ?, ?)",
            params![identity, contact, from, from],
        )?;
        self.run(
            "INSERT INTO contact_fts (rowid, t) VALUES (?, ?)",
            params![n, tokens(&format!("{name} {from}")).join(" ")],
        )?;
        Ok(contact)
    }

    fn conversation(
        &mut self,
        mail: &mail::Mail,
        contact: [u8; 16],
        door: [u8; 16],
        at: i64,
        preview: &str,
    ) -> Result<[u8; 16]> {
        let conversation = id(at, &mut self.dice);
        let number: i64 = self
            .find(
                "UPDATE counter SET value = value + 1 WHERE name = 'conversation' RETURNING value",
                [],
            )?
            .context("a counter")?;
        self.run(
            "INSERT INTO conversation (id, number, subject, status, team, contact, channel, door, language, created_at, last_at, \
             last_customer_at, waiting_since, preview, message_count) VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            params![conversation, number, mail.subject, self.team, contact, self.channel, door, mail.language, at, at, at, at, preview],
        )?;
        Ok(conversation)
    }

    #[expect(clippy::too_many_arguments, reason = "columns of one row")]
    fn message(
        &self,
        mail: &mail::Mail,
        message: [u8; 16],
        conversation: [u8; 16],
        contact: [u8; 16],
        door: [u8; 16],
        at: i64,
        dedupe: &str,
    ) -> Result<()> {
        self.run(
            "INSERT INTO message (id, conversation, kind, at, contact, door, channel, subject, text, html, reply, folded, from_, to_, \
             language, provider_id, dedupe_key, size) VALUES (?, ?, 'customer', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                message,
                conversation,
                at,
                contact,
                door,
                self.channel,
                mail.subject,
                mail.text,
                mail.html_safe,
                mail.reply,
                serde_json::to_string(&mail.folded)?,
                serde_json::to_string(&mail.from)?,
                serde_json::to_string(&mail.to)?,
                mail.language,
                mail.message_id,
                dedupe,
                mail.text.len() as i64
            ],
        )?;
        let n = self.conn.last_insert_rowid();
        let sender = mail
            .from
            .first()
            .map(|a| a.address.as_str())
            .unwrap_or_default();
        let document = tokens(&format!("{} {} {sender}", mail.subject, mail.reply)).join(" ");
        self.run(
            "INSERT INTO message_fts (rowid, t) VALUES (?, ?)",
            params![n, document],
        )?;
        Ok(())
    }

    /// References, participant, events, and the acknowledgement that waits.
    fn around(
        &mut self,
        mail: &mail::Mail,
        from: &str,
        message: [u8; 16],
        conversation: [u8; 16],
        at: i64,
        opened: bool,
    ) -> Result<()> {
        for key in mail.references.iter().chain(&mail.message_id) {
            self.run(
                "INSERT INTO thread_ref (ref_key, conversation, message, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                params![key.trim_matches(['<', '>']), conversation, message, at],
            )?;
        }
        self.run(
            "INSERT INTO participant (conversation, address_key, address, role, since) VALUES (?, ?, ?, 'customer', ?) ON CONFLICT DO NOTHING",
            params![conversation, from, from, at],
        )?;
        let kinds: &[&str] = if opened {
            &["conversation.opened.v1", "message.received.v1"]
        } else {
            &["message.received.v1"]
        };
        let last: i64 = self
            .find(
                "UPDATE counter SET value = value + ? WHERE name = 'event' RETURNING value",
                [kinds.len() as i64],
            )?
            .context("a counter")?;
        for (back, kind) in kinds.iter().enumerate() {
            let event = id(at, &mut self.dice);
            let payload = serde_json::json!({"kind": kind, "conversation": hex(&conversation), "message": hex(&message)});
            self.run(
                "INSERT INTO event (seq, id, at, actor, kind, conversation, payload) VALUES (?, ?, ?, '{\"by\":\"system\"}', ?, ?, ?)",
                params![last - back as i64, event, at, kind, conversation, payload.to_string()],
            )?;
        }
        if opened {
            let job = id(at, &mut self.dice);
            self.run(
                "INSERT INTO job (id, kind, key, payload, run_at, max_attempt) VALUES (?, 'acknowledge', ?, '{}', ?, 5)",
                params![job, hex(&conversation), at + 120_000],
            )?;
        }
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
