import assert from 'node:assert/strict';
import { log, open, row, send, sent, write } from '../lib/desk.mjs';
import { goal } from '../lib/goal.mjs';
import { words } from '../lib/mail.mjs';

goal('offline-and-back', {}, async (world) => {
  await world.write({ from: 'Erika Brandt <erika@kunde.example>', subject: 'Refund not received', text: 'Where is my money?' });
  const page = await world.page();
  page.user.expect(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket|ERR_SOCKET|ERR_EMPTY/);
  await open(page, /Erika Brandt/);
  await write(page, 'Written while the server was away.');

  await world.server.kill();
  await page.getByText('No connection. You can go on reading and writing').waitFor();
  await send(page);
  await page.getByText('No connection. One message waits and goes out when it is back.').waitFor();
  await log(page).getByText('Written while the server was away.').waitFor();

  await world.server.start();
  await world.write({ from: 'Otto Brand <otto@kunde.example>', subject: 'Wrong size', text: 'The shoes are too small.' });
  await sent(page, 'Written while the server was away.');
  await row(page, /Otto Brand/).waitFor();
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  await world.sink.to('erika@kunde.example');
  assert.equal(world.sink.mails.length, 1, 'sent once');
  assert.match(words(world.sink.mails[0].raw), /Written while the server was away\./);
});
