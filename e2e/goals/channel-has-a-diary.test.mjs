import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';

const WHY = 'Three of four who write here find the form faster.';
const BACK = 'The form is not ready for the autumn.';

goal('lead-winds-a-channel-down-reads-its-diary-and-undoes-it', {}, async (world) => {
  for (const [n, name] of ['Erika Brandt', 'Otto Brand', 'Ida Holm'].entries()) {
    await world.write({ from: `${name} <${name.split(' ')[0].toLowerCase()}@kunde.example>`, subject: `Question ${n + 1}`, text: 'Where is my parcel?' });
    await world.conversation(`Question ${n + 1}`);
  }

  // Whose it is and what for; a reason is asked for before the channel goes.
  const page = await world.page(world.admin, '/settings/channels');
  await page.getByRole('link', { name: /Email/ }).first().click();
  await page.getByRole('button', { name: 'Owner, purpose, successor' }).click();
  const life = page.getByRole('dialog', { name: 'Owner, purpose, successor' });
  await life.getByLabel('Owner').selectOption({ label: 'Nobody' });
  await life.getByLabel('What it is for').fill('Questions that need a picture');
  await life.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Questions that need a picture').waitFor();
  await page.getByRole('button', { name: 'Change stage' }).click();
  const stage = page.getByRole('dialog', { name: 'Change stage' });
  assert.equal(await stage.getByRole('radio', { name: /^Draft/ }).count(), 0, 'what customers know is no draft any more');
  await stage.getByRole('radio', { name: /^Winding down/ }).check();
  await stage.getByRole('button', { name: 'Change stage' }).click();
  assert.ok(await stage.getByLabel('Reason').evaluate((field) => !field.validity.valid), 'nothing is sent without a reason');
  await stage.getByLabel('Reason').fill(WHY);
  await stage.getByRole('button', { name: 'Change stage' }).click();
  await page.locator('[aria-current="step"]').filter({ hasText: 'Winding down' }).waitFor();

  // The diary says who, why, and what was measured then.
  await page.getByRole('link', { name: 'Whole diary' }).click();
  await page.getByRole('heading', { name: 'Diary of Email' }).waitFor();
  const entries = page.locator('article[data-entry]');
  const wound = entries.filter({ hasText: 'Mara Lund began to wind it down.' });
  await wound.getByText(`“${WHY}”`).waitFor();
  await wound.getByText('new conversations in 30 days').waitFor();
  assert.match(await wound.locator('[data-figure="new"]').innerText(), /^3\s+new conversations in 30 days\s+3 more than before$/);
  assert.match(await wound.locator('[data-figure="contacts"]').innerText(), /^3\s/);
  assert.match(await wound.locator('[data-figure="only-here"]').innerText(), /^3\s/);
  await entries.filter({ hasText: 'left it without an owner' }).waitFor();
  await accessible(page);

  // Undone with the keyboard alone; both stand there.
  await wound.getByRole('button', { name: /^Undo/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Undo this change' }).waitFor();
  await page.keyboard.type(BACK);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('[aria-current="step"]').filter({ hasText: 'Live' }).waitFor();
  const back = entries.filter({ hasText: 'undid the change' });
  await back.getByText(`“${BACK}”`).waitFor();
  await wound.getByText('Undone', { exact: true }).waitFor();
  assert.equal(await wound.getByRole('button', { name: /^Undo/ }).count(), 0);
  assert.equal((await world.admin.get('/channels')).items[0].stage, 'live');

  // Somebody changed it again meanwhile: it says so, and what to do.
  await page.getByRole('button', { name: 'Change stage' }).click();
  await stage.getByRole('radio', { name: /^Pilot/ }).check();
  await stage.getByRole('button', { name: 'Change stage' }).click();
  const piloted = entries.filter({ hasText: 'opened it to a chosen few' });
  await piloted.getByRole('button', { name: /^Undo/ }).waitFor();
  const { id } = (await world.admin.get('/channels')).items[0];
  await world.admin.put(`/channels/${id}/stage`, { stage: 'winding_down', reason: 'From elsewhere' });
  page.user.expect(/409/);
  await piloted.getByRole('button', { name: /^Undo/ }).click();
  const undo = page.getByRole('dialog', { name: 'Undo this change' });
  await undo.getByLabel('Reason').fill('Not yet');
  await undo.getByRole('button', { name: 'Undo the change' }).click();
  await undo.getByText(/changed again since/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('“From elsewhere”').waitFor();
});
