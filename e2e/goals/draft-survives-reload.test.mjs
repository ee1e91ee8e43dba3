import assert from 'node:assert/strict';
import { composer, field, open, row, send, write } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal } from '../lib/goal.mjs';
import { words } from '../lib/mail.mjs';

goal('draft-survives-reload', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  await open(page, /Erika Brandt/);
  await write(page, 'Half an answer');
  await page.locator('input[type="file"]').setInputFiles({ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from('paid') });
  await composer(page).getByText('receipt.txt').waitFor();
  await composer(page).getByText(/Draft saved/).waitFor();
  await page.reload();
  await expect(async () => (await field(page).innerText()).includes('Half an answer'), 'the text is there again');
  await composer(page).getByText('receipt.txt').waitFor();

  // Also at another machine of the same person, and not for anybody else.
  const other = await world.page(world.admin, '/inbox/all');
  await row(other, /Erika Brandt.*Draft/).waitFor();
  await open(other, /Erika Brandt/);
  await expect(async () => (await field(other).innerText()).includes('Half an answer'), 'the text is on the other machine');
  await other.close();

  await write(page, ' and the rest.');
  await send(page);
  const mail = await world.sink.to('erika@kunde.example');
  assert.match(words(mail.raw), /Half an answer|and the rest\./);
  assert.match(mail.raw, /filename="?receipt\.txt/);
  await page.reload();
  await composer(page).locator('[contenteditable="true"]').waitFor();
  assert.equal((await field(page).innerText()).trim(), '', 'a sent draft does not come back');
});
