// What rings: taken and left by key, over a dialog, in the middle of a sentence; heard once, however many tabs are open.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { until } from '../lib/until.mjs';
import { scene } from './scene.mjs';

const card = (page) => page.locator('[data-offer]');
/** A key just before it rang was meant for something else. */
const meant = (page) => page.waitForTimeout(650);
const opened = (page) => page.getByRole('region', { name: 'Your work' }).waitFor();

scene('what rings is taken by a key, and the conversation is open', {}, async ({ desk, visit }) => {
  const page = await visit('/queue');
  await opened(page);
  await desk.make({ do: 'ring' });
  await card(page).waitFor();
  assert.match(await card(page).innerText(), /Liam O’Connor[\s\S]*M instead of an L[\s\S]*free the longest/);
  await accessible(page);
  await meant(page);
  await page.keyboard.press('y');
  await page.waitForURL(/\/inbox\/mine\/5990/);
  await card(page).waitFor({ state: 'detached' });
  await page.getByText('3 of 3').first().waitFor();
});

scene('a key that was pressed as it began to ring takes nothing', {}, async ({ desk, visit }) => {
  const page = await visit('/queue');
  await opened(page);
  await desk.make({ do: 'ring' });
  await page.evaluate(() => new Promise((then) => new MutationObserver(() => document.querySelector('[data-offer]') && (document.dispatchEvent(new KeyboardEvent('keydown', { key: 'y', bubbles: true })), then(null))).observe(document.body, { childList: true, subtree: true })));
  await meant(page);
  assert.equal(await card(page).isVisible(), true);
  await page.keyboard.press('Shift+Y');
  await page.getByText('Declined. It goes to somebody else.').waitFor();
  assert.equal(await card(page).count(), 0);
});

scene('what is withdrawn goes away; whoever was faster is named', {}, async ({ desk, visit, user }) => {
  user.expect(/status of 409/);
  const page = await visit('/queue');
  await opened(page);
  await desk.make({ do: 'ring' });
  await card(page).waitFor();
  await desk.make({ do: 'withdraw' });
  await card(page).waitFor({ state: 'detached' });
  await desk.make({ do: 'ring', over: true });
  await card(page).waitFor();
  await meant(page);
  await card(page).getByRole('button', { name: /Take it/ }).click();
  await page.getByText('Liis Saar has it already.').waitFor();
  await card(page).waitFor({ state: 'detached' });
});

scene('it can be pressed over a dialog, and is still there when the dialog goes', {}, async ({ desk, visit }) => {
  const page = await visit('/queue');
  await opened(page);
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await desk.make({ do: 'ring' });
  await card(page).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  await card(page).waitFor();
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await meant(page);
  await card(page).getByRole('button', { name: /Take it/ }).click();
  await page.waitForURL(/\/inbox\/mine\/5990/);
});

scene('in the middle of a sentence letters are letters, and the long key takes it', {}, async ({ desk, visit }) => {
  const page = await visit('/inbox/mine/5996');
  await opened(page);
  const field = page.getByRole('textbox', { name: 'Reply' });
  await field.fill('Why');
  await desk.make({ do: 'ring' });
  await card(page).waitFor();
  await meant(page);
  await field.press('End');
  await page.keyboard.type(' y');
  await until(async () => /Why y/.test(await page.locator('.composer').innerText().catch(() => '')) || (await field.inputValue().catch(() => '')) === 'Why y', 'the letter was written');
  assert.equal(await card(page).count(), 1);
  await page.keyboard.press('Control+Shift+Y');
  await page.waitForURL(/5990/);
});

scene('it is heard in one tab, twice at most, and not at all when it is muted', {}, async ({ desk, user, visit }) => {
  await user.context.addInitScript(() => {
    globalThis.heard = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
      globalThis.heard += 1;
      return start.apply(this, at);
    };
  });
  const pages = [await visit('/queue'), await visit('/queue')];
  for (const page of pages) {
    await opened(page);
    await page.locator('main').click({ position: { x: 4, y: 4 } });
  }
  const heard = async () => (await Promise.all(pages.map((page) => page.evaluate(() => globalThis.heard)))).sort();
  await desk.make({ do: 'ring', ms: 60_000 });
  for (const page of pages) await card(page).waitFor();
  await until(async () => (await heard())[1] === 8, 'both rounds were heard in one tab');
  assert.deepEqual(await heard(), [0, 8]);
  await card(pages[1]).getByRole('button', { name: 'Ring without a sound' }).click();
  await desk.make({ do: 'withdraw' });
  await card(pages[1]).waitFor({ state: 'detached' });
  assert.equal(await pages[1].evaluate(() => localStorage.getItem('fairlead.ring')), 'false');
});

scene('what rang in vain goes by itself', {}, async ({ desk, visit }) => {
  const page = await visit('/queue');
  await opened(page);
  await desk.make({ do: 'ring', ms: 1_500 });
  await card(page).waitFor();
  await card(page).waitFor({ state: 'detached', timeout: 5_000 });
});

scene('own presence counts down after a chat, and ends with one press', {}, async ({ desk, visit }) => {
  const page = await visit('/queue');
  await opened(page);
  await desk.make({ do: 'presence', state: 'wrap_up', ms: 25_000 });
  const own = page.getByRole('region', { name: 'Your work' });
  await own.getByText(/^2\d s$/).waitFor();
  await own.getByRole('button', { name: 'Ready' }).click();
  await own.getByText('Online').waitFor();
});
