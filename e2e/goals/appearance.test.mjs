import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessible, settled } from '../lib/browser.mjs';
import { log, row } from '../lib/desk.mjs';
import { goal, shotsFolder } from '../lib/goal.mjs';
import { chinese, outlookReply } from '../lib/letters.mjs';

const settings = [
  'profile', 'notifications', 'security', 'my-time', 'organization', 'agents', 'permission-sets', 'sign-in', 'teams', 'channels', 'dead-ends', 'hours', 'holidays', 'sla', 'sending', 'macros', 'views', 'rules', 'fields',
  'lookup', 'webhooks', 'texts', 'privacy', 'blocked', 'import', 'export', 'nodes', 'audit',
];
const pages = ['/inbox/all', '/inbox/mine', '/search?q=money', '/contacts', '/quarantine', '/reports', '/reports/time', ...settings.map((name) => `/settings/${name}`)];
const looks = {
  light: {},
  dark: { theme: 'dark' },
  narrow: { width: 390, height: 844 },
  arabic: { locale: 'ar', query: '?dir=rtl' },
  chinese: { locale: 'zh-CN', words: 'zh' },
};

async function people(world) {
  await world.write({ from: 'Maya Lindqvist <maya@lindqvist.example>', subject: 'Refund not received', text: 'Nine days have passed since I sent the jacket back. Where is my money?\n\nMaya' });
  await world.write({ from: 'Fatima Zahra <fatima@zabun.example>', subject: 'لم تصل الشحنة بعد', text: 'مرحبا،\n\nلم يصلني أي تحديث عن الطلب رقم 4711 منذ أسبوع.\n\nفاطمة' });
  await world.write(chinese);
  const otto = 'Otto Brand <otto@kunde.example>';
  await world.write({ from: otto, subject: 'AW: Wrong size', ...outlookReply({ said: 'They are still too small, see <a href="https://evil.example/">https://kunde.example/</a>.', quoted: 'Please try size 43.', from: otto, to: 'Northwind', subject: 'Wrong size' }) });
  await world.write({ from: 'Kadri Tamm <kadri@klient.example>', subject: 'Tagasimakse pole kohale jõudnud', text: 'Tere\n\nKas saate aidata?\n\nKadri' });
}
/** Something on every settings page, with names that are long. */
async function settle(admin) {
  const name = 'Everything that came in over a long weekend';
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  for (const [path, input] of [
    ['/views', { name, filter: { all: [] }, shared: true }],
    ['/rules', { name, trigger: { event: 'conversation_created' }, filter: { all: [] }, actions: [{ do: 'urgency', urgency: 'low' }] }],
    ['/fields', { entity: 'contact', key: 'weekend', name, kind: 'choice', choices: ['Small', 'Large'] }],
    ['/webhooks', { name, url: 'https://shop.example/a/rather/long/path/to/the/hook' }],
    ['/macros', { name, shortcut: 'weekend', html: '<p>We are back on Monday.</p>' }],
    ['/permission-sets', { name, permissions: ['conversation_read', 'conversation_note'], scope: 'teams' }],
    ['/holiday-calendars', { name, days: [{ date: day, name }] }],
    ['/business-hours', { name, zone: 'Europe/Stockholm', week: [{ day: 0, from: 540, to: 1020 }] }],
    ['/sla-policies', { name, in_hours: true, first_response_ms: 3_600_000, warn_ms: 600_000 }],
    ['/blocked-senders', { address: 'a-rather-long-address@somewhere-far-away.example', reason: name }],
    ['/me/tokens', { name, permissions: ['conversation_read'], expires_at: Date.now() + 86_400_000 }],
    ['/retention-rules', { name, channel: null, country: null, after_days: 730, contacts: false, owner: admin.me.id, enabled: false, version: 0, id: null }],
    ['/imports', { kind: 'mbox', name: `${name}.mbox` }],
    ['/exports', {}],
  ]) await admin.post(path, input);
}
const shot = (page, name) => page.screenshot({ path: join(shotsFolder(), `${name}.png`) });

goal('appearance', { timeout: 480_000 }, async (world, context) => {
  await people(world);
  await settle(world.admin);
  const maya = await world.conversation('Refund not received');
  await world.admin.post(`/conversations/${maya.id}/messages`, { kind: 'note', html: '<p>The bank says Monday.</p>', to: [], cc: [], bcc: [], attachments: [], mentions: [], then: { do: 'keep' }, last_seen: null, force: true });
  await world.admin.put(`/conversations/${maya.id}/urgency`, { urgency: 'high', force: true });
  const problems = [];
  const look = async (page, name) => {
    await accessible(page).catch((error) => problems.push(`${name}: ${error.message}`));
    if (!(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))) problems.push(`${name}: wider than the window`);
    await shot(page, name);
  };
  // Nothing is wished: the console speaks as the browser does, whatever language the account's mails are in.
  await world.admin.patch('/me', { locale: 'et' });
  for (const [name, options] of Object.entries(looks)) {
    const page = await world.page(world.admin, '/inbox/all', options);
    assert.equal(await page.evaluate(() => document.documentElement.lang), options.words ?? 'en', `${name}: the language of the browser`);
    for (const path of name === 'chinese' ? ['/inbox/all'] : pages) {
      await page.goto(`${path}${options.query ? `${path.includes('?') ? '&' : '?'}${options.query.slice(1)}` : ''}`);
      await page.getByRole('main').waitFor();
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      await settled(page);
      await look(page, `${name}-${path.split('?')[0].slice(1).replaceAll('/', '-')}`);
    }
    for (const [who, words] of [[/Maya Lindqvist/, 'Nine days'], [/Fatima Zahra/, 'مرحبا'], [/王芳/, '九天前'], [/Otto Brand/, 'too small']]) {
      await page.goto(`/inbox/all${options.query ?? ''}`);
      await row(page, who).click();
      await log(page).getByText(words).first().waitFor();
      await settled(page);
      await look(page, `${name}-open-${words.replaceAll(' ', '-')}`);
    }
    await page.user.close();
  }
  const outside = await world.user(null);
  outside.expect(/status of 401/);
  const signIn = await outside.page('/');
  await signIn.getByRole('heading', { name: 'Sign in' }).waitFor();
  await look(signIn, 'light-sign-in');
  context.diagnostic(`pictures: ${shotsFolder()}`);
  assert.deepEqual(problems, []);
});
