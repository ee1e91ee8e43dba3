import assert from 'node:assert/strict';
import { field, log, notices, open, send, sent, write } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';
import { words } from '../lib/mail.mjs';

goal('undo-send', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  await open(page, /Erika Brandt/);
  await write(page, 'A word too much.');
  await send(page);
  await log(page).getByText(/Goes out in/).waitFor();
  await notices(page).getByRole('button', { name: /^Undo/ }).click();
  await expect(async () => (await field(page).innerText()).includes('A word too much.'), 'the text is back in the composer');
  await expect(async () => (await log(page).getByRole('article').filter({ hasText: 'A word too much.' }).count()) === 0, 'the message is gone');
  assert.equal((await world.conversation('Refund not received')).status, 'open', 'it waits for us again');

  await field(page).fill('The right words.');
  await send(page);
  await sent(page, 'The right words.');
  await world.sink.to('erika@kunde.example');
  assert.equal(world.sink.mails.length, 1, 'only one of them went out');
  assert.match(words(world.sink.mails[0].raw), /The right words\./);

  // Afterwards it is too late, and said so.
  const detail = await world.detail((await world.conversation('Refund not received', 'view=waiting')).id);
  const message = detail.messages.findLast((m) => m.kind === 'agent');
  await assert.rejects(world.admin.delete(`/messages/${message.id}/sending`), { status: 409, code: 'already_sent' });
});

goal('undo-of-send-and-resolve-opens-it-again', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  await open(page, /Erika Brandt/);
  const before = await world.conversation('Refund not received');
  await write(page, 'A word too much.');
  await page.keyboard.press('Control+Shift+Enter');
  await expect(async () => (await world.conversation('Refund not received', 'view=resolved'))?.status === 'resolved', 'it is resolved');
  await notices(page).getByRole('button', { name: /^Undo/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect(async () => (await world.conversation('Refund not received', 'view=all'))?.status === 'open', 'it is open again');
  const after = await world.conversation('Refund not received');
  assert.equal(after.waiting_since, before.waiting_since, 'the customer has waited all the time');
  await expect(async () => (await field(page).innerText()).includes('A word too much.'), 'the text is back in the composer');
  await expect(async () => (await page.getByRole('option', { name: /Erika Brandt/ }).count()) === 1, 'it is in the list again');
});
