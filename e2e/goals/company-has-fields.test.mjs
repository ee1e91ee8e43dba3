import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// What the team keeps about a company stands beside every conversation with its people, and on its own page.
goal('company-has-fields', {}, async (world) => {
  await world.write({ from: 'Mari Maasikas <mari@firm.example>', subject: 'Our desks', text: 'They wobble.' });
  const { number, contact: { id: mari } } = await world.conversation('Our desks');
  const firm = await world.admin.post('/organizations', { name: 'Firm OÜ' });
  await world.admin.post(`/organizations/${firm.id}/people`, { people: [mari] });

  const page = await world.page(world.admin, '/settings/fields');
  await page.getByRole('button', { name: 'New field' }).first().click();
  const editor = page.getByRole('dialog', { name: 'New field' });
  await editor.getByLabel('Name').fill('Tier');
  await editor.getByLabel('Belongs to').selectOption('organization');
  await editor.getByLabel('Kind').selectOption('choice');
  await editor.getByLabel('Choices').fill('Gold\nTin');
  await editor.getByRole('button', { name: 'Save' }).click();
  await page.getByText('{{contact.organization.field.tier}}').waitFor();

  // On the page of the company.
  await page.goto(`/organizations/${firm.id}`);
  await page.getByLabel('Tier').selectOption('Gold');
  await until(async () => Object.values((await world.admin.get(`/organizations/${firm.id}/fields`)).values)[0] === 'Gold', 'it is kept');
  await accessible(page);
  // Beside a conversation with somebody of it.
  await page.goto(`/inbox/all/${number}`);
  const tier = page.getByLabel('Tier');
  await tier.waitFor();
  assert.equal(await tier.inputValue(), 'Gold');
  await tier.selectOption('Tin');
  await page.goto(`/organizations/${firm.id}`);
  await until(async () => (await page.getByLabel('Tier').inputValue()) === 'Tin', 'the page shows what was set beside the conversation');
});
