import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { helpCenter } from '../lib/help.mjs';
import { until } from '../lib/until.mjs';

async function looksFor(world, words) {
  const user = await world.user(null, { script: false });
  const page = await user.page('/help/north/en');
  await page.getByRole('searchbox').fill(words);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

// Two readers look for the same in vain; it is proposed, a lead makes a draft of it by one key and publishes it, and the same search finds it.
goal('search-becomes-an-answer', { timeout: 240_000 }, async (world) => {
  await helpCenter(world);
  for (let n = 0; n < 2; n += 1) {
    const vain = await looksFor(world, 'gift wrapping');
    assert.equal(await vain.getByRole('link', { name: /gift wrapping/i }).count(), 0);
  }
  const page = await world.page(world.admin, '/articles/proposals');
  await page.getByRole('button', { name: 'Look now' }).click();
  const line = page.getByRole('button', { name: /gift wrapping.*Looked for in vain 2 times/ });
  await line.waitFor({ timeout: 60_000 });
  await page.getByText(/Last looked/).waitFor();
  await accessible(page);
  await line.click();
  await page.getByRole('heading', { name: 'What was answered' }).waitFor();
  await page.keyboard.press('d');
  const text = page.getByRole('textbox', { name: /Text in/ });
  await text.waitFor();
  await until(async () => (await page.getByRole('textbox', { name: 'Title' }).inputValue()) === 'gift wrapping', 'the draft is open');
  await text.click();
  await page.keyboard.type('We wrap every order as a present when you ask for it in the basket.');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Readers are shown it now.').waitFor();

  const found = await looksFor(world, 'gift wrapping');
  await found.getByRole('link', { name: /gift wrapping/i }).first().click();
  await found.getByText('when you ask for it in the basket').waitFor();

  await page.goto('/articles/proposals');
  await page.getByRole('radio', { name: 'Became articles' }).check();
  await page.getByText('None since').waitFor();
  await page.getByRole('link', { name: 'gift wrapping' }).waitFor();
});
