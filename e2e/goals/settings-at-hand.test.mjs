import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { notices } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// Somebody who runs the desk finds a setting by its name, takes back what they removed, and reads in the trail what happened.
goal('settings-at-hand', {}, async (world) => {
  await world.admin.post('/rules', { name: 'Refunds first', trigger: { event: 'conversation_created' }, filter: { all: [] }, actions: [{ do: 'urgency', urgency: 'high' }], enabled: true });
  const rule = async () => (await world.admin.get('/rules')).items.find((one) => one.name === 'Refunds first');

  // By keys alone: the command bar knows every section.
  const page = await world.page(world.admin, '/inbox/all');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('rules');
  await page.getByRole('option', { name: 'Rules', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor();
  await accessible(page);

  const line = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Refunds first' });
  await line.getByRole('button', { name: 'Remove Refunds first' }).click();
  await line.waitFor({ state: 'detached' });
  await until(async () => (await rule())?.enabled === false, 'a rule that is gone from the page does nothing');
  await notices(page).getByRole('button', { name: /^Undo/ }).click();
  await line.waitFor();
  await until(async () => (await rule())?.enabled === true, 'it is as it was');

  // A field in a script that has no letters a to z.
  await page.goto('/settings/fields');
  await page.getByRole('button', { name: 'New field' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('尺寸');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('main').getByRole('listitem').filter({ hasText: '尺寸' }).waitFor();
  assert.ok((await world.admin.get('/fields')).items.some((field) => field.name === '尺寸' && /^[a-z0-9_]+$/.test(field.key)));

  await page.goto('/settings/audit');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Custom field made' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'Custom field made' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Signed in' }).waitFor({ state: 'detached' });
  await accessible(page);

  // On a telephone the sections unfold, and fold again when one is chosen.
  const small = await world.page(world.admin, '/settings/rules', { width: 390, height: 844 });
  const sections = small.getByRole('navigation', { name: 'Settings' });
  await sections.getByRole('button', { name: 'Rules' }).click();
  await sections.getByRole('link', { name: 'Holidays' }).click();
  await small.getByRole('heading', { name: 'Holidays', exact: true }).waitFor();
  await sections.getByRole('button', { name: 'Holidays', expanded: false }).waitFor();
  await sections.getByRole('link', { name: 'Rules' }).waitFor({ state: 'hidden' });
  await accessible(small);
});
