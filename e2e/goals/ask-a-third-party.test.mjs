import assert from 'node:assert/strict';
import { accessible } from '../lib/browser.mjs';
import { log, open, row, send, sent, write } from '../lib/desk.mjs';
import { answerTo, goal } from '../lib/goal.mjs';
import { header, swaks, words } from '../lib/mail.mjs';

goal('ask-a-third-party', {}, async (world) => {
  await world.write({ from: 'Anna Aas <anna@kunde.example>', subject: 'Where is my parcel', text: 'It should have come on Monday.' });
  const page = await world.page();
  await open(page, /Where is my parcel/);
  const sides = page.getByRole('region', { name: 'Side conversations' });
  await sides.getByRole('button', { name: 'Ask somebody else…' }).click();
  await sides.getByLabel('To', { exact: true }).fill('carrier@ship.example');
  await sides.getByLabel('Subject').fill('Parcel 7');
  await sides.getByLabel('Your question').fill('Where is parcel 7?');
  await accessible(page);
  await sides.getByRole('button', { name: 'Send' }).click();
  await sides.getByText('Waiting', { exact: true }).waitFor();
  await row(page, /Where is my parcel/).getByTitle('A third party was asked').waitFor();

  const asked = await world.sink.next((m) => m.to.includes('carrier@ship.example'));
  assert.match(words(asked.raw), /Where is parcel 7\?/);
  assert.doesNotMatch(asked.raw, /anna|Monday/i, 'nothing of the customer goes along');
  await swaks(world.server.smtp, answerTo(asked, { from: 'carrier@ship.example', text: 'It comes tomorrow.' }));

  await sides.getByText('It comes tomorrow.').waitFor();
  await sides.getByText('Answered', { exact: true }).waitFor();
  await row(page, /Where is my parcel/).getByTitle('A third party has answered').waitFor();
  assert.equal(await log(page).getByText('It comes tomorrow.').count(), 0, 'never in the thread of the customer');

  await write(page, 'Your parcel comes tomorrow.');
  await send(page);
  await sent(page, 'Your parcel comes tomorrow.');
  const told = await world.sink.next((m) => m.to.includes('anna@kunde.example') && /parcel comes tomorrow/.test(m.raw));
  assert.doesNotMatch(told.raw, /ship\.example/);
  assert.ok(header(told.raw, 'Reply-To') !== header(asked.raw, 'Reply-To'), 'each thread has a token of its own');
  await sides.getByRole('button', { name: 'Done' }).click();
  await sides.getByText('Done', { exact: true }).first().waitFor();
});
