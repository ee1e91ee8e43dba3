// The widget of the real desk in pages that make it hard: each aim a test of its own, one desk and one browser for all.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { carrying } from '../lib/chat.mjs';
import { goal } from '../lib/goal.mjs';
import { PHONE } from '../lib/phone.mjs';
import { shop, TAG } from '../widget/host.mjs';
import { until } from '../lib/until.mjs';
import { bubble, frameOf, launched, opened, press, say, typed } from '../widget/hand.mjs';

/** The two lines that the settings print, and nothing more. */
const STRICT = { 'content-security-policy': "default-src 'none'; img-src data:; script-src {DESK}; frame-src {DESK}" };
const LIE = 'http://good.localhost:1';
const PAGES = {
  '/strict': shop('', { headers: STRICT }),
  '/arabic': shop('', { lang: 'ar', dir: 'rtl' }),
  '/plain': shop('<noscript><a href="{DESK}/w/{KEY}/contact">Contact us</a></noscript>'),
  '/lie': shop(`<iframe id="lie" title="lie" src="{DESK}/w/{KEY}/frame?o=${encodeURIComponent(LIE)}"></iframe><iframe id="out" title="out" src="{DESK}/w/{KEY}/frame?o=https%3A%2F%2Fstranger.example"></iframe>`, { head: '' }),
};
/** In frames of another site nothing can be stored, as where third parties are kept out. */
const KEPT_OUT = `if (window !== window.parent) {
  const no = { get() { throw new DOMException('no', 'SecurityError') } };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, no);
  Object.defineProperty(Navigator.prototype, 'locks', no);
  window.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError') } };
}`;

goal('chat-on-a-hostile-site', { timeout: 420_000 }, async (world, context) => {
  const host = await carrying(world, { pages: (path) => PAGES[path] ?? shop('<label>Search <input id="search"></label>'), sites: [LIE] });
  const person = async (options, init) => {
    const user = await world.user(null, options);
    if (init) await user.context.addInitScript(init);
    return Object.assign(user, { visit: (path = '/') => user.page(host.base + path) });
  };
  const answer = async (asked, text) => {
    const c = await world.conversation(asked);
    await world.admin.post(`/conversations/${c.id}/messages`, { kind: 'reply', html: `<p>${text}</p>`, to: [], then: { do: 'wait' } });
  };
  const step = (name, body, timeout = 60_000) => context.test(name, { timeout }, body);

  await step('a strict content security policy', async () => {
    const user = await person();
    const frame = await opened(await user.visit('/strict'));
    await say(frame, 'From a strict page');
    await bubble(frame, 'From a strict page').getByText('Delivered').waitFor();
    await answer('From a strict page', 'Heard.');
    await bubble(frame, 'Heard.').waitFor();
    await accessible(frame);
    await user.close();
  });

  await step('third parties may store nothing: the thread is there on the next page', async () => {
    const user = await person({}, KEPT_OUT);
    const page = await user.visit();
    await say(await opened(page), 'Remember me');
    await until(() => page.evaluate(() => Object.values(localStorage).some((v) => /"token":"\w/.test(v))), 'the token with the page');
    await page.goto(`${host.base}/next`);
    await launched(page, (l) => l.expanded === 'true', 'open on the next page');
    await bubble(await frameOf(page), 'Remember me').waitFor();
    await user.close();
  });

  await step('two tabs, and a page that changes without a load', async () => {
    const user = await person();
    const [one, two] = [await user.visit(), await user.visit('/next')];
    const a = await opened(one);
    await say(a, 'From the first tab');
    await bubble(a, 'From the first tab').getByText('Delivered').waitFor();
    const b = await opened(two);
    await bubble(b, 'From the first tab').waitFor();
    await say(b, 'From the second');
    await bubble(a, 'From the second').waitFor();
    await two.evaluate(() => {
      history.pushState({}, '', '/basket');
      document.body.replaceChildren(document.createElement('main'));
    });
    await answer('From the first tab', 'To both');
    await Promise.all([a, b].map((f) => bubble(f, 'To both').waitFor()));
    // The tab with the connection goes; the other goes on.
    await one.close();
    await say(b, 'Still there?');
    await bubble(b, 'Still there?').getByText('Delivered').waitFor();
    const { box } = await launched(two);
    await press(two, box);
    await launched(two, (l) => l.expanded === 'false', 'the launcher outlived the body');
    await user.close();
  });

  await step('offline and back: sent once', async () => {
    const user = await person();
    user.expect(/ERR_|Failed to load|WebSocket/);
    const frame = await opened(await user.visit());
    await say(frame, 'Before the tunnel');
    await bubble(frame, 'Before the tunnel').getByText('Delivered').waitFor();
    await user.context.setOffline(true);
    await frame.getByText('You are offline.').waitFor();
    await say(frame, 'In the tunnel');
    await answer('Before the tunnel', 'While you were away');
    await user.context.setOffline(false);
    await bubble(frame, 'In the tunnel').getByText('Delivered').waitFor();
    await bubble(frame, 'While you were away').waitFor();
    const { messages } = await world.detail((await world.conversation('Before the tunnel')).id);
    assert.equal(messages.filter((m) => /In the tunnel/.test(JSON.stringify(m))).length, 1);
    await user.close();
  });

  await step('a blocked WebSocket: answers come all the same', async () => {
    const user = await person();
    user.expect(/WebSocket/);
    await user.context.routeWebSocket(/\/live/, (line) => line.close());
    const frame = await opened(await user.visit());
    await say(frame, 'Behind a proxy');
    await bubble(frame, 'Behind a proxy').getByText('Delivered').waitFor();
    await answer('Behind a proxy', 'By another way');
    await bubble(frame, 'By another way').waitFor();
    await user.close();
  });

  for (const [name, options, path] of [['zoomed to 200 %', { width: 640, height: 450 }, '/'], ['a phone', PHONE, '/'], ['right to left, dark', { theme: 'dark' }, '/arabic']]) {
    await step(name, async () => {
      const user = await person(options);
      const page = await user.visit(path);
      const frame = await opened(page);
      const input = frame.locator('.composer textarea');
      await typed(input, `Seen by ${name}`);
      await page.keyboard.press('Enter');
      await bubble(frame, `Seen by ${name}`).waitFor();
      assert.ok(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing wider than the panel');
      await accessible(frame);
      await user.close();
    });
  }

  await step('no script: a link to a page where one can write', async () => {
    const user = await person({ script: false });
    const page = await user.visit('/plain');
    const link = page.getByRole('link', { name: 'Contact us' });
    assert.match(await link.getAttribute('href'), /\/w\/wgt_[^/]+\/contact$/);
    const centre = await world.admin.post('/help-centers', { slug: 'north', names: { en: 'Northwind' }, locales: ['en'], default_locale: 'en', public: true });
    const form = await world.admin.post('/channels', { kind: 'form', name: 'Write to us' });
    await world.admin.put(`/channels/${form.id}/stage`, { stage: 'live', reason: 'tried' });
    const widget = await world.admin.get(`/widgets/${host.widget.id}`);
    await world.admin.put(`/widgets/${widget.id}`, { ...widget, look: { ...widget.look, help_center: centre.id } });
    await link.click();
    await page.waitForURL(/\/help\/north\/en\/contact/);
    await page.getByRole('link', { name: /Write to us/ }).first().waitFor();
    await user.close();
  });

  await step('a page that lies about its origin gets nothing', async () => {
    const user = await person();
    user.expect(/Framing|frame-ancestors|403|refused|target origin/i);
    const page = await user.visit('/lie');
    const heard = await page.evaluate(() => new Promise((resolve) => {
      const got = [];
      addEventListener('message', (event) => got.push(event.data));
      const lie = document.getElementById('lie');
      let times = 0;
      const timer = setInterval(() => {
        for (const type of ['token', 'open', 'identify']) lie.contentWindow.postMessage({ fairlead: 1, type, token: null, jwt: 'stolen' }, '*');
        if ((times += 1) < 20) return;
        clearInterval(timer);
        resolve(got);
      }, 100);
    }));
    assert.deepEqual(heard, [], 'nothing is said to it');
    // Whoever opens what it was shown is told why.
    const told = await user.context.newPage();
    const answer = await told.goto(`${world.server.base}/w/${host.key}/frame?o=https%3A%2F%2Fstranger.example`);
    assert.equal(answer.status(), 403);
    await told.getByText('This widget is not for https://stranger.example.').waitFor();
    await user.close();
  });

  await step('ten thousand messages of one visitor: bounded, nothing lost that was taken, and the next one is served', async (t) => {
    const user = await person();
    user.expect(/status of 429/);
    const base = `${world.server.base}/w/${host.key}`;
    const page = await user.visit();
    const frame = await opened(page);
    await say(frame, 'The first of many');
    await bubble(frame, 'The first of many').getByText('Delivered').waitFor();
    const { token } = await page.evaluate(() => JSON.parse(Object.values(localStorage)[0]));
    const seen = await flood(base, { token, many: 10_000, lanes: 24 });
    t.diagnostic(JSON.stringify(seen));
    assert.deepEqual(Object.keys(seen.by).sort(), ['201', '429'], 'taken, or told to wait; nothing else');
    assert.equal(seen.by['201'] + seen.by['429'], 10_000);
    assert.ok(seen.by['201'] >= 20 && seen.by['201'] < 1_000, `bounded: ${seen.by['201']}`);
    assert.equal(seen.unsaid, 0, 'each refusal says when to come again');
    // All that was taken is there, each once.
    const thread = await wholeThread(base, token);
    const flooded = thread.filter((text) => /^flood \d+$/.test(text));
    assert.equal(flooded.length, seen.by['201']);
    assert.equal(new Set(flooded).size, flooded.length);
    const other = await person();
    const calm = await opened(await other.visit());
    await say(calm, 'I am somebody else');
    await bubble(calm, 'I am somebody else').getByText('Delivered').waitFor();
    // And the flooder is served again after the time that was told.
    await say(frame, 'One more, in peace');
    await bubble(frame, 'One more, in peace').getByText('Delivered').waitFor({ timeout: 40_000 });
    await other.close();
    await user.close();
  }, 200_000);
});

/** Posts with the visitor's own token as fast as it goes. */
async function flood(base, { token, many, lanes }) {
  const seen = { by: {}, unsaid: 0 };
  let next = 0;
  const lane = async () => {
    while (next < many) {
      const n = next;
      next += 1;
      const answer = await fetch(`${base}/messages`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `flooding-${n}` }, body: JSON.stringify({ text: `flood ${n}`, files: [] }) });
      await answer.text();
      seen.by[answer.status] = (seen.by[answer.status] ?? 0) + 1;
      if (answer.status === 429 && !(Number(answer.headers.get('retry-after')) > 0)) seen.unsaid += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return seen;
}

/** Every text of the thread. */
async function wholeThread(base, token) {
  const texts = [];
  for (let after = '0', more = true; more; ) {
    const page = await (await fetch(`${base}/messages?after=${after}&limit=100`, { headers: { authorization: `Bearer ${token}` } })).json();
    texts.push(...page.items.map((m) => m.text));
    ({ cursor: after, more } = page);
  }
  return texts;
}
