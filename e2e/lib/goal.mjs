// A goal: a test with its own desk, mail server and browser. When it fails, pictures of every page and the log of the server are kept.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from './api.mjs';
import { openBrowser } from './browser.mjs';
import { deliver, header, letter, openSink, words } from './mail.mjs';
import { startServer } from './server.mjs';
import { until } from './until.mjs';

export const PASSWORD = 'a long enough password';
export const SUPPORT = 'support@northwind.example';

/** Where pictures go: FAIRLEAD_SHOTS, else a temporary folder. */
let shots = null;
export function shotsFolder() {
  shots ??= process.env.FAIRLEAD_SHOTS ?? mkdtempSync(join(tmpdir(), 'fairlead-shots-'));
  mkdirSync(shots, { recursive: true });
  return shots;
}

/** Options: `after` (what follows when a conversation leaves the list; stays open here unless told), `setUp: false` (a desk that nobody has set up), `relay: false` (no smarthost; else the sink is it), `server` (of startServer), `zone`, `browser` (more flags of Chromium). */
export function goal(name, options, body) {
  test(name, { timeout: options.timeout ?? 150_000 }, async (context) => {
    if (options.skip) return context.skip(options.skip);
    const world = await openWorld(options);
    try {
      await body(world, context);
    } catch (error) {
      await keepEvidence(name, world, context);
      await world.close().catch(() => undefined);
      throw error;
    }
    await world.close();
  });
}

async function keepEvidence(name, world, context) {
  const folder = shotsFolder();
  let n = 0;
  for (const user of world.browser?.users ?? []) {
    for (const page of user.context.pages()) await page.screenshot({ path: join(folder, `failed-${name}-${(n += 1)}.png`) }).catch(() => undefined);
  }
  writeFileSync(join(folder, `failed-${name}.log`), `${world.server.log()}\n${(world.browser?.faults ?? []).join('\n')}`);
  context.diagnostic(`evidence of ${name}: ${folder}`);
}

export class World {
  browser = null;
  /** Of the browser. */
  flags = [];
  closers = [];

  /** A person at a browser, signed in as the owner of `client`; null signs nobody in. */
  async user(client = this.admin, options = {}) {
    this.browser ??= await openBrowser(this.server.base, this.flags);
    return this.browser.user({ ...options, ...(client ? { client } : {}) });
  }
  /** The same, with a page that shows the console already. */
  async page(client = this.admin, path = '/inbox/all', options = {}) {
    const user = await this.user(client, options);
    const page = await user.page(path);
    if (client) await page.getByRole('button', { name: 'Search or jump' }).or(page.getByRole('button', { name: 'Menu', exact: true })).or(page.getByRole('main')).first().waitFor();
    page.user = user;
    return page;
  }
  /** Invites, reads the invitation in the mail, joins. */
  async agent(name, { permissionSet = 'agent', teams = [] } = {}) {
    const email = `${name.split(' ')[0].toLowerCase()}@northwind.example`;
    await this.admin.post('/agents', { name, email, permission_set: permissionSet, teams });
    const mail = await this.sink.to(email);
    const client = new Client(this.server.base);
    await client.join(linkToken(mail, 'invitation'), name, PASSWORD);
    return Object.assign(client, { email });
  }
  /** A customer writes. */
  write({ from, subject, text, to = SUPPORT, headers = {}, ...rest }) {
    const raw = letter({ from, to, subject, text, headers, ...rest });
    return deliver(this.server.smtp, { from: /<(.*)>/.exec(from)?.[1] ?? from, to, raw });
  }
  /** Waits for a conversation with that subject (or that fits the test). */
  conversation(wanted, query = 'view=all', client = this.admin) {
    const test = typeof wanted === 'string' ? (c) => c.subject === wanted : wanted;
    return until(async () => (await client.conversations(query)).find(test), `the conversation ${wanted}`);
  }
  detail = (id, client = this.admin) => client.get(`/conversations/${id}`);
  later(close) {
    this.closers.unshift(close);
  }
  async close() {
    const problems = [];
    for (const close of [() => this.browser?.close(), ...this.closers, () => this.server?.stop(), () => this.sink?.close()]) await Promise.resolve(close()).catch((error) => problems.push(error));
    if (problems.length > 0) throw problems[0];
  }
}

/** The token of a link `/invitation/…` or `/reset/…` in a mail. */
export function linkToken(mail, kind) {
  const found = new RegExp(`/${kind}s?[/?](?:token=)?([A-Za-z0-9._~-]+)`).exec(words(mail.raw) ?? '');
  if (!found) throw new Error(`no link /${kind}/ in:\n${mail.raw}`);
  return found[1];
}

async function openWorld(options) {
  const world = new World();
  world.flags = options.browser ?? [];
  world.sink = await openSink();
  try {
    world.server = await startServer(typeof options.server === 'function' ? options.server(world) : options.server);
    world.admin = new Client(world.server.base);
    if (options.setUp !== false) {
      await world.admin.setUp({ organization: 'Northwind', name: 'Mara Lund', email: 'mara@northwind.example', password: PASSWORD, zone: options.zone ?? 'Europe/Stockholm', locale: 'en', channel_name: 'Email', address: SUPPORT, team_name: 'Support' });
      await world.admin.patch('/me', { settings: { after: options.after ?? 'stay' } });
      if (options.relay !== false) await world.relay(world.sink.port);
    }
  } catch (error) {
    await world.close().catch(() => undefined);
    throw error;
  }
  return world;
}
World.prototype.relay = function relay(port, position = 1) {
  return this.admin.post('/smarthosts', { host: '127.0.0.1', port, tls: 'none', username: null, rate_per_minute: null, position, enabled: true });
};

/** A customer's answer to a mail that the desk sent, as a mail program would write it. */
export function answerTo(mail, { from, text, headers = {}, ...rest }) {
  const subject = header(mail.raw, 'Subject') ?? '';
  const id = header(mail.raw, 'Message-ID');
  const references = [header(mail.raw, 'References'), id].filter(Boolean).join(' ');
  const to = /<(.*?)>/.exec(header(mail.raw, 'Reply-To') ?? header(mail.raw, 'From'))?.[1] ?? header(mail.raw, 'Reply-To');
  const raw = letter({ from, to, subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`, text, headers: { 'In-Reply-To': id, References: references, ...headers }, ...rest });
  return { from: /<(.*)>/.exec(from)?.[1] ?? from, to, raw };
}
