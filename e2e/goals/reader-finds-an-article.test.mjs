// A reader with a question, with script and without: finds the article, says that it helped, changes the language. Every page
// is looked at by axe, in light, dark, narrow and from right to left; nothing moves while it loads.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessible, settled } from '../lib/browser.mjs';
import { goal, shotsFolder } from '../lib/goal.mjs';
import { helpCenter, publicPaths } from '../lib/help.mjs';

/** How much of the page has moved by itself since it began to load. */
const moved = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );

async function readsAndSays(page, script) {
  await page.getByRole('searchbox').fill('refund');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { name: 'Results for “refund”' }).waitFor();
  await page.getByRole('link', { name: 'When will my refund arrive?' }).click();
  await page.getByRole('heading', { level: 1, name: 'When will my refund arrive?' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Copy link' }).isVisible(), script, 'what needs a script is there with a script alone');
  await page.getByRole('link', { name: 'How long it takes' }).first().click();
  assert.match(page.url(), /#how-long-it-takes$/);
  await page.getByRole('button', { name: 'Yes, it helped' }).click();
  await page.getByText('Good to know that it helped.').waitFor();
  await page.getByLabel('Your words').fill('The table');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Whoever looks after this article reads your words.').waitFor();
  await page.getByRole('link', { name: 'Back to the article' }).click();
  await page.locator('summary', { hasText: 'English' }).click();
  await page.getByRole('link', { name: 'Eesti' }).click();
  await page.getByRole('heading', { level: 1, name: 'Millal tagastuse raha kätte saan?' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'et');
}

goal('reader-finds-an-article', { timeout: 480_000 }, async (world) => {
  const help = await helpCenter(world);
  for (const script of [true, false]) {
    const user = await world.user(null, { script });
    const page = await user.page('/help/north/en');
    await readsAndSays(page, script);
    await user.close();
  }
  const said = await help.counts();
  assert.deepEqual(said, { yes: 2, no: 0 }, 'two readers, each counted once');

  const typing = await (await world.user(null)).page('/help/north/en');
  await typing.getByRole('searchbox').pressSequentially('refu', { delay: 20 });
  const hit = typing.getByRole('list', { name: 'Search the help center' }).getByRole('link', { name: 'When will my refund arrive?' });
  await hit.waitFor();
  await typing.keyboard.press('ArrowDown');
  await typing.keyboard.press('Enter');
  await typing.getByRole('heading', { level: 1, name: 'When will my refund arrive?' }).waitFor();

  const problems = [];
  const looks = { light: {}, dark: { theme: 'dark' }, narrow: { width: 320, height: 640 }, phone: { width: 390, height: 844, theme: 'dark' } };
  const { form } = await publicPaths(world);
  const paths = [form.slice('/help/north/en'.length), '', '/c/returns', '/a/when-will-my-refund-arrive', '/search?q=refund', '/search?q=submarine', '/contact', '/a/nothing', '/a/when-will-my-refund-arrive/helped?v=no'];
  for (const [name, options] of Object.entries(looks)) {
    const user = await world.user(null, options);
    user.expect(/status of 404/);
    const page = await user.page('/help/north/en');
    for (const locale of ['en', 'ar']) {
      for (const path of paths) {
        if (locale === 'ar' && path !== '' && path !== '/contact' && !path.startsWith('/f/')) continue;
        await page.goto(`/help/north/${locale}${path}`);
        await settled(page);
        const shift = await moved(page);
        if (shift > 0.01) problems.push(`${name} ${locale}${path}: moved by ${shift}`);
        await accessible(page).catch((error) => problems.push(`${name} ${locale}${path}: ${error.message}`));
        if (!(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))) problems.push(`${name} ${locale}${path}: wider than the window`);
        await page.screenshot({ path: join(shotsFolder(), `public-${name}-${locale}${path.replaceAll(/[/?=]/g, '-')}.png`), fullPage: true });
      }
    }
    await user.close();
  }
  assert.deepEqual(problems, []);
});
