import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible } from '../lib/browser.mjs';
import { log, open, row } from '../lib/desk.mjs';
import { goal, PASSWORD } from '../lib/goal.mjs';
import { header, letter, swaks, words } from '../lib/mail.mjs';

/** All of DNS: the newcomer's own domain takes mail at the sink. No relay is set up, as on a fresh machine. */
function server(world) {
  const zone = join(mkdtempSync(join(tmpdir(), 'fairlead-zone-')), 'zone.json');
  writeFileSync(zone, JSON.stringify({ 'lindqvist.example': { MX: ['10 mx.lindqvist.example'] }, 'mx.lindqvist.example': { A: ['127.0.0.1'] } }));
  return { flags: ['--dns-zone', zone], env: { FAIRLEAD_DIRECT_DELIVERY: 'true', FAIRLEAD_MX_PORT: String(world.sink.port), FAIRLEAD_PRIVATE_MX: 'true' } };
}

goal('newcomer-sets-up-and-gets-the-test-mail', { setUp: false, server }, async (world) => {
  const user = await world.user(null);
  user.expect(/status of 401/);
  const page = await user.page('/');
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await accessible(page);
  await page.getByLabel('Organization').fill('Lindqvist & Daughters');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Name').fill('Signe Lindqvist');
  await page.getByLabel('Email').fill('signe@lindqvist.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await accessible(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Address of your support').fill('help@lindqvist.example');
  await accessible(page);
  await page.getByRole('button', { name: 'Create the desk' }).click();
  await page.getByRole('heading', { name: 'A test mail to yourself' }).waitFor();
  assert.equal(await page.getByLabel('Send to').inputValue(), 'signe@lindqvist.example');
  await accessible(page);
  await page.getByRole('button', { name: 'Send test mail' }).click();
  await page.getByText('Handed over for signe@lindqvist.example').waitFor();
  const mail = await world.sink.to('signe@lindqvist.example');
  assert.match(header(mail.raw, 'From'), /help@lindqvist\.example/);
  assert.ok(words(mail.raw).trim().length > 20, 'the test mail says something');

  await page.getByRole('button', { name: 'Go to the inbox' }).click();
  await page.getByText('Nothing is waiting.').waitFor();
  await accessible(page);
  const said = await swaks(world.server.smtp, { from: 'otto@kunde.example', to: 'help@lindqvist.example', raw: letter({ from: 'Otto Brand <otto@kunde.example>', to: 'help@lindqvist.example', subject: 'First question', text: 'Do you open on Sundays?\n\nOtto' }) });
  assert.match(said, /<-\s+250 /);
  await row(page, /Otto Brand/).waitFor();
  await open(page, /Otto Brand/);
  await log(page).getByText('Do you open on Sundays?').waitFor();

  // The next visit asks for the password; a second set-up is not possible.
  const other = await world.user(null);
  other.expect(/status of 401/);
  const again = await other.page('/setup');
  await again.getByRole('heading', { name: 'Sign in' }).waitFor();
  await assert.rejects(world.admin.setUp({ organization: 'X', name: 'X', email: 'x@x.example', password: PASSWORD, zone: 'UTC', locale: 'en', channel_name: 'X', address: 'x@x.example' }), { code: 'already_set_up' });
});

goal('newcomer-is-told-why-the-test-mail-does-not-leave', { setUp: false }, async (world) => {
  const user = await world.user(null);
  user.expect(/status of 401/);
  const page = await user.page('/');
  await page.getByLabel('Organization').fill('Lindqvist & Daughters');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Name').fill('Signe Lindqvist');
  await page.getByLabel('Email').fill('signe@lindqvist.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Address of your support').fill('help@lindqvist.example');
  await page.getByRole('button', { name: 'Create the desk' }).click();
  await page.getByRole('button', { name: 'Send test mail' }).click();
  await page.getByText('There is no relay to send mail through yet').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Set up sending now' }).click();
  await page.getByRole('dialog').getByLabel('Server').waitFor();
  await accessible(page);
});
