// Times of public pages on a throttled phone, for `make bench`: five visits each by somebody who has never been here.
import { openBrowser } from './lib/browser.mjs';
import { Client } from './lib/api.mjs';
import { helpCenter, publicPaths } from './lib/help.mjs';
import { median, onPhone, PHONE } from './lib/phone.mjs';
import { startServer } from './lib/server.mjs';

const VISITS = 5;
const server = await startServer();
const admin = new Client(server.base);
await admin.setUp({ organization: 'Northwind', name: 'Mara Lund', email: 'mara@northwind.example', password: 'a long enough password', zone: 'Europe/Stockholm', locale: 'en', channel_name: 'Email', address: 'support@northwind.example', team_name: 'Support' });
const world = { admin, server };
await helpCenter(world);
const browser = await openBrowser(server.base);
console.log('| page | HTML, octets | script | style | layout shift | largest part, ms (median of 5, spread) |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [name, path] of Object.entries(await publicPaths(world))) {
  const seen = [];
  for (let n = 0; n < VISITS; n += 1) {
    const user = await browser.user(PHONE);
    seen.push(await onPhone(user, path));
    await user.close();
  }
  const times = seen.map((s) => s.lcp_ms);
  const { html, script, css } = seen[0];
  console.log(`| ${name} | ${html} | ${script} | ${css} | ${Math.max(...seen.map((s) => s.shift))} | ${median(times)} (${Math.min(...times)}–${Math.max(...times)}) |`);
}
await browser.close();
await server.stop();
