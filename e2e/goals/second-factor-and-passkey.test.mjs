import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { goal, PASSWORD } from '../lib/goal.mjs';

/** The code of an authenticator app (RFC 6238) at a time. */
function codeAt(secret, ms) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(ms / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

// Authenticators know names, not addresses: the desk is called localhost here.
goal('second-factor-and-passkey', {}, async (world) => {
  const base = world.server.base.replace('127.0.0.1', 'localhost');
  const ana = await world.agent('Ana Berg');
  const user = await world.user(null);
  user.expect(/status of (401|422)/);
  const page = await user.page('/sign-in');
  const cdp = await user.context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto(`${base}/sign-in`);
  const signIn = async () => {
    await page.getByLabel('Email').fill(ana.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const signOut = async () => {
    await page.getByRole('button', { name: /Ana Berg/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };
  await signIn();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();

  await page.goto(`${base}/settings/security`);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
  const secret = await page.locator('code.secret').innerText();
  const first = Date.now();
  await page.getByRole('textbox', { name: 'Code' }).fill(codeAt(secret, first));
  await page.getByRole('button', { name: 'Turn on' }).click();
  const shown = page.getByRole('dialog', { name: 'Recovery codes' });
  await shown.getByRole('listitem').first().waitFor();
  const codes = await shown.getByRole('listitem').allInnerTexts();
  assert.equal(codes.length, 10);
  await shown.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('Recovery codes left: 10').waitFor();

  await page.getByLabel('Name').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Delete Laptop' }).waitFor();

  await signOut();
  await signIn();
  await page.getByText('Type the code from your authenticator app.').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('This code is not right, or was used.').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(codes[0]);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();

  await signOut();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});
