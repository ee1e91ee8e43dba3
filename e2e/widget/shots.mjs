// Pictures of the panel for looking at: `node widget/shots.mjs FOLDER`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from '../lib/browser.mjs';
import { PHONE } from '../lib/phone.mjs';
import { shop, startHost } from './host.mjs';
import { startMock } from './mock.mjs';
import { frameOf, launched, press } from './scene.mjs';

const folder = process.argv[2] ?? 'shots';
await mkdir(folder, { recursive: true });
for (const [name, user, lang] of [['light', { width: 480 * 2, height: 760 }, 'en'], ['dark', { theme: 'dark', width: 960, height: 760 }, 'en'], ['phone', PHONE, 'et'], ['arabic', { width: 960, height: 760 }, 'ar']]) {
  const host = await startHost(() => shop('', { lang, dir: lang === 'ar' ? 'rtl' : 'ltr' }));
  const desk = await startMock({ sites: [host.base] });
  Object.assign(host, { desk: desk.base, key: desk.key });
  desk.before('tok_seen', [
    { from: 'customer', author: null, text: 'Hi, one of the poles in my Kulgu tent came without its tip. Order NW-10482.' },
    { from: 'system', author: null, text: 'Liis joined at 10:41. You waited 3 minutes.' },
    { text: 'Hi Maya, I see it in the photo. We have that tip here in Tallinn and I am posting one to you today, free of charge.' },
    { from: 'customer', author: null, text: 'Great, thank you! Do I send the pole back?' },
    { text: 'No, keep it. The tip presses in by hand, page 2 shows how.', files: [{ id: 'f', name: 'Kulgu pole tips.pdf', size: 284_000, kind: 'application/pdf', url: '/x' }] },
  ]).conversation.agent = { name: 'Liis Kask' };
  const browser = await openBrowser(host.base);
  const someone = await browser.user(user);
  await someone.context.addInitScript(`try { localStorage.setItem('desk:${desk.key}', '{"token":"tok_seen"}') } catch {}`);
  const page = await someone.page('/');
  await press(page, (await launched(page)).box);
  const frame = await frameOf(page);
  await frame.getByText('No, keep it.').waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await browser.close().catch((error) => console.log(error.message));
  await desk.stop();
  await host.stop();
}
