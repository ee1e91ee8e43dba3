// An address is closed, end to end, in the demo and by its clock: scorecard, plan, a dead end that the audit finds, mended, the team
// briefed, taken off the site, those who depend on it told, announced, sign-posted, closed, and where its customers went. At each
// step customers write, and what they meet is read where they meet it; nothing that they sent is lost or doubled.
import assert from 'node:assert/strict';
import { Client } from '../lib/api.mjs';
import { accessible, settled } from '../lib/browser.mjs';
import { deliver, header, letter, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';
import { CUSTOMERS, PAGES, SAID } from './customers.mjs';
import { tell } from './notices.mjs';
import { ANNOUNCE, BRIEF, CLOSE, Moved, SIGNPOST, UNLIST, WRITE, edited } from './plan.mjs';
import { Sheet, THEMES, decoded } from './sheet.mjs';
import { tap } from './tap.mjs';

const CENTER = '/help/halyard-pine';
const ADDRESS = 'help@halyardpine.example';
const FORM = 'write-to-us';
/** For what is no more than an hour or a day of the demo. */
const PATIENCE = 200_000;

export class Story {
  /** Everything that was sent: `{ mark, subject, step, by }`. */
  sent = [];
  constructor(world, options) {
    this.world = world;
    this.options = { languages: CUSTOMERS.map((c) => c.language), folder: null, ...options };
    this.customers = CUSTOMERS.filter((c) => this.options.languages.includes(c.language));
    this.sheets = new Sheet(world, this.options.folder);
  }

  async begin() {
    const { world } = this;
    const door = await fetch(`${world.server.base}/api/v1/setup`).then((answer) => answer.json());
    const as = async (name) => {
      const client = new Client(world.server.base);
      await client.signIn(door.demo.agents.find((a) => a.name.startsWith(name)).email, door.demo.password);
      return client;
    };
    [this.chief, this.lead] = [await as('Liis'), await as('Teo')];
    world.admin = this.chief;
    const channels = (await this.lead.get('/channels')).items;
    this.mail = channels.find((c) => c.doors?.some((d) => d.address === ADDRESS));
    this.form = channels.find((c) => c.kind === 'form');
    await tap(world, this.chief);
    // The demo leaves receipts off, for its past to stay what it was.
    await this.chief.patch(`/channels/${this.mail.id}`, { version: this.mail.version, acknowledge: true });
    this.page = await world.page(this.lead, '/settings/channels');
  }

  async picture(name) {
    if (!this.options.folder) return;
    for (const theme of THEMES) {
      await this.page.emulateMedia({ colorScheme: theme });
      await settled(this.page);
      this.sheets.keep(`${name}-${theme}`, await this.page.screenshot());
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  /** Each customer writes by mail, and reads what the desk answers: the sentence of `says`, and the way on when the door leads on. */
  async write(step, says) {
    const leads = says !== 'acknowledgement';
    for (const customer of this.customers) {
      const mark = `HP-${90_000 + this.sent.length}`;
      const from = `${customer.local}@${step}.example`;
      const subject = `${customer.subject} ${mark}`;
      const raw = letter({ from: `${encoded(customer.name)} <${from}>`, to: ADDRESS, subject: encoded(subject), text: customer.text(mark) });
      await deliver(this.world.server.smtp, { from, to: ADDRESS, raw });
      this.sent.push({ mark, subject, step, from, customer, raw });
    }
    for (const one of this.sent.filter((s) => s.step === step)) {
      one.conversation = await this.world.conversation((c) => c.subject === one.subject, 'view=all', this.chief);
      one.answer = await this.world.sink.next((m) => m.to.includes(one.from), `an answer to ${one.from}`, PATIENCE);
      const text = words(one.answer.raw) ?? '';
      const { language } = one.customer;
      assert.ok(text.includes(SAID[says][language]), `${step}, ${language}: ${text}`);
      assert.ok(header(one.answer.raw, 'Auto-Submitted'), 'a program answers, and says so');
      const way = new RegExp(`${CENTER}/${PAGES.includes(language) ? language : 'en'}/f/${FORM}`);
      assert.equal(way.test(text), leads, `${step}, ${language}: the way to the form stands in it: ${text}`);
      assert.ok(!leads || !text.includes(ADDRESS), `${step}: it does not name itself as a way`);
    }
  }

  /** The contact page in each language names the form, and the address while it is listed; the form takes questions all the time. */
  async look(listed) {
    const user = await this.world.user(null, { script: false });
    const page = await user.page(`${CENTER}/en/contact`);
    for (const language of PAGES.filter((l) => this.options.languages.includes(l))) {
      await page.goto(`${CENTER}/${language}/contact`);
      assert.equal(await page.locator(`a[href="mailto:${ADDRESS}"]`).count(), listed ? 1 : 0, `${language}: the address is ${listed ? '' : 'not '}listed`);
      assert.ok((await page.locator(`a[href^="${CENTER}/${language}/f/${FORM}"]`).count()) > 0, `${language}: the form is listed`);
      const answer = await page.goto(`${CENTER}/${language}/f/${FORM}`);
      assert.equal(answer.status(), 200);
    }
    await user.close();
  }

  /** What all of them saw, in both themes. */
  async seen(step) {
    if (!this.options.folder) return;
    const languages = this.options.languages;
    for (const theme of THEMES) {
      const [letters, pages] = [[], []];
      for (const language of languages) {
        const one = this.sent.find((s) => s.step === step && s.customer.language === language);
        letters.push(await this.sheets.letter(one.answer, language, theme));
        if (PAGES.includes(language)) pages.push(await this.sheets.page(`${CENTER}/${language}/contact`, language, theme));
      }
      await this.sheets.sheet(`${step}-letters-${theme}`, theme, languages, [[`What the desk answered: ${step}`, letters]]);
      await this.sheets.sheet(`${step}-pages-${theme}`, theme, PAGES, [[`The contact page: ${step}`, pages]]);
    }
  }

  /** The subject of a mail, as it is read. */
  subject = (mail) => decoded(header(mail.raw, 'Subject') ?? '');

  /** One letter of a notice in each language that it was written in. */
  async noticeSheet(letters) {
    if (!this.options.folder) return;
    const of = (language) => letters.find((m) => new RegExp(`/${language}/contact`).test(words(m.raw) ?? ''));
    const languages = PAGES.filter(of);
    for (const theme of THEMES) {
      const pictures = [];
      for (const language of languages) pictures.push(await this.sheets.letter(of(language), language, theme));
      await this.sheets.sheet(`told-letters-${theme}`, theme, languages, [['What those who depend on it were written', pictures]]);
    }
  }

  async scorecard() {
    await this.page.goto(`/settings/channels/${this.mail.id}/scorecard`);
    await this.page.getByRole('heading', { name: 'Scorecard of Support' }).waitFor();
    await this.page.locator('[data-test="used"] [data-figure="new"]').waitFor();
    await accessible(this.page);
    await this.picture('1-scorecard');
    const card = await this.lead.get(`/channels/${this.mail.id}/scorecard?days=90`);
    const used = card.tests.find((t) => t.key === 'used');
    assert.ok(used.figures.find((f) => f.key === 'new').value > 20, 'the address is used');
  }

  /** The form got a team of its own, in which nobody is yet: whoever made the plan did not think of it, and the audit does. */
  async draft() {
    const { page, chief, lead } = this;
    this.desk = await chief.post('/teams', { name: 'Form desk' });
    await this.team(this.desk.id);
    await page.goto(`/settings/channels/${this.mail.id}/plans`);
    await page.getByRole('button', { name: 'New plan' }).click();
    const dialog = page.getByRole('dialog', { name: 'New plan' });
    await dialog.getByRole('radio', { name: /^Wind down/ }).check();
    await dialog.getByLabel('Begin with').selectOption('wind_down');
    await dialog.getByLabel('Why', { exact: true }).fill('Four of five letters lack the order number; the form asks for it, and shows answers while people write.');
    await dialog.getByLabel('Owner').selectOption({ label: 'Teo Marchetti' });
    await dialog.getByLabel('Successor').selectOption({ label: 'Contact form' });
    await dialog.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('heading', { name: 'Wind down Support' }).waitFor();
    const row = (await lead.get(`/plans?channel=${this.mail.id}`)).items.find((p) => p.state === 'draft');
    this.plan = new Moved(lead, row.id);
    // The template counts in weeks; a lead who watches it by the demo's clock counts in hours.
    const { plan } = await this.plan.seen();
    await lead.put(`/plans/${row.id}`, { version: plan.version, content: edited(content(plan), this.options) });
    await page.reload();
    await page.getByRole('heading', { name: 'Rehearsal' }).waitFor();
  }

  async team(team) {
    const { version } = await this.chief.get(`/channels/${this.form.id}`);
    await this.chief.patch(`/channels/${this.form.id}`, { version, team });
  }

  async refusedAndMended() {
    const { page } = this;
    page.user.expect(/409|422/);
    const start = async () => {
      await page.getByRole('button', { name: 'Start the plan' }).click();
      const dialog = page.getByRole('dialog', { name: 'Start the plan' });
      await dialog.getByRole('button', { name: 'Start it' }).click();
      return dialog;
    };
    const dialog = await start();
    const witness = dialog.getByRole('alert').getByText(/Step 5, “Sign-post”: \w+@halyardpine\.example leads to the team Form desk, .*For example, .*: \w+@halyardpine\.example (→|->) .*/).first();
    await witness.waitFor();
    this.witness = await witness.innerText();
    assert.match(this.witness, /nobody works/i);
    await accessible(page);
    await this.picture('2-refused');
    await page.keyboard.press('Escape');
    assert.equal((await this.plan.seen()).plan.state.is, 'draft', 'nothing has begun');

    // Those who answered the mail join the team that answers the form.
    const agents = (await this.chief.get('/agents')).items;
    for (const agent of agents.filter((a) => a.teams.includes(this.mail.team))) await this.chief.patch(`/agents/${agent.id}`, { teams: [...agent.teams, this.desk.id] });
    await page.reload();
    await start();
    await page.locator('[data-step-now]').getByText('Now, day 1').waitFor();
  }

  async brief() {
    const now = this.page.locator('[data-step-now]');
    const task = now.getByRole('checkbox', { name: /Collect the team's view/ });
    await task.focus();
    await this.page.keyboard.press('Space');
    const done = this.page.getByRole('dialog', { name: 'Done' });
    await done.getByLabel('Note').fill('Five for it. Aiko asks what becomes of letters with ten photos: the form takes five.');
    await done.getByRole('button', { name: 'It is done' }).click();
    await done.waitFor({ state: 'hidden' });
    await this.plan.work('Told on Monday, with the figures.');
    await this.plan.free(BRIEF, PATIENCE);
    await this.write('before', 'acknowledgement');
    await this.look(true);
    await this.seen('before');
  }

  /** On to the next step, by the button of the plan's page. The plan's clock looks every hour, which is seconds here: whoever was later presses again. */
  async next(step, name) {
    const { page } = this;
    const onward = `Go on to step ${step + 1}`;
    await page.goto(`/settings/channels/${this.mail.id}/plans/${this.plan.id}`);
    await page.getByRole('button', { name: onward, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: onward });
    const commands = `/plans/${this.plan.id}/commands`;
    await until(async () => {
      const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(commands));
      const [answer] = await Promise.all([answered, dialog.getByRole('button', { name: 'Go on', exact: true }).click()]);
      if (answer.ok()) return true;
      const { error } = await answer.json();
      assert.equal(error.code, 'version_conflict', `${name}: ${error.message}`);
      return false;
    }, `on to ${name}`);
    await dialog.waitFor({ state: 'hidden' });
    const { plan } = await this.plan.seen();
    assert.equal(plan.at_step, step, name);
    assert.equal(plan.state.is, 'running');
  }

  async unlist() {
    await this.next(UNLIST, 'unlisted');
    await this.look(false);
    await this.write('unlisted', 'acknowledgement');
    await this.seen('unlisted');
    await this.plan.work('The footer of the site, signatures and invoices: done.');
    const free = await this.plan.free(UNLIST, this.options.patience);
    const volume = free.plan.state.gates.find((g) => g.gate.metric === 'volume_of_before');
    assert.equal(volume.verdict, 'pass');
    assert.ok(volume.reading.value <= this.options.quiet, `the address fell to ${volume.reading.value} of before`);
    this.volume = volume.reading.value;
  }

  async tell() {
    await this.next(WRITE, 'written to');
    if (this.options.told) this.told = await tell(this);
    await this.plan.work('In two waves; three were rung up.');
    await this.plan.free(WRITE, this.options.patience);
  }

  async announce() {
    await this.next(ANNOUNCE, 'announced');
    await this.write('announced', 'announcement');
    await this.look(false);
    await this.seen('announced');
    await this.heeds();
    await this.plan.work('Announced.');
    await this.plan.free(ANNOUNCE, PATIENCE);
  }

  /** One of them does what the letter says: opens the form by its link, is shown what is written down already, and asks all the same. */
  async heeds() {
    const one = this.sent.find((s) => s.step === 'announced' && s.customer.language === 'de') ?? this.sent.at(-1);
    const url = new RegExp(`http://[^\\s]*${CENTER}/${one.customer.language}/f/${FORM}`).exec(words(one.answer.raw))[0];
    const user = await this.world.user(null, { script: false, locale: one.customer.language });
    const page = await user.page(new URL(url).pathname);
    const mark = `HP-${90_000 + this.sent.length}`;
    const subject = one.customer.text(mark);
    const clock = async () => (await this.lead.get('/bootstrap')).now;
    const began = await clock();
    await page.locator('[name="q.question"]').fill(subject);
    await page.locator('select[name="q.topic"]').selectOption({ index: 2 });
    await page.locator('[name="q.email"]').fill(one.from);
    await until(async () => (await clock()) - began > 90_000, 'a person takes a minute and a half, by the clock of the demo');
    await page.locator('form.ask button.main').click();
    await page.waitForURL(/\/sent/);
    await user.close();
    this.sent.push({ mark, step: 'form', from: one.from, customer: one.customer });
    const found = await until(async () => (await this.holding(mark))[0], `what was sent by the form: ${mark}`);
    assert.equal(found.channel, this.form.id);
    assert.equal(found.team, this.desk.id);
  }

  async signpost() {
    await this.next(SIGNPOST, 'sign-posted');
    await this.write('signpost', 'signpost');
    await this.successors('signpost');
    await this.look(false);
    await this.seen('signpost');
    await this.plan.work('Done.');
    await this.plan.free(SIGNPOST, PATIENCE);
  }

  async close() {
    await this.next(CLOSE, 'closed');
    assert.equal((await this.lead.get(`/channels/${this.mail.id}`)).stage, 'closed');
    await this.write('closed', 'closed');
    await this.successors('closed');
    await this.look(false);
    await this.seen('closed');
    await this.plan.work('Looked at.');
    await this.plan.free(CLOSE, PATIENCE);
    await this.plan.does({ do: 'finish', written: null });
  }

  /** What came is a conversation of the form's team. */
  async successors(step) {
    for (const one of this.sent.filter((s) => s.step === step)) assert.equal(one.conversation.team, this.desk.id, `${step}: the successor's people have it`);
  }

  async meter() {
    const { page } = this;
    await page.goto(`/settings/channels/${this.mail.id}/scorecard`);
    const meter = page.locator('[data-meter]');
    await meter.getByRole('heading', { name: 'What became of its customers' }).waitFor();
    await page.locator('[data-meter] [data-days="30"]').waitFor();
    await meter.scrollIntoViewIfNeeded();
    await accessible(page);
    await this.picture('6-meter');
    this.migration = await this.lead.get(`/channels/${this.mail.id}/migration`);
  }

  /** The conversations in which that mark stands. */
  async holding(mark) {
    const { items } = await this.chief.get(`/search?q=${encodeURIComponent(mark)}`);
    return [...new Map(items.map((hit) => [hit.conversation.id, hit.conversation])).values()];
  }

  /** Every message of ours stands in exactly one conversation, once. */
  async nothingIsLost() {
    for (const one of this.sent) {
      const found = await this.holding(one.mark);
      assert.equal(found.length, 1, `${one.mark} (${one.step}) stands in ${found.length} conversations`);
      const { messages } = await this.world.detail(found[0].id, this.chief);
      assert.equal(messages.filter((m) => m.kind === 'customer' && (m.text ?? '').includes(one.mark)).length, 1, `${one.mark} stands there once`);
    }
    assert.ok(!/did not get in/.test(this.world.server.log()), 'what the customers of the demo sent was taken');
  }
}

function content(plan) {
  const { kind, name, reason, owner, close_plan, steps } = plan;
  return { kind, name, reason, owner, close_plan, steps };
}
const encoded = (text) => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`);

/** The whole of it. Options: see `edited`, `languages`, `folder` for pictures, `patience` for the gates that are measured. */
export async function closing(world, options) {
  const story = new Story(world, options);
  const told = options.say ?? (() => undefined);
  const chapters = ['begin', 'scorecard', 'draft', 'refusedAndMended', 'brief', 'unlist', 'tell', 'announce', 'signpost', 'close', 'meter', 'nothingIsLost'];
  for (const chapter of chapters) {
    const began = Date.now();
    await story[chapter]();
    told(chapter, (Date.now() - began) / 1000, story);
  }
  return story;
}
