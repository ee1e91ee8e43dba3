// Whoever has scrolled on in a list reads there: neither a press on a row nor what others send pulls it away.
import assert from 'node:assert/strict';
import { row } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';

const MANY = 24;
const name = (n) => `Customer ${String(n).padStart(2, '0')}`;

/** A wheel scrolls for a while: until it has begun and is at the same place for a fifth of a second. */
async function rests(top) {
  for (let before = null, same = 0; same < 4; ) {
    const now = await top();
    same = now > 0 && now === before ? same + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

goal('list-stays-put', {}, async (world) => {
  const ask = (n) => world.write({ from: `${name(n)} <c${n}@kunde.example>`, subject: `Question ${n}`, text: 'Where is it?' });
  for (let n = 1; n <= MANY; n += 1) await ask(n);
  await world.conversation(`Question ${MANY}`);
  const page = await world.page();
  await row(page, new RegExp(name(1))).waitFor();
  await page.getByRole('button', { name: /Newest|Oldest/ }).first().click();
  await page.getByRole('menuitemradio', { name: 'Oldest waiting' }).click();
  const list = page.getByRole('listbox');
  const top = () => list.evaluate((box) => box.scrollTop);
  await list.hover();

  // Nothing is chosen yet; a press on a row far down opens that row.
  await page.mouse.wheel(0, 10_000);
  const last = row(page, new RegExp(name(MANY)));
  await last.waitFor();
  await rests(top);
  const place = await last.boundingBox();
  await page.mouse.move(place.x + 60, place.y + 20);
  await page.mouse.down();
  const held = await top();
  assert.ok(held > 0, 'the list is longer than the screen');
  await page.mouse.up();
  await page.getByRole('heading', { name: `Question ${MANY}` }).waitFor();
  assert.equal(await top(), held, 'it stays where it was');

  // The cursor rests there; whoever scrolls back up stays up when something else changes.
  await list.hover();
  await page.mouse.wheel(0, -10_000);
  await expect(async () => (await top()) === 0, 'the list is at its beginning');
  const first = await world.conversation('Question 1');
  await world.admin.put(`/conversations/${first.id}/status`, { status: 'resolved' });
  await row(page, new RegExp(name(1))).waitFor({ state: 'detached' });
  assert.equal(await top(), 0, 'a row that leaves above the cursor moves nobody');
});
