// A working day in the demo at a fast clock: six agents in six browsers, customers who write through SMTP, one count from the outside in the
// evening. `DAY_HOURS` (9) hours at `DAY_SPEED` (10), on `DAY_NODES` (1) nodes; with two, the one named by `DAY_KILL` (0: the one that
// sweeps) is killed at noon. `DAY_PACE` (3): seconds of this machine between two of our own customers. Ends with 1 when anything was lost,
// doubled or miscounted; how long people waited is said, and judged only where `DAY_STRICT` is set.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../lib/api.mjs';
import { openBrowser } from '../lib/browser.mjs';
import { answerTo, shotsFolder } from '../lib/goal.mjs';
import { deliver, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';
import { Agent } from './agent.mjs';
import { byApi, byLedger, byPage, bySql, dayOf, marks, settled } from './count.mjs';
import { Customers } from './customers.mjs';
import { openHouse } from './house.mjs';
import { eye, spread } from './measure.mjs';

const setting = (name, otherwise) => Number(process.env[name] ?? otherwise);
const HOURS = setting('DAY_HOURS', 9);
const SPEED = setting('DAY_SPEED', 10);
const NODES = setting('DAY_NODES', 1);
const KILL = setting('DAY_KILL', 0);
const PACE = setting('DAY_PACE', 3);
const PAST = setting('DAY_PAST', 300);
const REAL_MS = (HOURS * 3_600_000) / SPEED;
/**
 * What people may wait, ms; judged with `DAY_STRICT`. Three of four within 200 is what "Interaction to Next Paint" calls good (web.dev/inp); a
 * second is where a thought is lost (Nielsen, Usability Engineering, 1993). It holds with the browsers of all agents on the server's machine.
 */
const AIM = { p75: 200, p99: 1_000 };
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const problems = [];

/** The next Monday, nine in the morning in Tallinn (07:00 or 06:00 UTC). */
function morning() {
  const day = new Date(Date.now());
  day.setUTCDate(day.getUTCDate() + (((8 - day.getUTCDay()) % 7) || 7));
  day.setUTCHours(7, 0, 0, 0);
  return day.getTime();
}

async function seat(house, browser, ledger, n) {
  const member = house.members[n];
  const client = new Client(house.base);
  await client.signIn(member.email, house.password);
  await client.patch('/me', { settings: { after: 'stay' } });
  const user = await browser.user({ zone: member.zone, client });
  await user.context.addInitScript(eye);
  // What a killed node leaves in a browser's log, and what two who act on one conversation are told, is expected and counted below.
  user.expect(/status of 409/);
  if (NODES > 1) user.expect(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_INCOMPLETE|WebSocket|status of 50[023]/);
  const page = await user.page('/inbox/unassigned');
  await page.locator('#list').or(page.getByText(/Nothing is waiting/)).first().waitFor();
  const roles = { 1: 'merger', 3: 'asker' };
  const colleague = house.members[(n + 1) % house.members.length].name;
  return new Agent({ member, colleague, page, ledger, role: roles[n] ?? 'agent', pace: setting('DAY_THINK', 1) });
}

/** The third party: answers each question once. */
function carrier(house, ledger) {
  let at = 0;
  const running = [];
  const timer = setInterval(() => {
    for (; at < house.sink.mails.length; at += 1) {
      const mail = house.sink.mails[at];
      const mark = mail.to.includes('carrier@ship.example') ? /S\d{4}x\w+/.exec(words(mail.raw) ?? '')?.[0] : null;
      const aside = ledger.asides.find((one) => one.mark === mark);
      if (aside) running.push(until(() => deliver(house.smtp, answerTo(mail, { from: 'carrier@ship.example', text: `It comes back ${mark}` })).then(() => (aside.answered = true), () => false), 'the third party to be heard', 60_000));
    }
  }, 300);
  return async () => {
    clearInterval(timer);
    await Promise.all(running);
  };
}

/** One node is killed as a machine dies: without a word. */
async function noon(house, ledger) {
  const port = house.nodes[KILL].http;
  const before = house.balance.sockets();
  const at = Date.now();
  await house.nodes[KILL].kill();
  ledger.killed = { at, sockets: before[port] ?? 0 };
  console.log(`noon: node ${KILL} of ${NODES} is killed; feed sockets by node: ${JSON.stringify(before)}`);
  const all = Object.values(before).reduce((sum, n) => sum + n, 0);
  await until(() => Object.entries(house.balance.sockets()).filter(([p]) => Number(p) !== port).reduce((sum, [, n]) => sum + n, 0) >= all, 'all consoles at the other node', 60_000)
    .then(() => (ledger.killed.back = Date.now() - at), (error) => problems.push(error.message));
}

async function live(house, browser) {
  const ledger = { waits: [], stumbles: [], refused: [], confirmed: [], said: [], notes: [], asides: [], merges: [], newer: 0, held: new Set(), killed: null };
  const agents = await Promise.all(house.members.map((_, n) => seat(house, browser, ledger, n)));
  const doors = ['help', 'workshop', 'asia'].map((local) => `${local}@halyardpine.example`);
  const customers = new Customers({ door: () => house.smtp, doors, sink: house.sink, pace: PACE * 1000, replies: 0.5 });
  const hush = carrier(house, ledger);
  const began = Date.now();
  const over = () => Date.now() - began >= REAL_MS;
  customers.live();
  const work = agents.map((agent) => agent.work(over));
  const kill = NODES > 1 ? sleep(REAL_MS / 2).then(() => noon(house, ledger)) : null;
  // A quarter of an hour before the evening nobody writes any more.
  await sleep(Math.max(0, REAL_MS - 15_000));
  await customers.stop();
  await Promise.all([...work, kill]);
  await hush();
  ledger.sockets = { ...house.balance.stats };
  return { ledger, agents, customers, began };
}

/** Prints what several counts say; whatever they do not agree on is a problem. */
function same(name, columns) {
  const [first] = Object.values(columns);
  console.log(`\n${name}`);
  console.log(`  ${''.padEnd(12)}${Object.keys(columns).map((c) => c.padStart(10)).join('')}`);
  for (const key of Object.keys(first)) {
    const row = Object.values(columns).map((c) => c[key]);
    const equal = row.every((value) => value === row[0]);
    console.log(`  ${key.padEnd(12)}${row.map((value) => String(value).padStart(10)).join('')}${equal ? '' : '   differ'}`);
    if (!equal) problems.push(`${name}: ${key} differs: ${row.join(', ')}`);
  }
}

function waits({ waits: every, killed }) {
  // While a node dies people wait for the other one: said apart.
  const dark = (one) => killed && one.at >= killed.at && one.at - one.ms <= killed.at + (killed.back ?? 0) + 2_000;
  const clear = every.filter((one) => !dark(one));
  const kinds = new Map();
  for (const one of clear) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one.ms]);
  console.log(`\nFrom key or click to what is seen, ms${' '.repeat(2)}${['n', 'p50', 'p75', 'p95', 'p99', 'worst'].map((c) => c.padStart(7)).join('')}`);
  const line = (name, s) => console.log(`  ${name.padEnd(36)}${[s.n, s.p50, s.p75, s.p95, s.p99, s.worst].map((v) => String(v).padStart(7)).join('')}`);
  for (const [kind, values] of [...kinds].sort()) line(kind, spread(values));
  const whole = spread(clear.map((one) => one.ms));
  line('everything', whole);
  const during = every.filter(dark);
  if (during.length) line('(around the death of the node)', spread(during.map((one) => one.ms)));
  const often = [...kinds.values()].filter((values) => values.length >= 50).map(spread);
  const good = [whole, ...often].every((s) => s.p75 <= AIM.p75 && s.p99 <= AIM.p99);
  console.log(`  the aim, for all and for each kind of which there are 50, is p75 ${AIM.p75}, p99 ${AIM.p99}: ${good ? 'met' : 'missed'}`);
  if (!good && process.env.DAY_STRICT) problems.push('people waited for the screen');
  return whole;
}

async function evening(house, { ledger, agents, customers, began }) {
  await settled(house);
  const day = dayOf(house.zone, house.clock());
  const found = await marks(house, customers, ledger, day.from);
  for (const one of found.wrong) problems.push(one);
  const page = agents[0].page;
  same('The day in figures', { sql: bySql(house, day), api: await byApi(house, day), page: await byPage(page, day) });
  same('Our own customers', { ledger: byLedger(customers, ledger, found), sql: bySql(house, day, true), api: await byApi(house, day, true) });
  await page.screenshot({ path: join(shotsFolder(), `day-${NODES}.png`), fullPage: true });
  const whole = waits(ledger);
  const late = [];
  for (const agent of agents) late.push(...(await agent.page.evaluate(() => window.fairleadDay.slow).catch(() => [])));
  const firsts = customers.written.filter((one) => one.first).length;
  const conflicts = ledger.refused.filter((one) => one.status === 409).length;
  const other = ledger.refused.filter((one) => one.status !== 409);
  const quarantined = Number(house.rows(`SELECT count(*) FROM inbound_raw WHERE state = 'quarantined' AND received_at >= ${house.began}`));
  console.log(`\n${Math.round((Date.now() - began) / 1000)} s of this machine, ${HOURS} h at ${SPEED} times, ${NODES} node${NODES > 1 ? 's' : ''}`);
  console.log(`our customers: ${firsts} questions, ${customers.written.length - firsts} answers of theirs; ${customers.tries} handed in again`);
  console.log(`agents: ${agents.map((a) => `${a.member.name} ${a.turns}`).join(', ')}; ${ledger.said.length} answers, ${ledger.notes.length} mentions, ${ledger.merges.length} merges, ${ledger.asides.length} questions to a third party`);
  console.log(`told "a newer message" ${ledger.newer} times; refused by the server: ${conflicts} conflicts, ${other.length} others`);
  for (const one of ledger.refused.slice(0, 12)) console.log(`  ${one.status} to ${one.who}, second ${Math.round((one.at - began) / 1000)}: ${one.method} ${one.path} (${one.code}, by ${one.by})`);
  console.log(`feed sockets: ${ledger.sockets.opened} opened, ${ledger.sockets.lost} lost${ledger.killed ? `; killed with ${ledger.killed.sockets} of them, all back after ${ledger.killed.back} ms` : ''}`);
  console.log(`interactions that the browser itself calls slow (over 104 ms): ${late.length}${late.length ? `, worst ${Math.max(...late)} ms` : ''}; quarantined: ${quarantined}`);
  console.log(`marks looked for: ${customers.written.length} of customers, ${ledger.said.length} of agents, ${found.received} mails received, ${found.again} handed over again by the other node when one had died; wrong: ${found.wrong.length}`);
  for (const one of ledger.stumbles) console.log(`  stumble of ${one.who}, second ${Math.round((one.at - began) / 1000)}: ${one.what}`);
  if (!ledger.killed && ledger.sockets.lost > 0) problems.push(`${ledger.sockets.lost} feed sockets were lost`);
  if (ledger.said.length === 0 || whole.n < 50) problems.push('hardly anything was done: this day says nothing');
  // Who meets the dying node may stumble; nobody else.
  const met = (one) => ledger.killed && one.at > ledger.killed.at && one.at < ledger.killed.at + 30_000;
  for (const one of ledger.stumbles.filter((each) => !met(each))) problems.push(`${one.who} stumbled: ${one.what.split('\n')[0]}`);
}

mkdirSync(shotsFolder(), { recursive: true });
const house = await openHouse({ nodes: NODES, speed: SPEED, from: morning(), minutes: Math.max(1, Math.round(HOURS * 60 - (15 * SPEED) / 60)), past: PAST });
let browser = null;
try {
  browser = await openBrowser(house.base);
  await evening(house, await live(house, browser));
} catch (error) {
  problems.push(error.stack ?? String(error));
}
if (problems.length > 0) {
  for (const user of browser?.users ?? []) for (const page of user.context.pages()) await page.screenshot({ path: join(shotsFolder(), `day-failed-${Math.random().toString(36).slice(2, 7)}.png`) }).catch(() => undefined);
  writeFileSync(join(shotsFolder(), 'day-failed.log'), house.log());
}
house.balance.calm();
await browser?.close().catch((error) => problems.push(error.message));
await house.close();
if (problems.length > 0) {
  console.error(`\n${problems.length} things are wrong (evidence: ${shotsFolder()}):\n${problems.map((p) => `  ${p}`).join('\n')}`);
  process.exit(1);
}
console.log('\nNothing was lost, nothing doubled, and the report is the count.');
process.exit(0);
