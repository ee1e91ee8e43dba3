// The live queue for whoever watches over it: one line, why each stands there, given to somebody by key and by hand. And its rules.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { until } from '../lib/until.mjs';
import { scene } from './scene.mjs';

const rows = (page) => page.locator('[data-item]');

scene('one line, with the reason for each place', {}, async ({ visit }) => {
  const page = await visit('/queue');
  await rows(page).first().waitFor();
  const text = await rows(page).allInnerTexts();
  assert.match(text[0], /Kadri Mägi[\s\S]*Urgent[\s\S]*Rings at Liis Saar/);
  assert.match(text[1], /goes first/);
  assert.match(text[2], /late/);
  assert.match(text[3], /Nobody who is here can/);
  await page.getByText('More than 12').waitFor();
  await accessible(page);
});

scene('what will be late is said ahead, and helpers are called in by key and sent back', {}, async ({ visit, user }) => {
  user.expect(/status of 409/);
  const page = await visit('/queue');
  await page.locator('[data-ahead]').getByText(/^\d+ late by \d\d:00 if nothing changes$/).waitFor();
  await page.getByRole('button', { name: 'Call in helpers', exact: true }).first().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('status').getByText(/helps? at once/).waitFor();
  await accessible(page);
  const whom = dialog.getByLabel('Who is helped');
  const first = await whom.inputValue();
  await whom.selectOption({ index: 2 });
  await dialog.getByText('The rules name no team that helps this one.').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Call in helpers' }).isDisabled(), true);
  await whom.selectOption(first);
  await dialog.getByLabel('For how long').selectOption({ label: '2 h' });
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/queue/help'));
  await dialog.getByRole('button', { name: 'Call in helpers' }).focus();
  await page.keyboard.press('Enter');
  assert.deepEqual((await sent).postDataJSON(), { team: first, minutes: 120 });
  await page.locator(`[data-helping="${first}"]`).getByText(/helps? .* until \d\d:\d\d/).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.closest('[data-helping]') !== null), 'the keyboard is where it can be ended');
  await accessible(page);
  await page.keyboard.press('Enter');
  await page.locator('[data-helping]').waitFor({ state: 'detached' });
  await until(() => page.evaluate(() => document.activeElement?.hasAttribute('data-call-help')), 'the keyboard is where it can be begun');
  // Of an alarm: for the team whose work it is.
  await page.locator('[data-alarm="spike"]').getByRole('button', { name: 'Call in helpers for' }).click();
  assert.notEqual(await whom.inputValue(), '');
});

scene('what waits is given to somebody by key', {}, async ({ visit }) => {
  const page = await visit('/queue');
  await rows(page).nth(2).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await until(() => page.evaluate(() => document.activeElement?.closest('[data-item]') !== null), 'the line has the focus');
  const sent = page.waitForRequest((request) => /\/assignee$/.test(request.url()));
  await page.keyboard.press('a');
  await page.locator('dialog[open] input').fill('Ravi');
  await page.keyboard.press('Enter');
  const request = await sent;
  assert.match(JSON.stringify(request.postDataJSON()), /agt_/);
  await page.getByText(/Assigned to Ravi Menon|Ravi Menon/).first().waitFor();
});

scene('what waits is dragged onto an agent', {}, async ({ visit }) => {
  const page = await visit('/queue');
  await rows(page).nth(2).waitFor();
  const sent = page.waitForRequest((request) => /\/assignee$/.test(request.url()));
  await rows(page).nth(4).dragTo(page.locator('[data-agent]', { hasText: 'Ines Duarte' }));
  await sent;
});

scene('filters stand in the address; what fits none says so', {}, async ({ visit }) => {
  const page = await visit('/queue');
  await rows(page).first().waitFor();
  await page.getByLabel('Channel').selectOption({ label: 'Shop widget' });
  await until(async () => (await rows(page).count()) === 4, 'only chats are left');
  assert.match(page.url(), /channel=chn_/);
  await page.getByLabel('Channel').selectOption({ label: 'Orders' });
  await page.getByText('Nothing that waits fits these filters.').waitFor();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await until(async () => (await rows(page).count()) === 12, 'the whole line is back');
});

scene('rules are tried on last week before they are kept; what is wrong stands at its field; undo', {}, async ({ visit, user }) => {
  user.expect(/status of 422/);
  const page = await visit('/settings/queue-rules');
  const guard = page.getByLabel('More urgent goes first with less left than');
  await guard.fill('soon');
  await page.getByText('A number, please.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try on last week' }).isDisabled(), true);
  await guard.fill('9');
  const asked = page.waitForRequest((request) => request.url().endsWith('/routing-rules/preview'));
  await page.getByRole('button', { name: 'Try on last week' }).click();
  assert.equal((await asked).postDataJSON().rules.guard_ms, 540_000);
  await page.locator('[data-line="urgent"]', { hasText: 'Better' }).waitFor();
  await page.locator('[data-line="left"]', { hasText: 'Worse' }).waitFor();
  await page.getByLabel('Kept for who knows the customer').fill('80');
  await page.getByText('The fields have changed since').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('At most 50.').waitFor();
  await page.getByLabel('Kept for who knows the customer').fill('40');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The rules hold from now on.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await guard.inputValue()) === '7', 'the rules of before are back');
});

scene('a cap that harms is warned of, and the next one is tried for a week', {}, async ({ visit }) => {
  const page = await visit('/settings/agents');
  await page.getByRole('button', { name: 'Work of Teo Park' }).click();
  await page.getByLabel('Chats at once, at most').fill('4');
  await page.getByText('With 4 at once fewer are helped').waitFor();
  await accessible(page);
});

scene('reports of waits and promises say what they can, and no more', {}, async ({ visit }) => {
  const page = await visit('/reports/waits');
  await page.getByText('of 11: too few to say').waitFor();
  await page.getByRole('heading', { name: 'Who overtook whom' }).waitFor();
  await page.locator('figure', { hasText: 'Another way than waiting' }).getByText('41 (43 %)').waitFor();
  await accessible(page);
  await page.goto('/reports/promises');
  await page.getByText('93.6% of 2,350 promises were kept.').waitFor();
  for (const word of ['Honest', 'Too bold', 'Too careful', 'Too few to say']) await page.getByText(word, { exact: false }).first().waitFor();
  await accessible(page);
});
