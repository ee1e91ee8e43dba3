import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';

// A company was noted twice: the two become one, and two again, each with its own people.
goal('company-merged-and-separated', {}, async (world) => {
  await world.write({ from: 'Mari Maasikas <mari@firm.example>', subject: 'Our desks', text: 'They wobble.' });
  await world.write({ from: 'Jaan Tamm <jaan@kontor.example>', subject: 'Our chairs', text: 'They squeak.' });
  const person = async (subject) => (await world.conversation(subject)).contact.id;
  const firm = await world.admin.post('/organizations', { name: 'Firm OÜ', domains: ['firm.example'] });
  const other = await world.admin.post('/organizations', { name: 'Firm Kontor', plan: 'Gold', domains: ['kontor.example'] });
  await world.admin.post(`/organizations/${firm.id}/people`, { people: [await person('Our desks')] });
  await world.admin.post(`/organizations/${other.id}/people`, { people: [await person('Our chairs')] });

  const page = await world.page(world.admin, `/organizations/${firm.id}`);
  await page.getByRole('button', { name: 'Merge with another…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Merge into Firm OÜ' });
  await dialog.getByText('Named alike').waitFor();
  await dialog.getByRole('radio', { name: /Firm Kontor/ }).check();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /Jaan Tamm/ }).waitFor();
  assert.equal(await page.getByLabel('Plan', { exact: true }).inputValue(), 'Gold');
  await expect(async () => (await page.getByRole('link', { name: /Firm Kontor/ }).count()) === 0, 'the other one is in no list');
  await accessible(page);
  // Its link leads to the one that stays.
  await page.goto(`/organizations/${other.id}`);
  await page.waitForURL(new RegExp(`/organizations/${firm.id}$`));

  await page.getByRole('button', { name: 'Separate Firm Kontor' }).click();
  await page.getByRole('link', { name: /Jaan Tamm/ }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /Mari Maasikas/ }).waitFor();
  assert.equal(await page.getByLabel('Plan', { exact: true }).inputValue(), '');
  await page.goto(`/organizations/${other.id}`);
  await page.getByRole('link', { name: /Jaan Tamm/ }).waitFor();
  assert.equal(await page.getByLabel('Plan', { exact: true }).inputValue(), 'Gold');

  // A court case: nothing of the company may go, and the list of holds says whom it is about.
  await page.getByRole('button', { name: 'Put on legal hold' }).click();
  const hold = page.getByRole('dialog', { name: /Legal hold: .*Firm Kontor/ });
  await hold.getByLabel('Reason').fill('Case 7/2026');
  await hold.getByRole('button', { name: 'Put on legal hold' }).click();
  await hold.waitFor({ state: 'detached' });
  await page.getByText('On legal hold', { exact: true }).waitFor();
  await accessible(page);
  await page.goto('/settings/privacy');
  const line = page.getByRole('listitem').filter({ hasText: 'Case 7/2026' });
  await line.getByText('Firm Kontor').waitFor();
  await accessible(page);
});
