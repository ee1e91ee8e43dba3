import assert from 'node:assert/strict';
import { accessible, settled } from '../lib/browser.mjs';
import { goal, SUPPORT } from '../lib/goal.mjs';

goal('lead-sees-a-dead-end-and-mends-it', {}, async (world) => {
  const page = await world.page(world.admin, '/settings/dead-ends');
  await page.getByRole('heading', { name: 'Where everybody lands' }).waitFor();
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('No dead ends', { exact: true }).waitFor();
  await page.getByText(/situations? in .*sec/).waitFor();
  await page.locator('[data-stop^="0 door:"]').filter({ hasText: SUPPORT }).waitFor();
  await accessible(page);

  // A channel is closed, and nobody takes over.
  const { id } = (await world.admin.get('/channels')).items[0];
  await world.admin.put(`/channels/${id}/stage`, { stage: 'closed', reason: 'The form is enough' });
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText(/^\d+ dead ends?$/).waitFor();
  const found = page.locator('[data-finding="dead_end"]').filter({ hasText: SUPPORT });
  await found.first().waitFor();
  assert.equal(await page.locator('[data-finding]').first().getAttribute('data-finding'), 'dead_end', 'the worst stands first');

  // By keys alone: one who meets it, step by step, red on the map and as the customer reads it.
  await found.first().getByRole('button', { name: /^Show the witness/ }).focus();
  await page.keyboard.press('Enter');
  const witness = page.locator('[data-witness]');
  await witness.getByText(SUPPORT, { exact: true }).waitFor();
  await witness.locator('blockquote').filter({ hasText: 'this address has been closed' }).waitFor();
  await witness.getByText('Dead end', { exact: true }).waitFor();
  assert.ok((await page.locator('svg path.red').count()) >= 2, 'its way is lit');
  assert.ok((await page.locator('svg path.lit').count()) >= 2, 'its kind of customer is lit');
  assert.notEqual(await page.getByLabel('Kind of customer').inputValue(), '', 'whose way it is can be read');
  await accessible(page);
  await page.getByText('As a table').click();
  const row = page.getByRole('row').filter({ hasText: SUPPORT });
  await row.filter({ hasText: 'Dead end' }).first().waitFor();
  await found.first().getByRole('button', { name: /^Hide the witness/ }).click();
  await witness.waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Kind of customer').inputValue(), '', 'everybody is asked about again');

  // On a phone there is the table alone.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('img', { name: /^Map of/ }).waitFor({ state: 'detached' });
  await row.filter({ hasText: 'Dead end' }).first().waitFor();
  await settled(page);
  await accessible(page);
  await page.setViewportSize({ width: 1280, height: 900 });

  // Its channel is one click away; with a successor everybody lands again.
  await found.first().getByRole('link', { name: /^To the channel/ }).click();
  await page.getByRole('heading', { name: 'Email', exact: true }).waitFor();
  const form = await world.admin.post('/channels', { kind: 'form', name: 'Form', team: null, address: null });
  await world.admin.put(`/channels/${form.id}/stage`, { stage: 'live', reason: 'It is ready' });
  const { version } = await world.admin.get(`/channels/${id}`);
  await world.admin.patch(`/channels/${id}`, { successor: form.id, version });
  await page.goto('/settings/dead-ends');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('The audit ran.').waitFor();
  await page.locator('[data-finding="dead_end"]').filter({ hasText: SUPPORT }).waitFor({ state: 'detached' });
});
