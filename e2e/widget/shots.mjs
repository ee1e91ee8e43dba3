// Pictures of the panel for looking at: `node widget/shots.mjs FOLDER [WORD]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from '../lib/browser.mjs';
import { PHONE } from '../lib/phone.mjs';
import { until } from '../lib/until.mjs';
import { frameOf, launched, opened, press, typed } from './hand.mjs';
import { shop, startHost } from './host.mjs';
import { startMock } from './mock.mjs';

const folder = process.argv[2] ?? 'shots';
const only = process.argv[3] ?? '';
const WIDE = { width: 960, height: 760 };
const TALK = [
  { from: 'customer', author: null, text: 'Hi, one of the poles in my Kulgu tent came without its tip. Order NW-10482.' },
  { from: 'system', author: null, text: 'Liis joined at 10:41. You waited 3 minutes.' },
  { text: 'Hi Maya, I see it in the photo. We have that tip here in Tallinn and I am posting one to you today, free of charge.' },
  { from: 'customer', author: null, text: 'Great, thank you! Do I send the pole back?' },
  { text: 'No, keep it. The tip presses in by hand, page 2 shows how.', files: [{ id: 'f', name: 'Kulgu pole tips.pdf', size: 284_000, kind: 'application/pdf', url: '/x' }] },
];
const ARTICLES = [{ id: 'art_1', title: 'Replace a pole tip', excerpt: 'Four steps, no tools.', url: '/help/pole' }, { id: 'art_2', title: 'Send a tent back', excerpt: 'Within thirty days, free of charge.', url: '/help/back' }];

const known = (desk) => {
  const thread = desk.before('tok_seen', TALK);
  thread.conversation.agent = { name: 'Liis Kask' };
  return thread;
};
const talk = async (page) => {
  await press(page, (await launched(page)).box);
  const frame = await frameOf(page);
  await frame.getByText(/No, keep it/).waitFor();
  return frame;
};
const BUSY = { en: 'Everybody is busy: waiting would take about 40 minutes. A message is usually answered by 15:40, almost always by 16:30.', et: 'Kõigil on käed tööd täis: ootamine võtaks umbes 40 minutit. Sõnumile vastame tavaliselt kella 15.40-ks, peaaegu alati kella 16.30-ks.', zh: '目前所有客服都在忙：等待约需 40 分钟。留言通常在 15:40 前得到回复，几乎总在 16:30 前。', ar: 'الجميع مشغولون: قد يطول الانتظار نحو 40 دقيقة. نجيب عن الرسائل عادةً قبل 15:40، ودائمًا تقريبًا قبل 16:30.' };
const offered = async (page, desk) => {
  const frame = await opened(page);
  await frame.locator('textarea').click();
  await page.keyboard.type('One pole came without its tip.');
  await page.keyboard.press('Enter');
  await until(() => desk.last(), 'the message');
  desk.change({ alternative: { at: 5, text: BUSY[await frame.evaluate(() => document.documentElement.lang)] } });
  await frame.locator('.even').waitFor();
};
/** Name, person, language, what the desk says, and what is done until the picture is taken. */
const SHOTS = [
  ['light', WIDE, 'en', {}, talk, known],
  ['dark', { ...WIDE, theme: 'dark' }, 'en', {}, talk, known],
  ['phone', PHONE, 'et', {}, talk, known],
  ['rtl', WIDE, 'ar', {}, talk, known],
  ['zoom-200', { width: 640, height: 450 }, 'en', {}, talk, known],
  ['zoom-400', { width: 320, height: 256 }, 'en', {}, talk, known],
  ['waiting', WIDE, 'en', {}, async (page) => {
    const frame = await opened(page);
    await typed(frame.getByLabel('Email address'), 'maya@lindqvist.example');
    await typed(frame.getByRole('textbox', { name: 'Write here' }), TALK[0].text);
    await page.keyboard.press('Enter');
    await frame.getByText('Delivered').waitFor();
  }],
  ['before', { ...WIDE, theme: 'dark' }, 'en', { config: { topics: [{ id: 'order', name: 'An order' }], ask_email: 'required' } }, async (page) => {
    const frame = await opened(page);
    await page.keyboard.type('Where is it?');
    await page.keyboard.press('Enter');
    await frame.getByText('This is needed.').first().waitFor();
  }],
  ['articles', WIDE, 'zh', { config: { articles_first: true }, articles: ARTICLES }, async (page) => {
    const frame = await opened(page);
    await frame.getByRole('link', { name: /Send a tent back/ }).waitFor();
  }],
  ['ended', WIDE, 'en', {}, async (page, desk) => {
    const frame = await talk(page);
    desk.change({ status: 'resolved', rate: true });
    await frame.getByText('How easy').first().waitFor();
    await frame.getByLabel('Easy', { exact: true }).check();
  }, known],
  ['offered', WIDE, 'en', {}, offered],
  ['offered-dark', { ...WIDE, theme: 'dark' }, 'zh', { config: { ask_email: 'never' } }, offered],
  ['offered-rtl', PHONE, 'ar', {}, offered],
  ['offered-zoom', { width: 320, height: 256 }, 'et', {}, offered],
  ['menu-offline', PHONE, 'ar', { config: { online: false } }, async (page) => {
    const frame = await opened(page);
    await page.context().setOffline(true);
    await frame.locator('.strip.warn').waitFor();
    await frame.locator('header .tool').first().click();
  }],
];

await mkdir(folder, { recursive: true });
for (const [name, person, lang, options, act, before] of SHOTS) {
  if (!name.includes(only)) continue;
  const host = await startHost(() => shop('', { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
  const desk = await startMock({ ...options, sites: [host.base] });
  Object.assign(host, { desk: desk.base, key: desk.key });
  before?.(desk);
  const browser = await openBrowser(host.base);
  const someone = await browser.user(person);
  if (before) await someone.context.addInitScript(`try { localStorage.setItem('desk:${desk.key}', '{"token":"tok_seen"}') } catch {}`);
  const page = await someone.page('/');
  await act(page, desk);
  await page.screenshot({ path: join(folder, `widget-${name}.png`) });
  await browser.close().catch((error) => console.log(error.message));
  await desk.stop();
  await host.stop();
}
