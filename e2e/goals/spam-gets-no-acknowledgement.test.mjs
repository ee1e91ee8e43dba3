import assert from 'node:assert/strict';
import { log, open, row } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { words } from '../lib/mail.mjs';

// An acknowledgement is held for two minutes: this goal waits for the one that must come, and then knows that the others did not.
goal('spam-gets-no-acknowledgement', { timeout: 240_000 }, async (world) => {
  await world.write({ from: 'win@lottery.example', subject: 'You have won', text: 'Click here.', headers: { 'X-Spam-Flag': 'YES', 'X-Spam-Status': 'Yes, score=15.2 required=5.0' } });
  await world.write({ from: 'away@kunde.example', subject: 'Out of office', text: 'I am away until Monday.', headers: { 'Auto-Submitted': 'auto-replied' } });
  await world.conversation('You have won', 'view=spam');
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  await row(page, /Refund not received/).waitFor();
  assert.equal(await row(page, /You have won/).count(), 0, 'spam is in no queue');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Spam/ }).click();
  await open(page, /You have won/);
  await page.getByText(/Held as spam/).waitFor();
  await page.getByRole('button', { name: 'Not spam' }).waitFor();

  const mail = await world.sink.to('erika@kunde.example', 'the acknowledgement', 180_000);
  assert.match(words(mail.raw), /we aim to answer by|usually/, 'says when an answer comes');
  assert.deepEqual(world.sink.mails.flatMap((m) => m.to), ['erika@kunde.example'], 'nobody else was written to');
  await page.goto('/inbox/all');
  await open(page, /Refund not received/);
  await log(page).getByText('Acknowledgement').waitFor();
});
