// Pictures of the queue's pages for looking at: `node console-queue/shots.mjs FOLDER [WORD]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accessible, openBrowser, settled } from '../lib/browser.mjs';
import { startDesk } from './scene.mjs';

const folder = process.argv[2] ?? 'shots';
const only = process.argv[3] ?? '';
await mkdir(folder, { recursive: true });
const looks = [['light', {}, ''], ['dark', { theme: 'dark' }, ''], ['narrow', { width: 390, height: 844 }, ''], ['rtl', {}, '?dir=rtl']];
const dialog = async (page) => {
  await page.getByRole('button', { name: /^Work of/ }).first().click();
  await page.getByText('Chats ended in an hour').first().waitFor();
};
const tried = async (page) => {
  await page.getByRole('button', { name: 'Try on last week' }).click();
  await page.getByText('5,391 arrivals').or(page.getByText('5391 arrivals')).waitFor();
};
const help = (page) => page.locator('[data-call-help]').click();
const helped = async (page) => {
  await help(page);
  const dialog = page.locator('dialog[open]');
  await dialog.locator('[role="status"]').waitFor();
  await dialog.locator('button.btn-main').click();
  await page.locator('[data-helping]').waitFor();
};
const scenes = [
  ['live', '/queue', null],
  ['help', '/queue', async (page) => { await help(page); await page.locator('dialog[open] [role="status"]').waitFor(); await page.waitForTimeout(300); }],
  ['helped', '/queue', helped],
  ['offer', '/inbox/mine', async (page, desk) => { await desk.make({ do: 'ring' }); await page.locator('[data-offer]').waitFor(); await page.waitForTimeout(600); }],
  ['chats', '/chats', async (page, desk) => { const { chats } = await desk.make({ do: 'nothing' }); await desk.make({ do: 'hold', numbers: chats }); await page.locator('.composer').first().waitFor(); await desk.make({ do: 'types', number: chats[0], on: true }); await page.waitForTimeout(500); }],
  ['rules', '/settings/queue-rules', tried],
  ['targets', '/settings/targets', tried],
  ['skills', '/settings/skills', null],
  ['work', '/settings/agents', dialog],
  ['waits', '/reports/waits', async (page) => { await page.evaluate(() => document.querySelectorAll('figure').forEach((one) => one.matches(':nth-last-child(2)') && one.scrollIntoView({ block: 'center' }))); }],
  ['promises', '/reports/promises', null],
];
for (const [look, options, query] of looks) {
  for (const [name, path, then] of scenes) {
    if (only && !`${name}-${look}`.includes(only)) continue;
    const desk = await startDesk();
    const browser = await openBrowser(desk.base);
    try {
      const user = await browser.user(options);
      const page = await user.page(path + query);
      await page.locator('main h1, .list').first().waitFor();
      await settled(page);
      await page.waitForTimeout(700);
      if (then) await then(page, desk);
      await page.screenshot({ path: join(folder, `queue-${name}-${look}.png`) });
      await accessible(page).catch((error) => console.log(`${name} ${look}: ${error.message}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log(`${name} ${look}: ${wide} px wider than the window`);
    } catch (error) {
      console.log(`${name} ${look}: ${error.message}`);
    }
    await browser.close().catch((error) => console.log(`${name} ${look}: ${error.message}`));
    desk.stop();
  }
}
