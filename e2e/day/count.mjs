// The count from the outside, in the evening: what customers wrote and agents said against the desk (API), the mail server that received
// it, the rows of the database by SQL of our own, and the report as the API and the page show it.
import { header, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';
import { SUBJECT_MARK } from './customers.mjs';

/** First and last millisecond (exclusive) of the day in `zone` that holds `at`, and its name. */
export function dayOf(zone, at) {
  const name = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
  const [h, m, s] = clock.split(':').map(Number);
  const from = at - (((h * 60 + m) * 60 + s) * 1000 + (at % 1000));
  return { name, from, to: from + 86_400_000 };
}

const number = (text) => Number(String(text).trim() || 0);

/** Nothing is under way any more: all mail read, all deliveries final, the figures caught up. */
export async function settled(house) {
  const open = () => number(house.rows("SELECT count(*) FROM inbound_raw WHERE state = 'pending'")) + number(house.rows("SELECT count(*) FROM delivery WHERE state NOT IN ('sent', 'failed', 'bounced', 'cancelled')"));
  await until(() => open() === 0, 'all mail read and all answers delivered', 180_000);
  await until(async () => (await house.admin.get('/reports/conversations')).behind === 0, 'the figures have caught up', 60_000);
}

/** All conversations of every view that changed since `since`, each with its messages. */
async function conversations(house, since) {
  const found = new Map();
  for (const view of ['all', 'waiting', 'snoozed', 'resolved', 'spam']) {
    let cursor = null;
    do {
      const page = await house.admin.get(`/conversations?view=${view}&sort=newest&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      for (const one of page.items) if (one.last_at >= since) found.set(one.id, one);
      cursor = page.items.at(-1)?.last_at >= since ? page.next : null;
    } while (cursor);
  }
  const all = [];
  for (const one of found.values()) all.push({ ...one, ...(await house.admin.get(`/conversations/${one.id}`)) });
  return all;
}

const times = (list, mark) => list.filter((text) => text.includes(mark)).length;

/** How long after a node has died its mails may arrive a second time. */
const AGAIN_MS = 60_000;

/**
 * Every mark of customers exactly once in the desk, every answer exactly once in the desk and at the receiving server. A node that dies between the
 * server's word that it has a mail and the writing down of that word leaves the mail to be handed over again, with the same Message-ID by which
 * servers know it (RFC 1047): such mails are counted apart, and only just after a death.
 */
export async function marks(house, customers, ledger, since) {
  const all = await conversations(house, since);
  const messages = all.flatMap((one) => one.messages.map((message) => ({ ...message, conversation: one.id })));
  const of = (kind) => messages.filter((m) => m.kind === kind).map((m) => m.reply ?? m.text);
  const [theirs, ours, notes] = [of('customer'), of('agent'), of('note')];
  const wrong = [];
  const expect = (what, mark, n) => n === 1 || wrong.push(`${what} ${mark}: ${n} times`);
  for (const { mark } of customers.written) expect('a customer’s word in the desk', mark, times(theirs, mark));
  const arrived = house.sink.mails.map((mail) => ({ to: mail.to, at: mail.at, id: header(mail.raw, 'Message-ID'), text: (words(mail.raw) ?? '').split(/\n(?:>|On .*wrote:)/)[0] }));
  const earlier = (mail, n) => arrived.findIndex((other) => other.id === mail.id && String(other.to) === String(mail.to)) !== n;
  const dying = (mail) => ledger.killed && mail.at > ledger.killed.at && mail.at < ledger.killed.at + AGAIN_MS;
  const again = arrived.filter((mail, n) => earlier(mail, n) && dying(mail));
  const received = arrived.filter((mail) => !again.includes(mail));
  for (const { mark } of ledger.said) {
    expect('an answer in the desk', mark, times(ours, mark));
    expect('an answer at the mail server', mark, times(received.map((mail) => mail.text), mark));
  }
  for (const { mark } of ledger.notes) {
    expect('a note in the desk', mark, times(notes, mark));
    if (times(received.map((mail) => mail.text), mark) > 0) wrong.push(`a note went out: ${mark}`);
  }
  for (const { mark, answered } of ledger.asides) {
    expect('a question to a third party at the mail server', mark, received.filter((mail) => mail.to.includes('carrier@ship.example') && mail.text.includes(mark)).length);
    if (answered) expect('what a third party said', mark, number(house.rows(`SELECT count(*) FROM message WHERE kind = 'customer' AND reply LIKE '%back ${mark}%'`)));
  }
  const twice = received.filter((mail, n) => received.findIndex((other) => other.id === mail.id && String(other.to) === String(mail.to)) !== n);
  for (const mail of twice) wrong.push(`received twice: ${mail.id} for ${mail.to}`);
  // Where each word of our customers is now; and which conversations are theirs.
  const placed = new Map(customers.written.map(({ mark }) => [mark, messages.find((m) => m.kind === 'customer' && (m.reply ?? m.text).includes(mark))?.conversation]));
  const own = new Set(all.filter((one) => one.subject.includes(SUBJECT_MARK)).map((one) => one.id));
  return { wrong, conversations: all.length, received: received.length, again: again.length, placed, own };
}

/** The figures of the day by SQL over conversations and events alone; the tables of the reports are not looked at. */
export function bySql(house, day, ours = false) {
  const json = (name) => (house.postgres ? `(e.payload::json ->> '${name}')` : `json_extract(e.payload, '$.${name}')`);
  const who = `c.status NOT IN ('spam', 'side')${ours ? ` AND c.subject LIKE '%${SUBJECT_MARK}%'` : ''}`;
  const within = (at) => `${at} >= ${day.from} AND ${at} < ${day.to}`;
  const arrived = `SELECT c.id, c.first_reply_at, min(CAST(${json('arrived_at')} AS bigint)) AS arrived FROM conversation c
    JOIN event e ON e.conversation = c.id AND e.kind = 'conversation.received.v1'
    WHERE ${who} AND NOT EXISTS (SELECT 1 FROM event r WHERE r.conversation = c.id AND r.kind = 'conversation.replied.v1' AND r.seq < e.seq)
    GROUP BY c.id, c.first_reply_at`;
  const changed = (test) => `SELECT count(*) FROM event e JOIN conversation c ON c.id = e.conversation WHERE ${who} AND e.kind = 'conversation.status.v1' AND ${within('e.at')} AND ${test}`;
  const count = (sql) => number(house.rows(sql));
  return {
    arrived: count(`SELECT count(*) FROM (${arrived}) a WHERE ${within('a.arrived')}`),
    answered: count(`SELECT count(*) FROM (${arrived}) a WHERE ${within('a.arrived')} AND a.first_reply_at IS NOT NULL`),
    resolutions: count(changed(`${json('to')} = 'resolved' AND ${json('from')} <> 'resolved'`)),
    reopened: count(changed(`${json('from')} = 'resolved' AND ${json('to')} IN ('open', 'waiting', 'snoozed')`)),
    backlog: count(`SELECT count(*) FROM conversation c WHERE ${who} AND c.status IN ('open', 'waiting', 'snoozed')`),
  };
}

/** The same by the API. */
export async function byApi(house, day, ours = false) {
  const filter = ours ? `&filter=${encodeURIComponent(JSON.stringify({ field: 'subject', op: 'contains', value: SUBJECT_MARK }))}` : '';
  const { counts } = (await house.admin.get(`/reports/conversations?from=${day.name}&to=${day.name}${filter}`)).sums;
  return Object.fromEntries(['arrived', 'answered', 'resolutions', 'reopened', 'backlog'].map((name) => [name, counts[name]]));
}

/** The same as the page shows it. */
export async function byPage(page, day) {
  await page.goto(`/reports?from=${day.name}&to=${day.name}`);
  await page.locator('[data-measure=backlog] .value').waitFor();
  const read = (name) => page.locator(`[data-measure=${name}] .value`).innerText();
  const shown = {};
  for (const name of ['arrived', 'answered', 'resolutions', 'reopened', 'backlog']) shown[name] = number((await read(name)).replace(/[^\d]/g, ''));
  return shown;
}

/** What the ledger alone says of our own customers: what they wrote and what the server confirmed to agents, played once more in its order. */
export function byLedger(customers, ledger, desk) {
  const steps = [];
  for (const one of customers.written) {
    const id = desk.placed.get(one.mark);
    if (id) steps.push({ at: one.at, id, first: one.first, do: 'ask' });
  }
  for (const one of ledger.confirmed) {
    if (one.verb === 'messages' && one.body?.kind !== 'note') steps.push({ at: one.at, id: one.id, do: one.body?.then?.do ?? 'wait', reply: true });
    else if (one.verb === 'status') steps.push({ at: one.at, id: one.id, do: one.body?.status === 'resolved' ? 'resolve' : 'wait' });
    else if (one.verb === 'snooze') steps.push({ at: one.at, id: one.id, do: 'snooze' });
  }
  const figures = { arrived: 0, answered: 0, resolutions: 0, reopened: 0, backlog: 0 };
  const states = new Map();
  for (const step of steps.sort((a, b) => a.at - b.at)) {
    if (step.do !== 'ask' && !desk.own.has(step.id)) continue;
    const was = states.get(step.id) ?? { status: 'open', answered: false };
    if (step.first) figures.arrived += 1;
    const status = { ask: 'open', resolve: 'resolved', keep: was.status }[step.do] ?? 'waiting';
    if (status === 'resolved' && was.status !== 'resolved') figures.resolutions += 1;
    if (status !== 'resolved' && was.status === 'resolved') figures.reopened += 1;
    if (step.reply && !was.answered) figures.answered += 1;
    states.set(step.id, { status, answered: was.answered || Boolean(step.reply) });
  }
  figures.backlog = [...states.values()].filter((state) => state.status !== 'resolved').length;
  return figures;
}
