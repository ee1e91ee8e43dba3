import assert from 'node:assert/strict';
import { log, open, row, send, write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { bounceOf } from '../lib/letters.mjs';
import { deliver, letter } from '../lib/mail.mjs';

goal('bounce-marks-the-recipient', {}, async (world) => {
  await world.write({ from: 'Otto Brand <otto@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  await world.write({ from: 'Ida Holm <ida@kunde.example>', subject: 'Which colour', text: 'Is the red one in stock?' });
  const page = await world.page();
  await open(page, /Otto Brand/);
  await write(page, 'Please send them back.');
  await send(page);
  const mail = await world.sink.to('otto@kunde.example');
  const report = bounceOf(mail, { recipient: 'otto@kunde.example' });
  await deliver(world.server.smtp, { from: '', to: mail.from, raw: letter({ ...report, to: mail.from }) });
  const article = log(page).getByRole('article').filter({ hasText: 'Please send them back.' });
  await article.getByText(/otto@kunde\.example.*came back/).waitFor();
  await article.getByText(/No such user here/).waitFor();
  await page.getByRole('complementary', { name: 'Details' }).getByText('Came back').waitFor();

  await log(page).getByText('A report came: otto@kunde.example was not reached').waitFor();

  // A server that says no at once is told the same way.
  world.sink.refuse = (address) => (address === 'ida@kunde.example' ? '550 5.7.1 We do not want this' : null);
  await row(page, /Ida Holm/).click();
  await log(page).getByText('Is the red one in stock?').waitFor();
  await write(page, 'Yes, it is.');
  await send(page);
  const other = log(page).getByRole('article').filter({ hasText: 'Yes, it is.' });
  await other.getByText(/We do not want this/).waitFor({ timeout: 30_000 });
  assert.equal((await world.admin.conversations('view=all')).concat(await world.admin.conversations('view=waiting')).length, 2, 'a report opens no conversation');
});
