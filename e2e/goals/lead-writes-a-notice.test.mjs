import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { answerTo, goal } from '../lib/goal.mjs';
import { deliver, header, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

// A channel will go: the lead looks who depends on it, writes to them, tries it out, takes it back once, and sends it.
goal('lead-writes-a-notice', {}, async (world) => {
  const write = async (name, n) => {
    await world.write({ from: `${name} <${name.toLowerCase()}@kunde.example>`, subject: `${name} ${n}`, text: 'Where is my parcel?' });
    await world.conversation(`${name} ${n}`);
  };
  await write('Erika', 1);
  await write('Erika', 2);
  await write('Otto', 1);
  const mail = (await world.admin.get('/channels')).items[0];
  const hello = await world.admin.post('/channels', { kind: 'email', name: 'Hello', team: mail.team, address: 'hello@northwind.example' });
  if (hello.stage !== 'live') await world.admin.put(`/channels/${hello.id}/stage`, { stage: 'live', reason: 'It takes over.' });
  const lead = await world.agent('Ines Duarte', { permissionSet: 'lead' });
  const letters = (name) => world.sink.mails.filter((m) => m.to.includes(`${name}@kunde.example`) && /reduce our costs/.test(words(m.raw) ?? ''));
  // Erika waits for an answer, Otto has his.
  const answered = await world.conversation('Otto 1');
  await world.admin.put(`/conversations/${answered.id}/status`, { status: 'resolved', force: true });

  // Who depends on it, the heaviest user first; only with this channel are both.
  const page = await world.page(lead, `/settings/channels/${mail.id}`);
  await page.getByRole('link', { name: 'Who depends on it' }).click();
  await page.getByText('2 people').waitFor();
  const rows = page.locator('[data-dependent]');
  await rows.nth(1).waitFor();
  assert.match(await rows.nth(0).innerText(), /Erika/);
  await accessible(page);
  await page.getByLabel('Show', { exact: true }).selectOption({ label: 'Whom no notice reaches' });
  await page.getByText('Nobody is like that.').waitFor();
  await page.getByLabel('Show', { exact: true }).selectOption({ label: 'Everybody' });
  await rows.nth(1).waitFor();
  await page.getByRole('link', { name: 'Write to them' }).click();
  const fresh = page.getByRole('dialog', { name: 'New notice' });
  await fresh.getByRole('radio', { name: /^How to reach us/ }).check();
  await accessible(page);
  await fresh.getByLabel('Name', { exact: true }).fill('Email goes');
  await fresh.getByRole('button', { name: 'Create the draft' }).click();
  await page.getByRole('heading', { name: 'Email goes' }).waitFor();

  // A text that speaks of costs is questioned, until the lead says that it is meant.
  const send = page.getByRole('button', { name: 'Send to 2 people' });
  await send.and(page.locator(':enabled')).waitFor();
  const text = page.getByRole('textbox', { name: 'Text in English' });
  await text.and(page.locator('[contenteditable]')).waitFor();
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('We do this to reduce our costs.');
  await page.locator('[data-finding="says_costs"]').waitFor();
  await page.getByText('Something forbids the sending').waitFor();
  assert.ok(await send.isDisabled());
  await accessible(page);
  await page.getByRole('checkbox', { name: 'Yes, it should say that it is about costs.' }).check();
  await send.and(page.locator(':enabled')).waitFor();

  // As each reads it, and one of them to oneself.
  const preview = page.locator('[data-preview]');
  await preview.getByRole('definition').filter({ hasText: /^open conversation$/ }).waitFor();
  await preview.getByText('reduce our costs').waitFor();
  await preview.getByRole('button', { name: 'Next person' }).click();
  await preview.getByRole('definition').filter({ hasText: /^mail$/ }).waitFor();
  await preview.getByText(/otto@kunde\.example/).waitFor();
  await preview.getByRole('button', { name: 'Send this one to myself' }).click();
  const sample = await until(() => world.sink.mails.find((m) => m.to.includes(lead.email) && /reduce our costs/.test(words(m.raw) ?? '')), 'the sample', 60_000);
  assert.match(words(sample.raw), /Otto/);
  assert.equal(letters('otto').length, 0);

  // Sent, taken back before anything left, and sent again; by the keyboard alone.
  await send.focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^It goes out in/).waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Undo', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Draft', { exact: true }).waitFor();
  assert.equal(letters('erika').length + letters('otto').length, 0);
  await send.and(page.locator(':enabled')).waitFor();
  await send.focus();
  await page.keyboard.press('Enter');
  await page.getByText('2 told, 0 to come, 0 passed over').waitFor({ timeout: 60_000 });
  await page.getByText('Sent', { exact: true }).waitFor();
  const told = page.locator('[data-recipient="told"]');
  await told.nth(1).waitFor();
  await accessible(page);
  for (const name of ['erika', 'otto']) await until(() => letters(name).length === 1, `${name} has a letter`, 60_000);
  const letter = letters('otto')[0];
  assert.match(words(letter.raw), /Otto/);
  assert.match(header(letter.raw, 'From'), /hello@northwind\.example/);
  assert.equal(header(letter.raw, 'Auto-Submitted'), 'auto-generated');
  assert.ok(header(letter.raw, 'List-Unsubscribe'));

  // Whoever answers it is heard, and counted as having answered.
  const reply = answerTo(letter, { from: 'Otto <otto@kunde.example>', text: 'Thank you, I found the new way.' });
  await deliver(world.server.smtp, reply);
  await until(async () => {
    await page.reload();
    await page.locator('[data-recipient="told"]').nth(1).waitFor();
    return (await page.locator('[data-recipient="told"]', { hasText: 'Otto' }).innerText()).includes('answered');
  }, 'Otto has answered', 60_000);
  await page.getByRole('heading', { name: 'Who has moved' }).waitFor();
  await accessible(page);

  // Who wants none is on a list.
  await page.goto('/settings/suppressed');
  await page.getByLabel('Address').fill('nobody@kunde.example');
  await page.getByRole('button', { name: 'No notices to it' }).click();
  await page.getByText('nobody@kunde.example').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Remove nobody@kunde.example' }).click();
  await page.getByText('Everybody may get notices.').waitFor();

  // A person's page says so too, and takes it back.
  const { contact } = await world.conversation('Erika 1');
  await page.goto(`/contacts/${contact.id}`);
  await page.getByRole('button', { name: 'No notices', exact: true }).click();
  await page.getByText('Gets no notices: put on the list by hand.').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'No notices', exact: true }).waitFor();
});
