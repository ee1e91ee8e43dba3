import assert from 'node:assert/strict';
import { composer, notices } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

goal('people-merged-and-forgotten', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@home.example>', subject: 'My lamp', text: 'It is dark.' });
  await world.write({ from: 'Erika Brandt <erika.brandt@work.example>', subject: 'Our desks', text: 'They wobble.' });
  const home = (await world.conversation('My lamp')).contact.id;
  const { number, contact: { id: work } } = await world.conversation('Our desks');
  const page = await world.page(world.admin, `/contacts/${home}`);

  // Two records of one person.
  await page.getByRole('button', { name: 'Merge with another…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Merge into Erika Brandt' });
  await dialog.getByText('Same name').waitFor();
  await dialog.getByRole('radio').check();
  await dialog.getByText('No address of theirs is confirmed', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('erika.brandt@work.example').first().waitFor();
  await page.getByRole('link', { name: /Our desks/ }).waitFor();
  await page.goto(`/contacts/${work}`);
  await page.waitForURL(new RegExp(`/contacts/${home}$`));

  // And two again.
  await page.getByRole('button', { name: 'Separate Erika Brandt' }).click();
  await page.getByRole('link', { name: /Our desks/ }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /My lamp/ }).waitFor();
  await page.goto(`/contacts/${work}`);
  await page.getByRole('link', { name: /Our desks/ }).waitFor();

  // A legal hold stands in the way, then not.
  await page.getByRole('button', { name: 'Put on legal hold' }).click();
  const hold = page.getByRole('dialog', { name: 'Legal hold' });
  await hold.getByLabel('Reason').fill('Case 7/2026');
  await hold.getByRole('button', { name: 'Put on legal hold' }).click();
  await hold.waitFor({ state: 'detached' });
  // Settings say whom it keeps; its end can be taken back.
  await page.goto('/settings/privacy');
  const held = page.getByRole('listitem').filter({ hasText: 'Case 7/2026' });
  await held.getByRole('link', { name: 'Erika Brandt' }).waitFor();
  await held.getByRole('button', { name: 'End the hold: Case 7/2026' }).click();
  await held.getByText('Ends', { exact: true }).waitFor();
  await notices(page).getByRole('button', { name: /^Undo/ }).click();
  await held.getByRole('button', { name: 'End the hold: Case 7/2026' }).waitFor();
  assert.equal((await world.admin.get('/legal-holds')).items[0].ended_at, null);
  await page.goto(`/contacts/${work}`);
  await page.getByRole('button', { name: 'Forget this person…' }).click();
  const erase = page.getByRole('dialog', { name: 'Forget Erika Brandt' });
  await erase.getByText('A legal hold stands in the way:').waitFor();
  assert.equal(await erase.getByRole('button', { name: 'Forget for good' }).isDisabled(), true);
  await erase.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'End the hold: Case 7/2026' }).click();
  await page.getByText('On legal hold', { exact: true }).waitFor({ state: 'detached' });

  // She asks to be forgotten.
  await page.getByRole('button', { name: 'Forget this person…' }).click();
  await erase.getByText('Messages', { exact: true }).waitFor();
  await erase.getByLabel('to confirm', { exact: false }).fill('Erika Brandt');
  await erase.getByRole('button', { name: 'Forget for good' }).click();
  await page.getByText('This person was forgotten', { exact: false }).waitFor();
  await until(async () => (await world.admin.get('/erasures')).items[0]?.state === 'done', 'the words are gone');
  // Nothing is offered that could not be sent.
  await page.goto(`/inbox/all/${number}`);
  const note = composer(page, 'Internal note');
  await note.getByText('Nothing can be sent to them any more', { exact: false }).waitFor();
  assert.equal(await note.getByRole('radio', { name: 'Reply' }).count(), 0);
  await page.keyboard.press('r');
  assert.equal(await composer(page).count(), 0);
  const found = await world.admin.get('/search?q=wobble');
  assert.equal(found.items.length, 0);
  assert.equal((await world.admin.get('/contacts?q=work.example')).items.length, 0);
  const kept = await world.admin.get('/search?q=dark');
  assert.equal(kept.items.length, 1, 'the other Erika is still there');
  const trail = JSON.stringify(await world.admin.get('/audit?act=contact.erased'));
  assert.ok(!trail.includes('Erika') && !trail.includes(work), 'the trail does not say whom');
});
