// One agent at a browser: takes what waits longest, reads, sorts it, answers by macro or in own words, and ends it in one of several ways.
// Every act goes by key or click, and how long its effect took is written down. What the server confirmed is taken from the wire.
import { join } from 'node:path';
import { shotsFolder } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';
import { SUBJECT_MARK } from './customers.mjs';
import { timed } from './measure.mjs';

const TOPICS = ['Delivery', 'Returns', 'Products', 'Repairs', 'Account'];
const URGENCIES = ['High', 'Low', 'Normal', 'Urgent'];
const MACROS = ['Where is my parcel', 'Return label', 'Photo needed', 'Size advice'];
const SAID = ['We have looked at it and send you a new one today.', 'Please send it back; the label is on its way.', 'That should not have happened. The money goes back this week.', 'Try it with a little soap, and tell us how it goes.'];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const one = (list) => list[Math.floor(Math.random() * list.length)];
const chance = (percent) => Math.random() * 100 < percent;
let serial = 0;

export class Agent {
  constructor({ member, colleague, page, ledger, pace, role }) {
    Object.assign(this, { member, colleague, page, ledger, pace, role });
    this.turns = 0;
    this.trouble = 0;
    page.on('response', (response) => void this.#heard(response).catch(() => undefined));
  }
  think = (low, high) => sleep((low + Math.random() * (high - low)) * this.pace);

  /** Works until told to stop; a stumble is written down, and the agent begins anew at the list. */
  async work(stopped) {
    // Nobody comes in at the same second.
    await this.think(0, 1_500);
    while (!stopped()) {
      try {
        await this.#turn(stopped);
        this.trouble = 0;
      } catch (error) {
        if (this.page.isClosed()) return;
        this.trouble += 1;
        this.ledger.stumbles.push({ who: this.member.name, at: Date.now(), what: String(error.message ?? error).slice(0, 1_500) });
        await this.page.screenshot({ path: join(shotsFolder(), `day-stumble-${this.ledger.stumbles.length}.png`) }).catch(() => undefined);
        if (this.trouble > 8) throw error;
        await this.#backToList();
      }
    }
  }
  async #backToList() {
    await this.page.keyboard.press('Escape').catch(() => undefined);
    await this.page.keyboard.press('Escape').catch(() => undefined);
    const dialog = this.page.locator('dialog[open]');
    if (await dialog.count().catch(() => 0)) await this.page.keyboard.press('Escape').catch(() => undefined);
    await sleep(300);
  }
  /** One measured act. */
  async act(kind, effect, arg, does) {
    const ms = await timed(this.page, effect, arg, does);
    this.ledger.waits.push({ kind, ms, who: this.member.name, at: Date.now() });
    return ms;
  }
  press = (key) => () => this.page.keyboard.press(key);
  /** What the server confirmed to this browser. */
  async #heard(response) {
    const request = response.request();
    const path = new URL(request.url()).pathname.replace('/api/v1', '');
    if (response.status() >= 400 && path !== '/feed/poll') {
      const body = await response.json().catch(() => null);
      this.ledger.refused.push({ who: this.member.name, method: request.method(), path, status: response.status(), code: body?.error?.code, by: body?.error?.changed_by, at: Date.now() });
    }
    if (request.method() === 'GET' || !response.ok()) return;
    const [, id, verb] = /^\/conversations\/([^/]+)\/(messages|status|snooze|topic|urgency|assignee|sides)/.exec(path) ?? [];
    if (!verb && path !== '/conversations/merge') return;
    this.ledger.confirmed.push({ who: this.member.name, id, verb: verb ?? 'merge', body: request.postDataJSON(), at: Date.now() });
  }
  async #view(view) {
    const path = `/inbox/${view}`;
    if (new URL(this.page.url()).pathname === path) return;
    await this.page.evaluate(() => document.getElementById('list')?.focus());
    // Both keys in one go: on a crowded machine the asking between them takes longer than the console waits for the second.
    await this.act('go to a view', 'view', path, async () => {
      await this.page.keyboard.press('g');
      await this.page.keyboard.press({ mine: 'i', unassigned: 'u' }[view]);
    });
  }
  /** Rows of the list as they stand: those that this agent may answer. */
  async #rows() {
    const rows = await this.page.$$eval('#list [role=option]', (all) => all.slice(0, 12).map((row) => ({ id: row.id, text: row.textContent ?? '', limited: row.querySelector('[aria-label="Another team’s"]') !== null })));
    return rows.filter((row) => !row.limited);
  }
  async #turn(stopped) {
    await this.#view('mine');
    let rows = await this.#rows();
    let fresh = false;
    if (rows.length === 0) {
      await this.#view('unassigned');
      rows = await this.#rows();
      fresh = true;
      if (this.role === 'merger' && (await this.#mergePair(rows))) return;
      rows = rows.filter((row) => !/\([12] of 2\)/.test(row.text));
    }
    // Two who look at the same list rarely reach for the same row: the second takes the next.
    const row = rows.find((candidate) => !this.ledger.held.has(candidate.id));
    // Nothing to do: look up now and then.
    if (!row) return sleep(2_000);
    this.ledger.held.add(row.id);
    try {
      await this.#handle(row, fresh, stopped);
      this.turns += 1;
    } finally {
      this.ledger.held.delete(row.id);
    }
  }
  async #handle(row, fresh, stopped) {
    const before = new URL(this.page.url()).pathname;
    // A pointer rests a moment before it is pressed.
    await this.page.locator(`#${row.id}`).hover();
    await this.think(120, 300);
    await this.act('open a conversation', 'opened', before, () => this.page.locator(`#${row.id}`).click());
    await this.think(600, 2_200);
    if (fresh) await this.act('take it', 'notice', 'Assigned to you', this.press('i'));
    if (fresh && chance(55)) await this.#pick('set the topic', 't', one(TOPICS), (topic) => ['panel', topic]);
    if (fresh && chance(35)) await this.#pick('set the urgency', 'p', one(URGENCIES), (urgency) => ['notice', `Urgency: ${urgency}`]);
    if (this.role === 'asker' && fresh && chance(40)) await this.#askAside();
    if (chance(12)) await this.#mention();
    if (stopped()) return;
    await this.#answer(row);
  }
  /** A choice from the palette, by keyboard. */
  async #pick(kind, key, word, effect) {
    await this.act('open a picker', 'dialog', null, this.press(key));
    await this.act('filter a picker', 'first', word, () => this.page.keyboard.type(word.toLowerCase()));
    await this.think(100, 300);
    await this.act(kind, ...effect(word), this.press('Enter'));
    await this.page.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  async #answer(row) {
    const page = this.page;
    serial += 1;
    const mark = `A${String(serial).padStart(4, '0')}x${Math.random().toString(36).slice(2, 8)}`;
    await this.act('begin an answer', 'editor', null, this.press('r'));
    if (chance(40)) {
      await this.act('open a picker', 'dialog', null, () => page.getByRole('button', { name: 'Insert macro' }).click());
      const name = one(MACROS);
      await this.act('filter a picker', 'first', name, () => page.keyboard.type(name.toLowerCase()));
      await this.act('use a macro', 'filled', null, this.press('Enter'));
      await page.getByRole('textbox', { name: 'Reply', exact: true }).click();
      await page.keyboard.press('Control+End');
      await this.think(300, 900);
    } else {
      await page.keyboard.type(one(SAID), { delay: 12 });
      await this.think(200, 700);
    }
    await page.keyboard.type(' Our word: ', { delay: 8 });
    await this.act('type', 'typed', mark, () => page.keyboard.type(mark, { delay: 8 }));
    const way = Math.random() * 100;
    const resolves = way < 45;
    const said = { mark, row: row.id.replace('row-', ''), ours: row.text.includes(SUBJECT_MARK), who: this.member.name, at: Date.now() };
    const send = () => this.act(resolves ? 'send and resolve' : 'send', 'sent', mark, this.press(resolves ? 'Control+Shift+Enter' : 'Control+Enter'));
    await send();
    const stop = page.getByRole('alertdialog');
    const taken = () => this.ledger.confirmed.some((one) => one.verb === 'messages' && one.body?.html?.includes(mark));
    // The customer has written meanwhile: look, and send then.
    for (let tries = 0; tries < 5; tries += 1) {
      await until(async () => taken() || (await stop.count()) > 0, `${mark} to be taken, or stopped`, 30_000);
      if (taken()) break;
      this.ledger.newer += 1;
      await this.think(300, 900);
      await this.act('send anyway', 'article', mark, () => stop.getByRole('button').first().click());
    }
    this.ledger.said.push(said);
    await page.keyboard.press('Escape');
    if (resolves) return;
    await this.think(200, 700);
    if (way < 62) await this.act('resolve', 'notice', 'Resolved\\.', this.press('e'));
    else if (way < 74) await this.#snooze();
  }
  async #snooze() {
    await this.act('open a picker', 'dialog', null, this.press('h'));
    await this.page.keyboard.type('20m');
    await this.act('snooze', 'notice', 'Snoozed|snoozed', this.press('Enter'));
  }
  async #mention() {
    const page = this.page;
    serial += 1;
    const mark = `N${String(serial).padStart(4, '0')}x${Math.random().toString(36).slice(2, 8)}`;
    await this.act('begin a note', 'editor', null, this.press('n'));
    await page.keyboard.type('Have you seen this, ', { delay: 8 });
    await this.act('look for a colleague', 'suggested', this.colleague, () => page.keyboard.type(`@${this.colleague.slice(0, 3)}`, { delay: 20 }));
    await page.keyboard.press('Enter');
    await page.keyboard.type(`? ${mark}`, { delay: 8 });
    await this.act('add a note', 'article', mark, this.press('Control+Enter'));
    this.ledger.notes.push({ mark, who: this.member.name, to: this.colleague });
    await page.keyboard.press('Escape');
  }
  async #askAside() {
    const page = this.page;
    serial += 1;
    const mark = `S${String(serial).padStart(4, '0')}x${Math.random().toString(36).slice(2, 8)}`;
    const sides = page.getByRole('region', { name: 'Side conversations' });
    await this.act('ask somebody else', 'form', null, () => sides.getByRole('button', { name: 'Ask somebody else…' }).click());
    await sides.getByLabel('To', { exact: true }).fill('carrier@ship.example');
    await sides.getByLabel('Subject').fill(`Parcel ${mark}`);
    await sides.getByLabel('Your question').fill(`Where is it? Our word: ${mark}`);
    await this.act('send aside', 'side', mark, () => sides.getByRole('button', { name: 'Send' }).click());
    this.ledger.asides.push({ mark, who: this.member.name });
    await page.evaluate(() => document.getElementById('list')?.focus());
  }
  /** Two mails of one customer about one thing become one conversation. */
  async #mergePair(rows) {
    const pairs = new Map();
    for (const row of rows) {
      const n = /\([12] of 2\) \w+ (\d+):/.exec(row.text)?.[1];
      if (n) pairs.set(n, [...(pairs.get(n) ?? []), row]);
    }
    const pair = [...pairs.values()].find((both) => both.length === 2);
    if (!pair) return false;
    const page = this.page;
    for (const row of pair) await page.locator(`#${row.id}`).click({ modifiers: ['Control'] });
    await page.getByText('2 selected').first().waitFor();
    await this.act('open the merge', 'dialog', null, this.press('Shift+M'));
    const button = page.getByRole('dialog', { name: 'Merge 2 conversations' }).getByRole('button', { name: 'Merge', exact: true });
    await this.act('merge', 'notice', 'Merged into', () => button.click());
    this.ledger.merges.push({ who: this.member.name, at: Date.now() });
    await this.think(300, 800);
    // What became one is answered at once.
    await page.keyboard.press('Escape');
    const ids = pair.map((row) => row.id);
    const merged = (await this.#rows()).find((row) => ids.includes(row.id));
    if (merged) await this.#handle(merged, true, () => false);
    return true;
  }
}
