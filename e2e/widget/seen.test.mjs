import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { PHONE } from '../lib/phone.mjs';
import { until } from '../lib/until.mjs';
import { bubble, frameOf, launched, opened, press, say, typed } from './hand.mjs';
import { scene } from './scene.mjs';
import { shop } from './host.mjs';

scene('keyboard alone: in, through, and back where one was', {}, async ({ visit }) => {
  const page = await visit();
  await launched(page, (l) => l.label === 'Chat with us', 'ready');
  await page.locator('#own').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await launched(page, (l) => l.expanded === 'true', 'open');
  const frame = await frameOf(page);
  await until(() => frame.evaluate(() => document.activeElement?.localName === 'textarea' && document.hasFocus()), 'the focus in the composer');
  await page.keyboard.type('Typed with keys');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two lines');
  await page.keyboard.press('Enter');
  await bubble(frame, 'two lines').getByText('Delivered').waitFor();
  await frame.getByRole('button', { name: 'More' }).focus();
  await page.keyboard.press('Enter');
  await frame.getByRole('button', { name: 'Email me this conversation' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await frame.evaluate(() => document.activeElement.getAttribute('aria-label')), 'More', 'the first Esc closes the menu only');
  await page.keyboard.press('Escape');
  await launched(page, (l) => l.expanded === 'false', 'closed');
  await page.keyboard.press('Enter');
  await launched(page, (l) => l.expanded === 'true', 'the focus was back on the launcher');
});

for (const slow of [0, 300]) {
  scene(`whoever types at once loses nothing, ${slow ? 'also where all takes its time' : 'however quick the desk is'}`, {}, async ({ desk, visit }) => {
    const page = await visit();
    const { box } = await launched(page);
    desk.slow = slow;
    await press(page, box);
    await page.keyboard.type('One pole came without its tip. ', { delay: 40 });
    desk.slow = 0;
    const frame = await frameOf(page);
    const input = frame.getByRole('textbox', { name: 'Write here' });
    await until(async () => (await input.inputValue()) === 'One pole came without its tip. ', 'every word in the box');
    await page.keyboard.type('And the bag?');
    await page.keyboard.press('Enter');
    await bubble(frame, 'One pole came without its tip. And the bag?').getByText('Delivered').waitFor();
  });
}

scene('a panel that was open on the page before leaves the keyboard to the page', { pages: () => shop('<label>Search <input id="search"></label>') }, async ({ visit }) => {
  const page = await visit();
  await say(await opened(page), 'Hello');
  await page.goto('/next');
  await page.locator('#search').focus();
  await launched(page, (l) => l.expanded === 'true', 'open on the next page');
  await bubble(await frameOf(page), 'Hello').waitFor();
  await page.keyboard.type('tents');
  assert.equal(await page.locator('#search').inputValue(), 'tents');
});

scene('a phone: the whole screen, nothing wider than it, fingers fit', { user: PHONE }, async ({ visit }) => {
  const page = await visit();
  const frame = await opened(page);
  const { frame: box } = await launched(page);
  assert.deepEqual(box, { x: 0, y: 0, width: PHONE.width, height: PHONE.height });
  await say(frame, `${'long'.repeat(80)} https://a.example/${'x'.repeat(200)}`);
  assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  const small = await frame.locator('button:visible, input:visible').evaluateAll((all) => all.filter((e) => e.type !== 'file' && Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height) < 44).map((e) => e.outerHTML.slice(0, 80)));
  assert.deepEqual(small, []);
  await frame.getByRole('button', { name: 'Close the chat' }).click();
  await launched(page, (l) => l.expanded === 'false');
});

for (const [width, height] of [[640, 450], [320, 256]]) {
  scene(`zoomed to ${1280 / width}00 %: ${width} by ${height} CSS pixels`, { user: { width, height }, desk: { config: { ask_email: 'required' } } }, async ({ visit }) => {
    const page = await visit();
    const frame = await opened(page);
    assert.ok((await frame.evaluate(() => document.documentElement.scrollWidth)) <= width);
    await typed(frame.getByLabel('Email address'), 'maya@lindqvist.example');
    await say(frame, 'Zoomed');
    await bubble(frame, 'Zoomed').getByText('Delivered').waitFor();
    await frame.getByRole('button', { name: 'Close the chat' }).click();
    await launched(page, (l) => l.expanded === 'false');
  });
}

scene('right to left: Arabic words, launcher on the other side', { pages: () => shop('', { lang: 'ar', dir: 'rtl' }) }, async ({ visit }) => {
  const page = await visit();
  await launched(page, (l) => l.label === 'تحدث معنا', 'ready');
  const { box } = await launched(page);
  assert.ok(box.x < 40, `at the end of a page that runs to the left: ${box.x}`);
  await press(page, box);
  const frame = await frameOf(page);
  const input = frame.getByRole('textbox', { name: 'اكتب هنا' });
  await frame.getByLabel('البريد الإلكتروني').waitFor();
  assert.doesNotMatch(await frame.locator('.card').innerText(), /[a-z]{3}/i, 'no word of another language');
  await typed(input, 'أين طلبي NW-10482؟');
  await input.press('Enter');
  await frame.getByText('وصلت').waitFor();
  const mine = await bubble(frame, 'أين طلبي').boundingBox();
  assert.ok(mine.x < 60, 'own messages at the end side');
  await accessible(frame);
});

for (const theme of ['light', 'dark']) {
  scene(`axe, ${theme}, and colours that a brand has not thought through`, { user: { theme }, desk: { config: { color: '#ffe600' } } }, async ({ desk, visit }) => {
    const page = await visit();
    const frame = await opened(page);
    await accessible(frame);
    await say(frame, 'Look at https://a.example/');
    await bubble(frame, 'Look at').getByText('Delivered').waitFor();
    desk.say('Here', { files: [{ id: 'f', name: 'tips.pdf', size: 284_000, kind: 'application/pdf', url: '/x' }], by: 'mail' });
    desk.tell('Liis joined at 10:41.');
    await frame.getByText('Liis joined').waitFor();
    await frame.getByRole('button', { name: 'More' }).click();
    await accessible(frame);
    await page.emulateMedia({ forcedColors: 'active' });
    await accessible(frame);
  });
}

scene('a throttled phone: when one can write', { user: PHONE }, async ({ visit, context, user, host }) => {
  const page = await user.page('about:blank');
  const session = await user.context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(host.base);
  await launched(page, (l) => l.box);
  const shown = await page.evaluate(() => Math.round(performance.now()));
  await launched(page, (l) => l.label === 'Chat with us', 'ready', 30_000);
  const ready = await page.evaluate(() => Math.round(performance.now()));
  context.diagnostic(`launcher seen after at most ${shown} ms, the panel can be written in after at most ${ready} ms`);
  void visit;
});
