// Every kind of public page, on a phone and on a desktop, is looked at as Lighthouse and its like do: nothing is wrong with any of them.
// Printed, an article is its words alone; with forced colours everything can still be seen.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { audited } from '../lib/audit.mjs';
import { accessible } from '../lib/browser.mjs';
import { goal, shotsFolder } from '../lib/goal.mjs';
import { helpCenter, publicPaths } from '../lib/help.mjs';
import { PHONE } from '../lib/phone.mjs';

goal('public-pages-pass-an-audit', { timeout: 360_000 }, async (world, context) => {
  const { id } = await helpCenter(world);
  const topic = await world.admin.post('/topics', { name: 'Return' });
  await world.admin.patch(`/articles/${id}`, { topic: topic.id });
  const paths = await publicPaths(world);
  const north = '/help/north';
  const more = { 'contact about a return': `${paths.contact}?topic=${topic.id}`, 'nothing found': `${north}/en/search?q=submarine`, estonian: `${north}/et`, arabic: `${north}/ar`, 'form in Estonian': `${north}/et/f/write-to-us` };
  const problems = [];
  for (const [look, options] of Object.entries({ phone: PHONE, desktop: {}, 'dark phone': { ...PHONE, theme: 'dark' } })) {
    const user = await world.user(null, options);
    const titles = new Map();
    for (const [name, path] of Object.entries({ ...paths, ...more })) {
      const seen = await audited(user, path, join(shotsFolder(), `audit-${look}-${name}.png`.replaceAll(' ', '-')));
      for (const fault of seen.faults) problems.push(`${look}, ${name}: ${fault}`);
      if (seen.indexed && seen.description.length < 10) problems.push(`${look}, ${name}: says nothing of itself: “${seen.description}”`);
      if (titles.has(seen.title) && name !== 'contact about a return') problems.push(`${name} has the title of ${titles.get(seen.title)}`);
      titles.set(seen.title, name);
      context.diagnostic(`${look}, ${name}: ${seen.requests} requests, ${seen.faults.length} faults`);
    }
    await user.close();
  }
  assert.deepEqual(problems, []);

  const user = await world.user(null);
  const page = await user.page(paths.article);
  await page.emulateMedia({ media: 'print' });
  await page.getByText('We pay refunds within three working days').waitFor();
  for (const gone of [page.getByRole('navigation').first(), page.getByRole('button', { name: 'Yes, it helped' }), page.getByRole('link', { name: 'Print a return label again' })]) {
    assert.equal(await gone.isVisible(), false, 'is not printed');
  }
  const sheet = await page.pdf({ format: 'A4' });
  assert.match(sheet.subarray(0, 5).toString(), /^%PDF-/);
  await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
  await accessible(page);
  await page.screenshot({ path: join(shotsFolder(), 'public-forced-colours.png'), fullPage: true });
  const current = page.getByRole('link', { name: 'Help center' }).first();
  assert.notEqual(await current.evaluate((link) => getComputedStyle(link).borderBlockEndColor), 'rgba(0, 0, 0, 0)', 'where one is can be seen');
});
