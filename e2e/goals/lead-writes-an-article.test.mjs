import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

/** The smallest picture: one grey dot. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');

// A lead makes a help center, writes an article with keys and a picture, publishes it, changes it, takes an old version back, and translates it.
goal('lead-writes-an-article', {}, async (world) => {
  const page = await world.page(world.admin, '/articles');
  await page.getByRole('link', { name: 'Make a help center' }).click();
  await page.getByRole('button', { name: 'New help center' }).click();
  const dialog = page.getByRole('dialog', { name: 'New help center' });
  await dialog.getByLabel('Languages').fill('en, et');
  await dialog.getByLabel('Name (en)').fill('Northwind help');
  await dialog.getByLabel('Everybody can read it').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Northwind help').first().waitFor();

  await page.goto('/articles');
  await page.getByRole('button', { name: 'New article' }).first().click();
  const begin = page.getByRole('dialog', { name: 'New article' });
  await begin.getByLabel('Title').fill('How can I return something?');
  await begin.getByRole('button', { name: 'Begin' }).click();
  const text = page.getByRole('textbox', { name: /Text in/ });
  await text.click();
  await page.keyboard.type('Within 60 days.');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+b');
  await page.keyboard.type('Free of charge');
  await page.locator('input[type="file"]').setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer: PNG });
  await text.locator('img').waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await accessible(page);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('Readers are shown it now.').waitFor();
  const [line] = (await world.admin.get('/articles')).items;
  assert.equal(line.texts[0].state, 'published');

  // Changed, published again, and the first version taken back as a draft.
  await page.getByRole('textbox', { name: 'Title' }).fill('Returns');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Publish changes' }).click();
  await until(async () => (await world.admin.get(`/articles/${line.id}`)).texts[0].published_version === 2, 'it is published again');
  await page.getByRole('button', { name: 'Menu of the article' }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await until(async () => (await page.getByRole('textbox', { name: 'Title' }).inputValue()) === 'How can I return something?', 'the old words are there');

  // The translation stands beside its source.
  await page.getByRole('link', { name: 'Estonian: Missing' }).click();
  await page.getByRole('button', { name: 'Translate' }).click();
  await page.getByText('Source: English').waitFor();
  await page.getByRole('textbox', { name: 'Title' }).fill('Kuidas tagastada?');
  await page.getByText('Saved', { exact: true }).waitFor();
  await until(async () => (await world.admin.get(`/articles/${line.id}`)).texts.find((t) => t.locale === 'et')?.draft?.title === 'Kuidas tagastada?', 'the translation is kept');
});
