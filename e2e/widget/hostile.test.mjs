import assert from 'node:assert/strict';
import { until } from '../lib/until.mjs';
import { bubble, frameOf, launched, opened, press, say } from './hand.mjs';
import { scene } from './scene.mjs';
import { shop, TAG } from './host.mjs';

/** The lines that the guide prints, and nothing more. */
const STRICT = { 'content-security-policy': "default-src 'none'; img-src data:; script-src {DESK}; frame-src {DESK}" };

scene('a strict policy with the printed lines', { pages: () => shop('', { headers: STRICT }) }, async ({ visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello from a strict page');
  await bubble(frame, 'Hello from a strict page').getByText('Delivered').waitFor();
});

scene('a policy that lets no frame in: the launcher leads to the contact page', { pages: () => shop('', { headers: { 'content-security-policy': "default-src 'none'; img-src data:; script-src {DESK}" } }) }, async ({ desk, visit, user }) => {
  user.expect(/Content Security Policy|Framing/);
  const page = await visit();
  const { box, href, label } = await launched(page, (l) => l.kind === 'a', 'a link');
  assert.match(href, /\/contact$/);
  assert.equal(label, 'Chat');
  const [tab] = await Promise.all([page.context().waitForEvent('page'), press(page, box)]);
  await until(() => desk.requests.some((r) => /contact/.test(r)), 'the contact page');
  await tab.close();
});

scene('a desk that says nothing for five seconds: a link, and a button again when it speaks after all', {}, async ({ desk, visit }) => {
  desk.slow = 3_500;
  const page = await visit();
  await launched(page, (l) => l.kind === 'a', 'a link');
  desk.slow = 0;
  await launched(page, (l) => l.kind === 'button' && l.label === 'Chat with us', 'a button');
});

const UGLY = 'html > :not(head), body *, desk-launcher, iframe, button, div { all: unset !important; display: none !important; color: red !important; background: yellow !important; position: static !important; opacity: 0 !important; transform: scale(3) !important; direction: rtl !important; width: 3px !important; font-size: 90px !important }';
scene('a page that styles everything with !important', { pages: (path) => (path === '/ugly.css' ? { html: UGLY, type: 'text/css' } : shop('', { head: `<link rel="stylesheet" href="/ugly.css">${TAG}` })) }, async ({ visit }) => {
  const page = await visit();
  const { box } = await launched(page);
  assert.deepEqual([box.width, box.height], [56, 56]);
  assert.ok(box.x > 1300 && box.y > 780, 'at the end, at the bottom');
  const frame = await opened(page);
  await say(frame, 'Still here');
  const seen = await launched(page);
  assert.deepEqual([seen.frame.width, seen.frame.height], [380, 640]);
});

scene('two tags of one page are one widget, and calls before it came are not lost', { pages: () => shop('', { head: TAG + TAG }) }, async ({ visit }) => {
  const page = await visit();
  assert.equal((await launched(page)).count, 1);
  await page.evaluate(() => {
    globalThis.seen = [];
    globalThis.Desk('on', 'open', () => globalThis.seen.push('open'));
    globalThis.Desk('open');
  });
  await launched(page, (l) => l.expanded === 'true', 'opened by the page');
  assert.deepEqual(await page.evaluate(() => globalThis.seen), ['open']);
  assert.equal(page.frames().filter((f) => /frame/.test(f.url())).length, 1);
});

scene('a stub that was there first', { pages: (path) => (path === '/stub.js' ? { html: 'window.Desk = function () { (Desk.q = Desk.q || []).push(arguments) }; Desk("open"); Desk("locale", "et");', type: 'text/javascript' } : shop('', { head: `<script src="/stub.js"></script>${TAG}` })) }, async ({ visit }) => {
  const page = await visit();
  const frame = await frameOf(page);
  await frame.getByRole('textbox', { name: 'Kirjuta siia' }).waitFor();
});

scene('a page that lies about its origin gets nothing', { desk: { sites: ['http://good.localhost:1'] }, pages: () => shop('<iframe id="lie" title="lie" src="{DESK}/w/{KEY}/frame?o=http%3A%2F%2Fgood.localhost%3A1"></iframe><iframe id="out" title="out" src="{DESK}/w/{KEY}/frame?o=https%3A%2F%2Fstranger.example"></iframe>', { head: '' }) }, async ({ desk, visit, user }) => {
  user.expect(/Framing|frame-ancestors|403|refused|target origin/i);
  const page = await visit();
  const heard = await page.evaluate(() => new Promise((resolve) => {
    const got = [];
    addEventListener('message', (event) => got.push(event.data));
    const lie = document.getElementById('lie');
    setInterval(() => {
      lie.contentWindow.postMessage({ fairlead: 1, type: 'token', token: null }, '*');
      lie.contentWindow.postMessage({ fairlead: 1, type: 'open' }, '*');
      lie.contentWindow.postMessage({ fairlead: 1, type: 'identify', jwt: 'stolen' }, '*');
    }, 100);
    setTimeout(() => resolve(got), 2_500);
  }));
  assert.deepEqual(heard, [], 'nothing is said to it');
  assert.ok(desk.requests.includes(`GET /w/${desk.key}/frame`));
  assert.ok(!desk.requests.some((r) => /session/.test(r)), 'nothing is done for it');
});

scene('messages of another frame or with another sender are not listened to', { pages: (path) => (path === '/evil' ? shop('<script src="/evil.js"></script>', { head: '' }) : path === '/evil.js' ? { type: 'text/javascript', html: 'setInterval(() => parent.postMessage({ fairlead: 1, type: "token", token: "evil" }, "*"), 50); setInterval(() => parent.postMessage({ fairlead: 1, type: "unread", n: 77 }, "*"), 50)' } : shop('<iframe title="evil" src="/evil"></iframe>')) }, async ({ visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello');
  await bubble(frame, 'Hello').getByText('Delivered').waitFor();
  const kept = await page.evaluate(() => localStorage.getItem('desk:wgt_test'));
  assert.match(kept, /tok_/);
  assert.doesNotMatch(kept, /evil/);
  assert.equal((await launched(page)).badge, '');
});

const NOSTORE = 'for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError") } }); Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError") } }); Object.defineProperty(Navigator.prototype, "locks", { get() { throw new DOMException("no", "SecurityError") } }); window.BroadcastChannel = class { constructor() { throw new DOMException("no", "SecurityError") } };';
scene('no storage anywhere, neither of the page nor of the frame', {}, async ({ visit, user }) => {
  await user.context.addInitScript(NOSTORE);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Without a memory');
  await bubble(frame, 'Without a memory').getByText('Delivered').waitFor();
});

scene('no storage for third parties: the page keeps the token', {}, async ({ desk, visit, user }) => {
  await user.context.addInitScript(`if (window !== window.parent) { ${NOSTORE} }`);
  const page = await visit();
  await say(await opened(page), 'Remember me');
  await until(() => page.evaluate(() => /tok_/.test(localStorage.getItem('desk:wgt_test'))), 'the token');
  await page.keyboard.type('and this half sent');
  await until(() => page.evaluate(() => /this half sent/.test(localStorage.getItem('desk:wgt_test'))), 'the draft');
  await page.goto('/next');
  const next = await frameOf(page);
  await bubble(next, 'Remember me').waitFor();
  await until(async () => (await next.locator('textarea').inputValue()) === 'and this half sent', 'the draft on the next page');
  assert.equal(desk.last().messages.length, 1);
  await page.evaluate(() => globalThis.Desk('identify', null));
  await until(() => page.evaluate(() => !/tok_|half sent/.test(localStorage.getItem('desk:wgt_test'))), 'signed out, nothing stays');
});

scene('no script: a link to the contact form', { user: { script: false }, pages: () => shop('<noscript><a href="{DESK}/contact">Contact us</a></noscript>') }, async ({ visit }) => {
  const page = await visit();
  await page.getByRole('link', { name: 'Contact us' }).click();
  await page.getByRole('heading', { name: 'Contact Northwind' }).waitFor();
});

scene('an identity that is refused is no silent stranger; signing out forgets', {}, async ({ desk, visit, user }) => {
  user.expect(/status of 401/);
  const page = await visit();
  await launched(page);
  await page.evaluate(() => globalThis.Desk('identify', 'bad'));
  const frame = await opened(page);
  await frame.getByText(/could not show who you are/).waitFor();
  assert.equal(await frame.locator('textarea').isDisabled(), true);
  await page.evaluate(() => globalThis.Desk('identify', 'good'));
  await until(() => frame.locator('textarea').isEnabled(), 'known');
  await say(frame, 'It is me');
  await bubble(frame, 'It is me').getByText('Delivered').waitFor();
  await page.evaluate(() => globalThis.Desk('identify', null));
  await until(async () => (await frame.getByText('It is me').count()) === 0, 'forgotten');
  assert.ok(!(await page.evaluate(() => localStorage.getItem('desk:wgt_test'))).includes('tok_'));
  assert.equal(desk.last().messages.length, 1);
});
