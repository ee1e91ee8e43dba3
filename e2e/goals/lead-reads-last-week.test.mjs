import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// The zone of the desk is UTC here; what arrives today lies in the last seven days.
goal('lead-reads-last-week', { zone: 'UTC' }, async (world) => {
  const subjects = ['Parcel one', 'Parcel two', 'Parcel three', 'Refund please'];
  for (const [n, subject] of subjects.entries()) await world.write({ from: `Customer ${n} <c${n}@klient.example>`, subject, text: 'Where is it?' });
  for (const subject of subjects) await world.conversation(subject);
  const lead = await world.agent('Liis Lepp', { permissionSet: 'lead' });
  // A count made from outside: what the list of all conversations says.
  const outside = (await lead.conversations('view=all')).length;
  assert.equal(outside, subjects.length);
  await until(async () => (await lead.get('/reports/conversations')).sums.counts.arrived === outside, 'everything is counted');

  const page = await world.page(lead, '/inbox/all');
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByLabel('Period', { exact: true }).selectOption('week');
  const tile = page.getByRole('link', { name: `Arrived: ${outside}` });
  await tile.waitFor();
  await page.getByText('Conversations that customers began within the period.').first().waitFor();
  await page.getByLabel('Divided by', { exact: true }).selectOption('urgency');
  await page.getByRole('row', { name: /Normal/ }).getByRole('link', { name: String(outside) }).first().waitFor();
  await accessible(page);
  await tile.click();
  await page.getByRole('heading', { name: `Arrived: ${outside}` }).waitFor();
  const listed = page.getByRole('main').getByRole('listitem');
  assert.equal(await listed.count(), outside);
  for (const subject of subjects) await listed.filter({ hasText: subject }).waitFor();

  // From the list into the conversation, by keyboard.
  await listed.filter({ hasText: 'Refund please' }).getByRole('link').press('Enter');
  await page.getByRole('log').getByText('Where is it?').waitFor();

  // The heat map is walked by arrow keys, and its cell leads on.
  await page.goBack();
  await page.getByRole('link', { name: 'Back to the figures' }).click();
  const full = page.locator('figure', { hasText: 'When they arrive' }).locator('a[data-cell]', { hasText: /\d/ }).first();
  await full.click();
  await page.getByRole('heading', { name: /^Arrived: \d/ }).waitFor();

  // The board shows who waits.
  await page.getByRole('link', { name: 'Live board' }).click();
  await page.getByText('Customers waiting').first().waitFor();
  await page.getByText('Liis Lepp').first().waitFor();
});
