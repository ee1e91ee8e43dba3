import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { notices, row } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';

const people = ['Anna Aas', 'Bert Bock', 'Clara Cole', 'Dora Dahl'];

goal('many-at-once', {}, async (world) => {
  for (const name of people) await world.write({ from: `${name} <${name.split(' ')[0].toLowerCase()}@kunde.example>`, subject: `Question of ${name}`, text: 'Where is it?' });
  const page = await world.page();
  for (const name of people) await row(page, new RegExp(name)).waitFor();
  const sent = [];
  page.on('request', (request) => request.method() !== 'GET' && /conversations/.test(request.url()) && sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const open = async () => (await world.admin.get('/conversations?view=all')).items.length;

  // By keyboard: the first three, resolved, and back.
  await page.getByRole('listbox').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('Shift+J');
  await page.getByText('3 selected').first().waitFor();
  await accessible(page);
  sent.length = 0;
  await page.keyboard.press('e');
  await notices(page).getByText('3 conversations resolved.').waitFor();
  await expect(async () => (await open()) === 1, 'three are resolved');
  assert.deepEqual(sent, ['POST /api/v1/conversations/bulk'], 'one request');
  sent.length = 0;
  await page.keyboard.press('z');
  await expect(async () => (await open()) === 4, 'all are open again');
  assert.deepEqual(sent, ['POST /api/v1/conversations/bulk'], 'one request back');
  for (const name of people) await row(page, new RegExp(name)).waitFor();

  // What a colleague changes meanwhile is left alone, and named.
  const other = await world.conversation(`Question of ${people[1]}`);
  await page.route('**/conversations/bulk', async (route) => {
    await world.admin.put(`/conversations/${other.id}/urgency`, { urgency: 'urgent', force: true });
    await route.continue();
  }, { times: 1 });
  if ((await page.getByText(/\d selected/).count()) > 0) await page.keyboard.press('Escape');
  for (const name of people.slice(0, 2)) await row(page, new RegExp(name)).click({ modifiers: ['ControlOrMeta'] });
  await page.getByText('2 selected').first().waitFor();
  await page.keyboard.press('e');
  await notices(page).getByText(`#${other.number} was changed meanwhile and has been left as it is.`).waitFor();
  await row(page, new RegExp(people[1])).getByText('Urgent').waitFor();
  assert.equal(await open(), 3);
  await notices(page).getByRole('button', { name: 'Apply anyway' }).click();
  await expect(async () => (await open()) === 2, 'applied anyway');
});
