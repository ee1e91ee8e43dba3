import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { until } from '../lib/until.mjs';
import { bubble, frameOf, launched, opened, say, typed } from './hand.mjs';
import { scene } from './scene.mjs';

scene('a talk: sent, read, typing, answered, links that are safe', {}, async ({ desk, visit, user }) => {
  // The inert document in which a reply is read runs nothing, and the browser says so.
  user.expect(/inline event handler|script-src-attr inline/);
  const page = await visit();
  await launched(page);
  assert.ok(!desk.requests.includes(`POST /w/${desk.key}/session`), 'a stranger who has not opened it leaves no session');
  const frame = await opened(page);
  await frame.getByText('Usually 4 minutes, almost always within 10.').waitFor();
  await say(frame, 'One pole came without its tip. https://northwind.example/order?id=1 javascript:alert(1)');
  await bubble(frame, 'One pole').getByText('Delivered').waitFor();
  const link = bubble(frame, 'One pole').getByRole('link');
  assert.equal(await link.count(), 1);
  assert.match(await link.getAttribute('rel'), /noopener/);
  desk.read();
  await bubble(frame, 'One pole').getByText('Read').waitFor();
  desk.typing();
  await frame.getByText('Liis is typing').waitFor();
  desk.change({ agent: { name: 'Liis Kask' } });
  desk.say('Hi Maya', { html: '<p>Hi <strong>Maya</strong> <a href="javascript:alert(1)">bad</a> <a href="https://a.example/">good</a><img src=x onerror="alert(1)"><script>alert(1)</script></p>' });
  await bubble(frame, 'Hi Maya').waitFor();
  assert.equal(await frame.getByText('Liis is typing').count(), 0);
  assert.deepEqual(await bubble(frame, 'Hi Maya').evaluate((a) => [...a.querySelectorAll('a')].map((l) => l.getAttribute('href'))), ['https://a.example/']);
  assert.equal(await bubble(frame, 'Hi Maya').locator('img, script').count(), 0);
  assert.match(await frame.locator('[aria-live="polite"]').innerText(), /Liis Kask: Hi Maya/, 'whole messages are announced');
  await frame.getByRole('heading', { name: 'Liis Kask' }).waitFor();
  assert.equal(await frame.getByText('Usually 4 minutes').count(), 0, 'the promise is pinned only while nobody is there');
  await until(() => desk.last().read === desk.last().messages.at(-1).cursor, 'the reading mark');
  await accessible(frame);
  assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem('desk:wgt_test')).token.slice(0, 4)), 'tok_');
  // Closed: an unread mark on the launcher, in words as well.
  await frame.getByRole('button', { name: 'Close the chat' }).click();
  await launched(page, (l) => l.expanded === 'false');
  desk.say('It leaves at 14:00.');
  const { label, badge } = await launched(page, (l) => l.badge === '1', 'the unread mark');
  assert.equal(label, 'Chat with us, 1 unread');
  assert.equal(badge, '1');
  // Another page of the same site, days later: the same thread.
  await page.goto('/next');
  await launched(page, (l) => l.badge === '1', 'still unread');
  const again = await opened(page);
  await bubble(again, 'It leaves at 14:00.').waitFor();
  await launched(page, (l) => l.badge === '', 'read');
});

scene('files: chosen, pasted, dropped, too large', {}, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  desk.config.files.max_bytes = 5_000_000;
  await frame.locator('input[type=file]').setInputFiles([{ name: 'proof ö.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(30_000, 1) }, { name: 'huge.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(5_000_001, 1) }]);
  await frame.getByText('huge.bin is too large: at most 5 MB').first().waitFor();
  await frame.locator('textarea').evaluate((input) => {
    const data = new DataTransfer();
    const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0));
    data.items.add(new File([png], 'image.png', { type: 'image/png' }));
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    const dropped = new DataTransfer();
    dropped.items.add(new File(['hello'], 'note.txt', { type: 'text/plain' }));
    document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
  });
  await frame.getByRole('button', { name: 'Remove note.txt' }).click();
  await frame.getByRole('button', { name: 'Send' }).click();
  await frame.getByRole('img', { name: 'image.png' }).waitFor();
  await frame.getByRole('link', { name: /proof ö\.pdf/ }).waitFor();
  assert.deepEqual(desk.last().messages[0].files.map((f) => f.name), ['proof ö.pdf', 'image.png']);
});

scene('what cannot be sent says why, and can be tried again or left', {}, async ({ desk, visit, user }) => {
  user.expect(/status of 4(22|29)/);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'please refuse me');
  await frame.getByText('This text cannot be sent.').waitFor();
  await say(frame, 'and this one goes');
  await bubble(frame, 'and this one goes').getByText('Delivered').waitFor();
  await frame.getByRole('button', { name: 'Discard' }).click();
  await until(async () => (await frame.getByText('please refuse me').count()) === 0, 'gone');
  desk.limited = true;
  await say(frame, 'later');
  await frame.getByText('Waiting for the network').waitFor();
  desk.limited = false;
  await bubble(frame, 'later').getByText('Delivered').waitFor();
  assert.equal(desk.last().messages.length, 2);
});

scene('fields before the talk, by topic', { desk: { config: { topics: [{ id: 'order', name: 'An order' }, { id: 'other', name: 'Something else' }], fields: [{ key: 'number', label: 'Order number', kind: 'text', required: true, topics: ['order'] }], ask_email: 'required' } } }, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  const input = frame.getByRole('textbox', { name: 'Write here' });
  await input.fill('Where is it?');
  await input.press('Enter');
  await frame.getByText('This is needed.').first().waitFor();
  assert.equal(await frame.locator(':focus').evaluate((e) => e.localName), 'select', 'what is missing has the focus');
  assert.equal(await frame.getByLabel('Order number').isVisible(), false);
  await frame.getByLabel('What is it about?').selectOption('order');
  await frame.getByLabel('Order number').fill('NW-10482');
  await frame.getByLabel('Email address').fill('maya@lindqvist');
  await frame.getByRole('button', { name: 'Send' }).click();
  await frame.getByText('That does not look like an email address.').waitFor();
  await accessible(frame);
  await frame.getByLabel('Email address').fill('maya@lindqvist.example');
  await frame.getByRole('button', { name: 'Send' }).click();
  await bubble(frame, 'Where is it?').getByText('Delivered').waitFor();
  assert.deepEqual([desk.last().topic, desk.last().fields], ['order', { number: 'NW-10482' }]);
  await frame.getByText('You can close this. The answer also goes to maya@lindqvist.example').waitFor();
});

scene('answers first: articles as one types, then writing', { desk: { config: { articles_first: true }, articles: [{ id: 'art_1', title: 'Replace a pole tip', excerpt: 'Four steps.', url: '/help/pole' }, { id: 'art_2', title: 'Send a tent back', excerpt: 'Thirty days.', url: '/help/back' }] } }, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await frame.getByRole('link', { name: /Send a tent back/ }).waitFor();
  await typed(frame.getByRole('searchbox'), 'pole');
  await until(async () => (await frame.getByRole('listitem').filter({ has: frame.getByRole('link') }).count()) === 1, 'one left');
  await accessible(frame);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), frame.getByRole('link', { name: /Replace a pole tip/ }).click()]);
  await tab.close();
  await frame.getByRole('button', { name: 'No, I will write' }).click();
  await say(frame, 'It does not fit.');
  await until(() => desk.outcomes.length === 1, 'word of it');
  assert.deepEqual(desk.outcomes, [['articles/art_1', { helped: false }]]);
});

const BUSY = 'Everybody is busy for about 40 minutes. If you leave a message, we answer by 16:30.';

scene('another way than waiting: heard, there after a reload, chosen with the keyboard', {}, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Is anybody there?');
  await bubble(frame, 'Is anybody there?').getByText('Delivered').waitFor();
  await frame.getByRole('button', { name: 'Close the chat' }).click();
  desk.change({ alternative: { at: 5, text: BUSY } });
  await launched(page, (l) => l.badge === '1', 'a mark for who closed it');
  await opened(page);
  await launched(page, (l) => l.badge === '', 'no mark once it was seen');
  await frame.getByRole('log').getByText(BUSY).waitFor();
  assert.match(await frame.locator('[aria-live="polite"]').innerText(), /Everybody is busy/, 'it is announced');
  await accessible(frame);
  await page.reload();
  await launched(page);
  const again = await frameOf(page);
  await again.getByRole('log').getByText(BUSY).waitFor();
  await again.getByRole('textbox', { name: /Add something|Write again|Write here/ }).focus();
  const at = () => again.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('type'));
  const back = async (name) => {
    for (let n = 0; n < 6 && (await at()) !== name; n += 1) await page.keyboard.press('Shift+Tab');
    assert.equal(await at(), name);
  };
  await back('Keep waiting');
  await back('Leave a message');
  await back('email');
  await page.keyboard.type('maya@nowhere');
  await page.keyboard.press('Enter');
  await again.getByText('That does not look like an email address.').waitFor();
  assert.equal(desk.last().chosen, undefined);
  await page.keyboard.type('.example');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await until(() => desk.last().chosen, 'the choice');
  assert.deepEqual(desk.last().chosen, { choice: 'message', email: 'maya@nowhere.example' });
  await again.getByText('The answer also goes to maya@nowhere.example').first().waitFor();
  await until(async () => (await again.getByText(BUSY).count()) === 0, 'nothing more is asked');
  assert.equal(await again.evaluate(() => document.activeElement?.tagName), 'TEXTAREA', 'the keyboard is where one writes');
});

scene('who goes on waiting waits; what was chosen in another tab, or is over, is asked no more', {}, async ({ desk, user, visit }) => {
  user.expect(/status of 409/);
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Hello?');
  await bubble(frame, 'Hello?').getByText('Delivered').waitFor();
  const other = await visit('/next');
  const beside = await opened(other);
  desk.change({ alternative: { at: 5, text: BUSY } });
  await beside.getByText(BUSY).first().waitFor();
  await frame.getByRole('button', { name: 'Keep waiting' }).click();
  await until(() => desk.last().chosen, 'the choice');
  assert.deepEqual(desk.last().chosen, { choice: 'wait' });
  for (const one of [frame, beside]) await until(async () => (await one.locator('.card').count()) === 0, 'no card');
  // Answered, and the news of it is lost.
  desk.change({ alternative: { at: 6, text: BUSY } });
  await frame.getByRole('button', { name: 'Leave a message' }).waitFor();
  desk.last().conversation = { ...desk.last().conversation, alternative: null };
  await frame.getByRole('button', { name: 'Leave a message' }).click();
  await until(async () => (await frame.locator('.card').count()) === 0, 'nothing to choose');
});

scene('the end: one question in words, a transcript, and it goes on', {}, async ({ desk, visit }) => {
  const page = await visit();
  const frame = await opened(page);
  await say(frame, 'Thanks a lot');
  await bubble(frame, 'Thanks a lot').getByText('Delivered').waitFor();
  // Closed, it was not asked yet.
  await frame.getByRole('button', { name: 'Close the chat' }).click();
  desk.change({ status: 'resolved', rate: true });
  await frame.getByText('How easy was it to get this sorted out?').first().waitFor({ state: 'attached' });
  assert.equal(desk.last().shown, undefined);
  await opened(page);
  await until(() => desk.last().shown === 1, 'word that it was asked');
  await accessible(frame);
  await frame.getByLabel('Easy', { exact: true }).check();
  await frame.getByLabel('What made it so? (optional)').fill('Quick.');
  await frame.locator('.card').getByRole('button', { name: 'Send' }).click();
  await until(() => desk.last().rating, 'the rating');
  assert.deepEqual(desk.last().rating, { score: 4, comment: 'Quick.' });
  await until(async () => (await frame.locator('.card').count()) === 0, 'nothing more is asked');
  await frame.getByRole('button', { name: 'More' }).click();
  await frame.getByRole('button', { name: 'Email me this conversation' }).click();
  await frame.getByLabel('Email address').fill('maya@lindqvist.example');
  await frame.locator('.card').getByRole('button', { name: 'Send' }).click();
  await until(() => desk.mails.some((m) => m.transcript === 'maya@lindqvist.example'), 'the transcript');
  await frame.getByRole('textbox', { name: 'Write again' }).waitFor();
});

scene('another device: a code by mail leads to the thread', { desk: { config: { online: false } } }, async ({ desk, visit, user }) => {
  user.expect(/status of 422/);
  desk.byMail = () => known;
  const known = desk.before('tok_old', [{ text: 'The boots are with the master.', by: 'mail' }]);
  const page = await visit();
  const frame = await opened(page);
  await frame.getByText('We answer tomorrow, usually by 9:30, almost always by 11:00.').waitFor();
  await frame.getByRole('button', { name: 'More' }).click();
  await frame.getByRole('button', { name: /go on from any device/ }).click();
  await frame.getByLabel('Email address').fill('kadri@post.example');
  await frame.getByRole('button', { name: 'Send the code' }).click();
  await frame.getByLabel('Six digits').fill('999999');
  await frame.getByRole('button', { name: 'Confirm' }).click();
  await frame.getByText('That is not the code, or it is too old.').waitFor();
  await frame.getByLabel('Six digits').fill('123 456');
  await frame.getByRole('button', { name: 'Confirm' }).click();
  await bubble(frame, 'The boots are with the master.').getByText('by email').waitFor();
});

scene('older messages come as one scrolls up, and nothing jumps', {}, async ({ desk, visit, host }) => {
  desk.before('tok_long', Array.from({ length: 130 }, (_, n) => ({ text: `line ${n}`, at: Date.UTC(2026, 4, 1) + n * 60_000 })));
  const page = await visit();
  await page.evaluate(() => localStorage.setItem('desk:wgt_test', '{"token":"tok_long"}'));
  await page.goto(host.base);
  const frame = await opened(page);
  await bubble(frame, 'line 129').waitFor();
  assert.equal(await frame.getByText('line 70', { exact: true }).count(), 0);
  const log = frame.getByRole('log');
  await log.evaluate((e) => (e.scrollTop = 0));
  await frame.getByText('line 40', { exact: true }).waitFor({ state: 'attached' });
  assert.ok(await log.evaluate((e) => e.scrollTop > 500), 'what was read stays where it was');
  await log.evaluate((e) => (e.scrollTop = 0));
  await frame.getByText('line 0', { exact: true }).waitFor({ state: 'attached' });
});

scene('an invitation: by page and time, counted, and never after a no', { desk: { config: { invitations: [{ id: 'inv_1', text: 'Questions about tents?', url_contains: '/next', after_s: 1, visits_min: 1 }], invitations_per_day: 3 } } }, async ({ desk, visit }) => {
  const page = await visit();
  await launched(page);
  await page.goto('/next');
  const { invitation } = await launched(page, (l) => l.invitation, 'the invitation');
  assert.match(invitation.text, /Questions about tents\?/);
  await page.mouse.click(invitation.buttons[1].x + 22, invitation.buttons[1].y + 22);
  await launched(page, (l) => !l.invitation, 'gone');
  await until(() => desk.outcomes.length === 2, 'both outcomes');
  assert.deepEqual(desk.outcomes.map(([, b]) => b.outcome), ['shown', 'dismissed']);
  const memo = await page.evaluate(() => JSON.parse(localStorage.getItem('desk:wgt_test')).memo);
  assert.equal(memo.no, true);
  assert.ok(!desk.requests.includes(`POST /w/${desk.key}/session`), 'asking stores nothing');
  await frameOf(page);
});
