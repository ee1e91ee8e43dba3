import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { open } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

// A lead keeps topics and their causes; an agent notes beside a conversation why the customer wrote; the lead sees how many a month.
goal('why-people-write', {}, async (world) => {
  const page = await world.page(world.admin, '/settings/topics');
  await page.getByRole('button', { name: 'New topic', exact: true }).click();
  const topic = page.getByRole('dialog', { name: 'New topic' });
  await topic.getByLabel('Name').fill('Lamps');
  await topic.getByRole('button', { name: 'Save' }).click();
  await topic.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Below it: new topic of Lamps' }).click();
  await topic.getByLabel('Name').fill('Desk lamps');
  assert.equal(await topic.getByLabel('Below').evaluate((select) => select.selectedOptions[0].textContent), 'Lamps');
  await topic.getByRole('button', { name: 'Save' }).click();
  await topic.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'New cause of Desk lamps' }).click();
  const cause = page.getByRole('dialog', { name: 'New cause' });
  await cause.getByLabel('Name').fill('Old driver');
  await cause.getByLabel('Link to the product’s list').fill('https://issues.example/7');
  await cause.getByRole('button', { name: 'Save' }).click();
  await cause.waitFor({ state: 'detached' });
  await page.getByRole('listitem').filter({ hasText: 'Old driver' }).last().waitFor();
  await accessible(page);

  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'The lamp flickers', text: 'Since the update.' });
  const c = await world.conversation('The lamp flickers');
  await page.goto('/inbox/all');
  await open(page, /The lamp flickers/);
  await page.getByLabel('Cause').selectOption({ label: 'Old driver (Desk lamps)' });
  await until(async () => (await world.admin.get(`/conversations/${c.id}/cause`)).cause !== null, 'the cause is kept');
  await until(async () => {
    const report = await world.admin.get('/reports/causes?months=3');
    return report.with_cause.at(-1) === 1 && report.topics[0].all.at(-1) === 1;
  }, 'cause and topic are counted');

  await page.goto('/reports/why');
  const topics = page.getByRole('region', { name: 'Contacts by topic' });
  await topics.getByRole('row', { name: /^Lamps/ }).getByRole('cell').last().getByText('1').waitFor();
  const causes = page.getByRole('region', { name: 'Open causes' });
  await causes.getByRole('row', { name: /Old driver/ }).getByRole('link', { name: '1', exact: true }).last().click();
  await page.getByText('The lamp flickers').first().waitFor();
});
