// The widget of the real desk on a throttled phone, for `make bench`: five visits by people who have never been here. Frames share the
// page's process, as on phones, so that what slows the page slows the frame.
import { Client } from '../lib/api.mjs';
import { openBrowser } from '../lib/browser.mjs';
import { carrying } from '../lib/chat.mjs';
import { median, PHONE, slowPage } from '../lib/phone.mjs';
import { startServer } from '../lib/server.mjs';
import { until } from '../lib/until.mjs';
import { frameOf } from './hand.mjs';

const VISITS = 5;
const WORDS = 'Where is it?';
const server = await startServer();
const admin = new Client(server.base);
await admin.setUp({ organization: 'Northwind', name: 'Mara Lund', email: 'mara@northwind.example', password: 'a long enough password', zone: 'Europe/Stockholm', locale: 'en', channel_name: 'Email', address: 'support@northwind.example', team_name: 'Support' });
const closers = [];
const host = await carrying({ admin, server, later: (close) => closers.push(close) });
const browser = await openBrowser(host.base, ['--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process']);

/** Runs in every document before its own scripts: marks when the launcher is drawn, and when words stand in a box. */
function marks() {
  const now = () => performance.timeOrigin + performance.now();
  globalThis.marks = {};
  addEventListener('input', (event) => (globalThis.marks.words = [now(), event.target.value]), true);
  if (window !== window.top) return;
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    const look = () => {
      const button = root.querySelector('button.b');
      if (!button || button.getBoundingClientRect().width < 40) return requestAnimationFrame(look);
      const { x, y, width, height } = button.getBoundingClientRect();
      globalThis.marks.launcher = [now(), x + width / 2, y + height / 2];
    };
    requestAnimationFrame(look);
    return root;
  };
}

/** `at`: pressed as soon as the launcher is drawn, or once the panel has come by itself. Times from the begin of the visit, ms. */
async function visit(at) {
  const user = await browser.user(PHONE);
  await user.context.addInitScript(marks);
  const { page, session } = await slowPage(user);
  const asked = new Map();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, { url: request.url }));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => Object.assign(asked.get(requestId) ?? {}, { octets: encodedDataLength }));
  await page.goto(host.base, { waitUntil: 'commit' });
  const begin = await page.evaluate(() => performance.timeOrigin);
  const launcher = await until(() => page.evaluate(() => globalThis.marks.launcher), 'the launcher');
  const frame = await frameOf(page);
  const box = frame.locator('.composer textarea');
  if (at === 'rest') await box.waitFor({ state: 'attached' });
  const pressed = Date.now();
  await page.mouse.click(launcher[1], launcher[2]);
  await box.waitFor();
  await box.click();
  await page.keyboard.type(WORDS);
  const words = await until(() => frame.evaluate((all) => (globalThis.marks.words?.[1].endsWith(all) ? globalThis.marks.words : null), WORDS), 'the words');
  const octets = (wanted) => [...asked.values()].filter((r) => wanted.test(r.url)).reduce((sum, r) => sum + (r.octets ?? 0), 0);
  const seen = { launcher: launcher[0] - begin, words: words[0] - begin, pressed: words[0] - pressed, loader: octets(/\/w\.js$/), all: octets(/\/w(\.js$|\/)/) };
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await user.close();
  return seen;
}

const told = (values) => `${Math.round(median(values))} (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;
const visits = async (at) => {
  const seen = [];
  for (let n = 0; n < VISITS; n += 1) seen.push(await visit(at));
  return seen;
};
const early = await visits('once');
const late = await visits('rest');
console.log('| what | median of 5 (spread) |');
console.log('| --- | --- |');
console.log(`| launcher can be pressed, ms after the visit began | ${told([...early, ...late].map((s) => s.launcher))} |`);
console.log(`| pressed at once: typed words stand in the panel, ms after the visit began | ${told(early.map((s) => s.words))} |`);
console.log(`| pressed when the panel had come by itself: the same, ms after the press | ${told(late.map((s) => s.pressed))} |`);
console.log(`| loader, octets as they travel, with their heads | ${early[0].loader} |`);
console.log(`| loader, frame, app, style and what it asks, octets as they travel, with their heads | ${early[0].all} |`);
await browser.close();
for (const close of closers) await close();
await server.stop();
