import assert from 'node:assert/strict';
import { goal, linkToken, PASSWORD } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

goal('invite-and-forgotten-password', {}, async (world) => {
  const page = await world.page(world.admin, '/settings/agents');
  await page.getByRole('button', { name: 'Invite agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite agent' });
  await dialog.getByLabel('Name').fill('Ana Berg');
  await dialog.getByLabel('Email').fill('ana@northwind.example');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await page.getByText('Invited', { exact: true }).waitFor();
  const invitation = await world.sink.to('ana@northwind.example');

  const ana = await world.user(null);
  ana.expect(/status of 401/);
  ana.expect(/status of (404|410|422|400)/);
  const hers = await ana.page(`/invitation/${linkToken(invitation, 'invitation')}`);
  await hers.getByRole('heading', { name: 'Join Northwind' }).waitFor();
  await hers.getByLabel('New password').fill(PASSWORD);
  await hers.getByRole('button', { name: 'Join' }).click();
  await hers.getByRole('navigation', { name: 'Main' }).waitFor();
  await hers.getByRole('button', { name: /Ana Berg/ }).click();
  await hers.getByRole('menuitem', { name: 'Sign out' }).click();
  await hers.getByRole('heading', { name: 'Sign in' }).waitFor();

  // The link works once.
  await hers.goto(`/invitation/${linkToken(invitation, 'invitation')}`);
  await hers.getByText('The link may be used already or too old.').waitFor();
  await hers.getByRole('link', { name: 'Back to sign-in' }).click();

  await hers.getByRole('link', { name: 'Forgot your password?' }).click();
  await hers.getByLabel('Email').fill('ana@northwind.example');
  await hers.getByRole('button', { name: 'Send link' }).click();
  await hers.getByText('a link is on its way').waitFor();
  const reset = await until(() => world.sink.mails.find((m) => m.to.includes('ana@northwind.example') && m !== invitation), 'the mail with the link');
  await hers.goto(`/reset/${linkToken(reset, 'reset')}`);
  await hers.getByLabel('New password').fill('quite another password');
  await hers.getByRole('button', { name: 'Set password' }).click();
  await hers.getByRole('heading', { name: 'Sign in' }).waitFor();

  await hers.getByLabel('Email').fill('ana@northwind.example');
  await hers.getByLabel('Password').fill(PASSWORD);
  await hers.getByRole('button', { name: 'Sign in' }).click();
  await hers.getByText('Address or password is wrong.').waitFor();
  await hers.getByLabel('Password').fill('quite another password');
  await hers.getByRole('button', { name: 'Sign in' }).click();
  await hers.getByRole('navigation', { name: 'Main' }).waitFor();

  // Nobody learns whether an address belongs to an agent.
  const before = world.sink.mails.length;
  await world.admin.post('/password/forgot', { email: 'nobody@northwind.example' });
  await world.admin.post('/password/forgot', { email: 'mara@northwind.example' });
  await world.sink.to('mara@northwind.example');
  assert.equal(world.sink.mails.length, before + 1);
});
