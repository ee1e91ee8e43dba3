import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { header, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

// A lead gets last week's figures of what matters to them, as mail with the tables beside.
goal('report-by-mail', { zone: 'UTC' }, async (world) => {
  const page = await world.page(world.admin, '/reports/mailed');
  await page.getByText('No report is mailed. Nothing leaves until you turn one on.').waitFor();
  await page.getByRole('button', { name: 'New report by mail' }).click();
  const dialog = page.getByRole('dialog', { name: 'New report by mail' });
  await dialog.getByLabel('Name').fill('Urgent ones <weekly>');
  await dialog.getByLabel('How often').selectOption('every week');
  await dialog.getByLabel('Divided by').selectOption('urgency');
  await dialog.getByText('Only some conversations', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Add condition' }).click();
  await dialog.getByLabel('Field').selectOption('urgency');
  await dialog.getByRole('checkbox', { name: 'Urgent', exact: true }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const held = page.getByRole('listitem').filter({ hasText: 'Urgent ones <weekly>' });
  await held.getByText('off', { exact: true }).waitFor();
  await held.getByText(/Urgency.*Urgent/).waitFor();
  const [kept] = (await world.admin.get('/report-schedules')).items;
  assert.deepEqual(kept.filter, { all: [{ field: 'urgency', op: 'is', value: 'urgent' }] });

  // What is kept stands in the editor again, and can be taken away.
  await held.getByRole('button', { name: 'Change' }).click();
  const again = page.getByRole('dialog', { name: 'Report by mail' });
  assert.equal(await again.getByRole('checkbox', { name: 'Urgent', exact: true }).isChecked(), true);
  await again.getByRole('button', { name: 'Cancel' }).click();

  const before = world.sink.mails.length;
  await held.getByRole('button', { name: 'Send me the last one' }).click();
  const mail = await until(() => world.sink.mails.slice(before).find((m) => m.to.includes(world.admin.me.email)), 'the report has come', 30_000);
  assert.match(header(mail.raw, 'Subject'), /Urgent ones/);
  assert.match(words(mail.raw), /Arrived/);
  assert.match(mail.raw, /\.csv/);

  // Off means that nothing goes on its own; removed means gone.
  await held.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No report is mailed. Nothing leaves until you turn one on.').waitFor();
});
