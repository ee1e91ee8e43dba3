import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { log, notices, open, row } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';

goal('merge-and-unmerge', {}, async (world) => {
  const anna = 'Anna Aas <anna@kunde.example>';
  await world.write({ from: anna, subject: 'My jacket', text: 'The jacket is torn.' });
  await world.write({ from: anna, subject: 'Jacket again', text: 'Still waiting for an answer.' });
  await world.write({ from: 'Bert Bock <bert@other.example>', subject: 'A bill', text: 'The bill is wrong.' });
  const page = await world.page();
  for (const subject of [/My jacket/, /Jacket again/, /A bill/]) await row(page, subject).waitFor();

  // Two of the same customer, by keyboard; the older one stays.
  const first = await world.conversation('My jacket');
  const second = await world.conversation('Jacket again');
  for (const subject of [/My jacket/, /Jacket again/]) await row(page, subject).click({ modifiers: ['ControlOrMeta'] });
  await page.getByText('2 selected').first().waitFor();
  await page.keyboard.press('Shift+M');
  const dialog = page.getByRole('dialog', { name: 'Merge 2 conversations' });
  await dialog.waitFor();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await notices(page).getByText(`Merged into #${first.number}.`).waitFor();
  await log(page).getByText('The jacket is torn.').waitFor();
  await log(page).getByText('Still waiting for an answer.').waitFor();
  await expect(async () => (await row(page, /Jacket again/).count()) === 0, 'the other one is in no list');

  // Its number leads to the survivor.
  await page.goto(`${world.server.base}/inbox/all/${second.number}`);
  await notices(page).getByText(`#${second.number} was merged into #${first.number}.`).waitFor();
  await log(page).getByText('The jacket is torn.').waitFor();

  // Taken out again, from the panel.
  await page.getByRole('button', { name: `Take #${second.number} out again` }).click();
  await row(page, /Jacket again/).waitFor();
  await expect(async () => (await log(page).getByText('Still waiting for an answer.').count()) === 0, 'its words went with it');

  // Another customer: warned, and only then merged; undone by one key.
  await open(page, /A bill/);
  await page.keyboard.press('Escape');
  await open(page, /A bill/);
  await log(page).getByText('The bill is wrong.').waitFor();
  await page.getByRole('button', { name: 'More' }).last().click();
  await page.getByRole('menuitem', { name: /Merge with another/ }).click();
  const warned = page.getByRole('dialog', { name: /Merge #/ });
  await warned.getByLabel('Or its number').fill(String(first.number));
  await warned.getByText('These are different customers.').waitFor();
  assert.equal(await warned.getByRole('button', { name: 'Merge', exact: true }).isDisabled(), true);
  await warned.getByLabel('I know that they are different customers').check();
  await warned.getByRole('button', { name: 'Merge', exact: true }).click();
  await log(page).getByText('The bill is wrong.').waitFor();
  await log(page).getByText('The jacket is torn.').waitFor();
  await notices(page).getByRole('button', { name: 'Undo' }).first().click();
  await row(page, /A bill/).waitFor();
  await expect(async () => (await log(page).getByText('The bill is wrong.').count()) === 0, 'undone');
});
