import assert from 'node:assert/strict';
import { until } from '../lib/until.mjs';
import { bubble, frameOf, launched, opened, press, say, typed } from './hand.mjs';
import { scene } from './scene.mjs';

/** The desk under a name of the site's own, as the guide advises: only so has the frame storage and locks where browsers keep third parties out. */
const OWN = { site: 'desk' };

scene('two tabs: one connection, one thread, one draft', OWN, async ({ desk, visit }) => {
  const one = await visit();
  const a = await opened(one);
  await say(a, 'From the first tab');
  await bubble(a, 'From the first tab').getByText('Delivered').waitFor();
  const two = await visit('/next');
  const b = await opened(two);
  await bubble(b, 'From the first tab').waitFor();
  await say(b, 'From the second');
  await bubble(b, 'From the second').getByText('Delivered').waitFor();
  await bubble(a, 'From the second').waitFor();
  desk.say('Hello to both');
  await Promise.all([a, b].map((f) => bubble(f, 'Hello to both').waitFor()));
  assert.equal(desk.live.size, 1, 'one connection');
  await typed(b.locator('textarea'), 'half a sent');
  await until(() => a.locator('textarea').inputValue().then((v) => v === 'half a sent'), 'the draft in the other tab');
  // The tab with the connection goes: the other takes over.
  await one.close();
  await until(() => desk.live.size === 1 && desk.requests.filter((r) => /^WS/.test(r)).length >= 2, 'a new leader');
  desk.say('Still there?');
  await bubble(b, 'Still there?').waitFor();
  await b.locator('textarea').fill('');
  await say(b, 'Yes');
  await bubble(b, 'Yes').getByText('Delivered').waitFor();
  assert.deepEqual(desk.last().messages.filter((m) => m.from === 'customer').map((m) => m.text), ['From the first tab', 'From the second', 'Yes']);
});

scene('offline, written, loaded anew, back: sent once, in order', OWN, async ({ desk, visit, user }) => {
  user.expect(/ERR_|Failed to load|WebSocket/);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'before');
  await bubble(frame, 'before').getByText('Delivered').waitFor();
  desk.down = true;
  desk.cut();
  await say(frame, 'first');
  await say(frame, 'second');
  await bubble(frame, 'second').getByText('Waiting for the network').waitFor();
  // The desk is away, the page is not: what waits survives the next page.
  desk.down = false;
  desk.blocked.add('live');
  desk.limited = true;
  await page.goto('/next');
  const next = await frameOf(page);
  await bubble(next, 'second').waitFor();
  desk.limited = false;
  desk.blocked.clear();
  await bubble(next, 'second').getByText('Delivered').waitFor();
  assert.deepEqual(desk.last().messages.map((m) => m.text), ['before', 'first', 'second']);
});

scene('the browser goes offline and comes back: a strip, then at once', {}, async ({ desk, visit, user }) => {
  user.expect(/ERR_|Failed to load|WebSocket/);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'before');
  await bubble(frame, 'before').getByText('Delivered').waitFor();
  await user.context.setOffline(true);
  await frame.getByText('You are offline.').waitFor();
  await say(frame, 'while offline');
  await user.context.setOffline(false);
  await bubble(frame, 'while offline').getByText('Delivered').waitFor();
  assert.equal(await frame.getByText('You are offline.').count(), 0);
  desk.say('Welcome back');
  await bubble(frame, 'Welcome back').waitFor();
});

scene('a blocked WebSocket: a stream, and where that is blocked too, questions that wait', {}, async ({ desk, visit, user }) => {
  user.expect(/WebSocket|ERR_/);
  desk.blocked.add('live');
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello');
  await until(() => [...desk.live].some((l) => l.kind === 'events'), 'a stream');
  assert.equal(desk.requests.filter((r) => /^WS/.test(r)).length, 2, 'after two opens that came to nothing');
  desk.say('by stream');
  await bubble(frame, 'by stream').waitFor();
  desk.blocked.add('events');
  desk.cut();
  await until(() => [...desk.live].some((l) => l.kind === 'poll'), 'questions', 30_000);
  desk.say('by poll');
  await bubble(frame, 'by poll').waitFor();
  desk.say('by poll again');
  await bubble(frame, 'by poll again').waitFor();
});

scene('a broken line misses nothing, and a reset begins anew', {}, async ({ desk, visit, user }) => {
  user.expect(/WebSocket|ERR_/);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello');
  await bubble(frame, 'Hello').getByText('Delivered').waitFor();
  desk.cut();
  desk.say('while the line was cut');
  await bubble(frame, 'while the line was cut').waitFor();
  const before = desk.requests.filter((r) => /session/.test(r)).length;
  await until(() => desk.live.size === 1, 'a line');
  desk.reset();
  await until(() => desk.requests.filter((r) => /session/.test(r)).length === before + 1 && desk.live.size === 1, 'a new session');
  desk.say('after it');
  await bubble(frame, 'after it').waitFor();
  assert.equal(await frame.getByRole('article').count(), 3);
});

scene('an open panel stays open on the next page; a single-page site tells where one is', {}, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello');
  await bubble(frame, 'Hello').getByText('Delivered').waitFor();
  await page.goto('/next');
  await launched(page, (l) => l.expanded === 'true', 'open on the next page');
  await bubble(await frameOf(page), 'Hello').waitFor();
  const { box } = await launched(page);
  await page.evaluate(() => {
    globalThis.mark = 1;
    history.pushState({}, '', '/basket');
    document.body.replaceChildren(document.createElement('main'));
  });
  await press(page, box);
  await launched(page, (l) => l.expanded === 'false', 'still there after the page has thrown its body away');
  assert.equal(await page.evaluate(() => globalThis.mark), 1);
  assert.equal(desk.last().messages.length, 1);
});
