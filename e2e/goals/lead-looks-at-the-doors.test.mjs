import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { goal } from '../lib/goal.mjs';

// Do our doors work? The program comes by as a customer would, when somebody asks; and a closed address says at last that it is closed.
goal('lead-looks-at-the-doors-and-switches-the-last-word-on', { relay: false }, async (world) => {
  const mail = (await world.admin.get('/channels')).items[0];
  const center = await world.admin.post('/help-centers', { names: { en: 'Help' }, locales: ['en'], default_locale: 'en', slug: 'help', public: true, links: [] });

  // Nobody has looked yet; by the keyboard a letter is sent to the address, and it comes in.
  const page = await world.page(world.admin, `/settings/channels/${mail.id}`);
  const door = page.locator('[data-look]');
  await door.getByText('Not looked at yet').waitFor();
  await accessible(page);
  const now = page.getByRole('button', { name: /^Look now: support@/ });
  await now.focus();
  await page.keyboard.press('Enter');
  await door.getByText('Works', { exact: true }).waitFor({ timeout: 60_000 });
  await door.getByText('The letter came in.').waitFor();
  await door.getByText('Mara Lund asked').waitFor();
  assert.ok(await now.evaluate((element) => element === document.activeElement), 'the focus stays');
  await page.keyboard.press('Enter');
  await door.getByText('One look before').click();
  assert.equal(await door.locator('li').count(), 1);
  await accessible(page);
  assert.equal((await world.admin.conversations('view=all')).length, 0, 'a letter of ours is no conversation');

  // The contact page stands with its help center.
  await page.goto('/articles/centers');
  await page.getByRole('button', { name: 'Look now: Contact page of Help' }).click();
  await door.getByText('Works', { exact: true }).waitFor({ timeout: 60_000 });
  await accessible(page);
  const probes = (await world.admin.get(`/channels/chn_${center.id.split('_')[1]}/probes`)).items;
  assert.deepEqual([probes[0].way, probes[0].passed], ['contact', true]);

  // Of an address that is open there is no last word. Once it is closed: what is said, and what holds it back.
  await page.goto(`/settings/channels/${mail.id}`);
  await door.waitFor();
  assert.equal(await page.locator('[data-last-word]').count(), 0);
  await world.admin.put(`/channels/${mail.id}/stage`, { stage: 'closed', reason: 'The contact page is enough' });
  await page.goto(`/settings/channels/${mail.id}`);
  const word = page.locator('[data-last-word]');
  await word.getByText('Off', { exact: true }).waitFor();
  await word.getByText(/^550 5\.1\.6 .*support@northwind\.example \(X\)/).waitFor();
  await word.getByText(/^Twelve months since it was closed are over only on/).waitFor();
  await word.getByRole('switch').focus();
  await page.keyboard.press('Space');
  const ask = page.getByRole('dialog', { name: 'Switch the last word on' });
  await accessible(page);
  await ask.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await world.admin.get(`/channels/${mail.id}/last-word`)).on, false, 'nothing without a yes');
  await word.getByRole('switch').click();
  await ask.getByRole('button', { name: 'Switch the last word on' }).click();
  await word.getByText('On, held back').waitFor();
  await word.getByText('Switched on by Mara Lund').waitFor();
  assert.ok(await word.getByRole('switch').isChecked());
  await accessible(page);
  const kept = await world.admin.get(`/channels/${mail.id}/last-word`);
  assert.deepEqual([kept.on, kept.in_force], [true, false]);
  await word.getByRole('switch').click();
  await word.getByText('Off', { exact: true }).waitFor();
  assert.equal((await world.admin.get(`/channels/${mail.id}/last-word`)).on, false);
});
