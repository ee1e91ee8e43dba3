import { count, log, open } from '../lib/desk.mjs';
import { expect } from '../lib/expect.mjs';
import { goal, SUPPORT } from '../lib/goal.mjs';
import { deliver, letter } from '../lib/mail.mjs';

goal('quarantine-release', {}, async (world) => {
  const page = await world.page(world.admin, '/quarantine');
  await page.getByText('Nothing is in quarantine.').waitFor();
  const hops = Array.from({ length: 60 }, (_, n) => `Received: from hop${n}.example by hop${n + 1}.example; Sat, 21 Nov 2026 10:00:00 +0000\n`).join('');
  await deliver(world.server.smtp, { from: 'otto@kunde.example', to: SUPPORT, raw: hops + letter({ from: 'Otto Brand <otto@kunde.example>', to: SUPPORT, subject: 'Round and round', text: 'Sixty servers have seen this.' }) });
  await expect(async () => /1/.test(await count(page, /Quarantine/).innerText()), 'the count of the quarantine');
  await page.reload();
  await page.getByText('Round and round').waitFor();
  await page.getByText(/passed 6\d servers: a loop/).waitFor();
  await page.getByRole('button', { name: 'Show raw mail' }).click();
  await page.getByRole('dialog', { name: 'Raw mail' }).getByText('Sixty servers have seen this.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Release' }).click();
  await world.conversation('Round and round');
  await expect(async () => !/1/.test(await count(page, /Quarantine/).innerText()), 'the count goes down');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /All open/ }).click();
  await open(page, /Otto Brand/);
  await log(page).getByText('Sixty servers have seen this.').waitFor();
});
