// A team brings its contacts and old mail along, sees what would come in, brings it in, and finds an old conversation.
import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';

const contacts = 'Full name;E-mail;Company;Plan\nMaya Lindqvist;maya@lindqvist.example;Lindqvist AB;Gold\nNobody at all;;;\nOtto Brand;otto@kunde.example;Kunde;\n';
const mails = [
  ['maya@lindqvist.example', 'Tue Mar  3 09:50:00 2020', 'Message-ID: <1@lindqvist.example>\nFrom: Maya Lindqvist <maya@lindqvist.example>\nTo: support@northwind.example\nSubject: The zither arrived broken\nDate: Tue, 3 Mar 2020 09:50:00 +0000', 'Two strings of the zither are missing.'],
  ['support@northwind.example', 'Tue Mar  3 11:00:00 2020', 'Message-ID: <2@northwind.example>\nIn-Reply-To: <1@lindqvist.example>\nFrom: Northwind <support@northwind.example>\nTo: maya@lindqvist.example\nSubject: Re: The zither arrived broken\nDate: Tue, 3 Mar 2020 11:00:00 +0000', 'New strings are on their way.'],
];
const mbox = mails.map(([from, date, head, text]) => `From ${from} ${date}\n${head}\n\n${text}\n\n`).join('');

async function bring(page, kind, name, text) {
  await page.getByRole('button', { name: 'New import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(kind).check();
  await dialog.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await dialog.getByRole('button', { name: 'Send the file' }).click();
  await dialog.getByRole('button', { name: 'Look at it' }).waitFor();
  return dialog;
}

goal('team-moves-in', {}, async (world) => {
  const page = await world.page(world.admin, '/settings/import');
  await page.getByText('Nothing was brought in yet').waitFor();
  const table = await bring(page, 'Table of contacts', 'contacts.csv', contacts);
  assert.equal(await table.getByLabel('Column E-mail').inputValue(), 'email');
  assert.equal(await table.getByLabel('Column Full name').inputValue(), 'name');
  assert.equal(await table.getByLabel('Column Plan').inputValue(), 'organization_plan');
  await accessible(page);
  await table.getByRole('button', { name: 'Look at it' }).click();
  await page.getByText('Would come in: 2 contacts').waitFor();
  await page.getByText('Organizations: 1 new').waitFor();
  await page.getByText('Not taken: 1').waitFor();
  await page.getByRole('button', { name: 'What was left out of' }).click();
  const left = page.getByRole('dialog');
  await left.getByRole('row', { name: /Neither an email address nor a phone number Nobody at all/ }).waitFor();
  await accessible(page);
  const [report] = await Promise.all([page.waitForEvent('download'), left.getByRole('link', { name: 'All of it as CSV' }).click()]);
  const { readFile } = await import('node:fs/promises');
  assert.match(await readFile(await report.path(), 'utf8'), /no_address,Nobody at all/);
  await page.keyboard.press('Escape');
  assert.equal((await world.admin.get('/contacts?q=maya')).items.length, 0);
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText('Came in: 2 contacts').waitFor();
  const [firm, ...others] = (await world.admin.get('/organizations')).items;
  assert.deepEqual([firm.name, firm.plan, firm.people, others.length], ['Lindqvist AB', 'Gold', 1, 0]);

  const post = await bring(page, 'Mail in one file', 'old.mbox', mbox);
  await post.getByRole('button', { name: 'Look at it' }).click();
  await page.getByText('Would come in: 1 conversation and 2 messages').waitFor();
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText('Came in: 1 conversation and 2 messages').waitFor();
  await accessible(page);

  await page.goto('/search?q=zither');
  await page.getByText('The zither arrived broken').first().click();
  await page.getByText('New strings are on their way').first().waitFor();
  const found = (await world.admin.get('/search?q=zither')).items[0].conversation;
  assert.deepEqual([found.status, found.due_at, found.contact.name], ['resolved', null, 'Maya Lindqvist']);
  // Nobody was written to.
  assert.equal(world.sink.mails?.length ?? 0, 0);

  // What was brought in can be taken back.
  await page.goto('/settings/import');
  await page.getByRole('listitem').filter({ hasText: 'old.mbox' }).getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('listitem').filter({ hasText: 'old.mbox' }).getByText('taken back', { exact: true }).waitFor();
  assert.equal((await world.admin.get('/search?q=zither')).items.length, 0);

  // And everything can be taken along.
  await page.getByRole('link', { name: 'Export', exact: true }).click();
  await page.getByText('No export yet').waitFor();
  await page.getByRole('button', { name: 'Export everything' }).click();
  const [zip] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  assert.match(zip.suggestedFilename(), /^fairlead-.*\.zip$/);
});
