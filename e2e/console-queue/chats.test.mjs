// Several chats side by side: each with its own words, moved between by key; what somebody else says is marked, not mixed up.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { PHONE } from '../lib/phone.mjs';
import { until } from '../lib/until.mjs';
import { scene } from './scene.mjs';

const column = (page, n) => page.locator('[data-column]').nth(n);
const field = (page, n) => column(page, n).locator('.composer [role="textbox"], .composer textarea');
async function three(desk, visit) {
  const { chats } = await desk.make({ do: 'nothing' });
  await desk.make({ do: 'hold', numbers: chats });
  const page = await visit('/chats');
  await field(page, 2).waitFor();
  return { page, chats };
}
const focusedColumn = (page) => page.evaluate(() => [...document.querySelectorAll('[data-column]')].findIndex((one) => one.contains(document.activeElement)));

scene('each chat has its own words, and one answer goes to one customer', {}, async ({ desk, visit }) => {
  const { page, chats } = await three(desk, visit);
  await field(page, 0).click();
  await page.keyboard.type('For the first');
  await page.keyboard.press('F6');
  await until(async () => (await focusedColumn(page)) === 1, 'the second column has the focus');
  await page.keyboard.type('For the second');
  await page.keyboard.press('Shift+F6');
  await until(async () => (await focusedColumn(page)) === 0, 'the first has it again');
  const sent = page.waitForRequest((request) => request.method() === 'POST' && /\/messages$/.test(request.url()));
  await page.keyboard.press('Control+Enter');
  const request = await sent;
  assert.match(request.postDataJSON().html, /For the first/);
  await column(page, 0).locator('article', { hasText: 'For the first' }).waitFor();
  assert.match(await field(page, 1).innerText(), /For the second/);
  assert.doesNotMatch(await column(page, 1).locator('[role="log"]').innerText(), /For the/);
  await accessible(page);
  assert.equal(chats.length, 3);
});

scene('what comes beside is marked, and read when one goes there', {}, async ({ desk, visit }) => {
  const { page, chats } = await three(desk, visit);
  await field(page, 0).click();
  await desk.make({ do: 'says', number: chats[1], text: 'Are you still there?' });
  await column(page, 1).getByText('Are you still there?').waitFor();
  await column(page, 1).getByRole('img', { name: 'Unread' }).waitFor();
  await field(page, 1).click();
  await column(page, 1).getByRole('img', { name: 'Unread' }).waitFor({ state: 'detached' });
});

scene('who types is told over the socket, and what was seen', {}, async ({ desk, visit }) => {
  const { page, chats } = await three(desk, visit);
  await field(page, 0).click();
  await desk.make({ do: 'types', number: chats[0], on: true });
  await column(page, 0).getByText('is typing').waitFor();
  await desk.make({ do: 'types', number: chats[0], on: false });
  await column(page, 0).getByText('is typing').waitFor({ state: 'detached' });
  await desk.make({ do: 'types', number: chats[1], on: true });
  await column(page, 1).getByText('is typing').waitFor();
  await page.keyboard.type('Look at this');
  await page.keyboard.press('Control+Enter');
  await column(page, 0).locator('article', { hasText: 'Look at this' }).waitFor();
  assert.equal(await column(page, 0).locator('[data-seen]').count(), 0);
  await until(async () => {
    await desk.make({ do: 'sees', number: chats[0] });
    return (await column(page, 0).locator('[data-seen]').count()) === 1;
  }, 'the mark is there');
  await page.reload();
  await column(page, 0).locator('article', { hasText: 'Look at this' }).waitFor();
  await column(page, 0).locator('[data-seen]').waitFor();
});

scene('a chat that is given back leaves its column, and is taken again by undo', {}, async ({ desk, visit }) => {
  const { page } = await three(desk, visit);
  await column(page, 1).getByRole('button', { name: 'Give back to the queue' }).click();
  await until(async () => (await page.locator('[data-column]').count()) === 2, 'two columns are left');
  await page.getByText(/is back in the queue/).waitFor();
  const again = page.waitForRequest((request) => request.method() === 'PUT' && /\/assignee$/.test(request.url()));
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.match((await again).postDataJSON().agent, /^agt_/);
});

scene('a chat that is resolved leaves its column, and the others keep their places', {}, async ({ desk, visit }) => {
  const { page } = await three(desk, visit);
  const names = async () => page.locator('[data-column]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  const [first, second, third] = await names();
  await column(page, 1).getByRole('button', { name: 'Resolve' }).click();
  await until(async () => (await page.locator('[data-column]').count()) === 2, 'two columns are left');
  assert.deepEqual(await names(), [first, third]);
  assert.notEqual(second, third);
});

scene('on a phone there is one chat, and tabs', PHONE, async ({ desk, visit }) => {
  const { chats } = await desk.make({ do: 'nothing' });
  await desk.make({ do: 'hold', numbers: chats });
  const page = await visit('/chats');
  await page.getByRole('tab').nth(2).waitFor();
  assert.equal(await page.locator('[data-column]').count(), 1);
  const second = page.getByRole('tab').nth(1);
  await second.click();
  assert.equal(await second.getAttribute('aria-selected'), 'true');
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
  await accessible(page);
});

scene('nobody waits: the page says so, and what happens when somebody does', {}, async ({ desk, visit }) => {
  await desk.make({ do: 'hold', numbers: [] });
  const page = await visit('/chats');
  await page.getByText('You hold no chats.').waitFor();
  await accessible(page);
});
