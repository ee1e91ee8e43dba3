import assert from 'node:assert/strict';
import { composer, field, open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';

// On a slow machine the rich editor takes the place of the plain field in the middle of a sentence: no key may go astray, for a key without a
// field is a shortcut.
goal('writes-while-the-editor-comes', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Where to send it', text: 'Where do I send it?' });
  await world.conversation('Where to send it');
  const page = await world.page();
  await page.evaluate(() => {
    globalThis.waiting = [];
    globalThis.requestIdleCallback = (then) => globalThis.waiting.push(then);
  });
  await open(page, /Where to send it/);
  await page.keyboard.press('r');
  const plain = composer(page).locator('textarea[aria-label="Reply"]');
  await plain.waitFor();
  await page.keyboard.type('Please ');
  await page.waitForFunction(() => globalThis.waiting.length > 0);

  // Somebody between two words, or in the middle of one, is left alone.
  const come = () => page.evaluate(() => {
    globalThis.waiting.splice(0).forEach((then) => then());
    return document.activeElement?.classList.contains('ProseMirror');
  });
  assert.equal(await come(), false);
  await page.waitForFunction(() => globalThis.waiting.length > 0);
  await page.keyboard.type('send');
  await plain.evaluate((area) => area.setSelectionRange(3, 3));
  assert.equal(await come(), false);
  await page.waitForFunction(() => globalThis.waiting.length > 0);
  await plain.evaluate((area) => area.setSelectionRange(area.value.length, area.value.length));

  // The focus is in the new field before anything else can happen.
  assert.equal(await come(), true);
  await page.keyboard.type(' it back');
  await plain.waitFor({ state: 'detached' });
  assert.equal(await field(page).innerText(), 'Please send it back');
  assert.equal(await page.getByRole('dialog').count(), 0);
});
