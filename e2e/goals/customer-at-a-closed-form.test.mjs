// A form is closed. A customer who comes by an old link, without script, reads where to go, goes there, and reaches somebody. The
// pages that show the way are looked at in light, dark, narrow and from right to left.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessible } from '../lib/browser.mjs';
import { log, open } from '../lib/desk.mjs';
import { goal, shotsFolder } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

const HELP = '/help/north';
/** Nobody reads and writes within three seconds: who does is taken for a program. */
const aPersonsTime = (began) => until(() => Date.now() - began > 3_500, 'the time that a person takes');

async function form(world, name, stage) {
  const channel = await world.admin.post('/channels', { kind: 'form', name });
  await world.admin.put(`/channels/${channel.id}/stage`, { stage: 'live', reason: 'tried' });
  if (stage) await world.admin.put(`/channels/${channel.id}/stage`, { stage, reason: 'One form for all' });
  return channel;
}

/** Light, dark, narrow, and in Arabic. */
async function pictures(world, name, path) {
  for (const [look, scheme, width, locale] of [['light', 'light', 1100, 'en'], ['dark', 'dark', 1100, 'en'], ['narrow', 'light', 360, 'en'], ['rtl', 'light', 1100, 'ar']]) {
    const somebody = await world.user(null);
    somebody.expect(/status of 410/);
    const page = await somebody.page(`${HELP}/${locale}${path}`);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.locator('.ways').first().waitFor();
    await accessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wide, false, `${name} ${look}: nothing is wider than the page`);
    await page.screenshot({ path: join(shotsFolder(), `door-${name}-${look}.png`), fullPage: true });
    await somebody.close();
  }
}

goal('customer-at-a-closed-form', { timeout: 240_000 }, async (world, context) => {
  await world.admin.post('/help-centers', { slug: 'north', names: { en: 'Northwind', ar: 'ريح الشمال' }, locales: ['en', 'ar'], default_locale: 'en', public: true });
  await form(world, 'Write to us', 'closed');
  const next = await form(world, 'Ask us');

  const plain = await world.user(null, { script: false });
  plain.expect(/status of 410/);
  const page = await plain.page(`${HELP}/en/f/write-to-us`);
  await page.getByText('This form is closed.').waitFor();
  await page.getByRole('heading', { name: 'Reach us' }).waitFor();
  await page.locator('.ways li').filter({ hasText: 'Ask us' }).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Ask us' }).waitFor();
  const began = Date.now();
  await page.getByLabel('Your question').fill('Where is my parcel?');
  await page.getByLabel('Email address').fill('kadri@post.example');
  await aPersonsTime(began);
  await page.getByRole('button', { name: 'Send question' }).click();
  await page.getByRole('heading', { name: 'Thank you, we have your question' }).waitFor();
  await plain.close();
  const agent = await world.page();
  await open(agent, /Where is my parcel/);
  await log(agent).getByText('Where is my parcel?').waitFor();

  await pictures(world, 'gone', '/f/write-to-us');
  await pictures(world, 'gone-embedded', '/f/write-to-us/embed');
  await pictures(world, 'contact-embedded', '/contact/embed');

  // What changes is said above the form, which goes on as always.
  const me = await world.admin.get('/me');
  const content = { kind: 'adjust', name: 'Announce', reason: 'New hours', owner: me.id, steps: [{ name: 'Announce', audience: 'everyone', overlays: ['announce'], shortest_ms: 86_400_000 }] };
  const { plan } = await world.admin.post('/plans', { channel: next.id, content });
  await world.admin.post(`/plans/${plan.id}/commands`, { version: plan.version, do: 'start' });
  await pictures(world, 'announced', '/f/ask-us');
  context.diagnostic(`pictures: ${shotsFolder()}`);
});
