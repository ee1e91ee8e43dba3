// A table with rubbish in it is brought in while the server is killed again and again: nothing is lost, nothing comes twice.
import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { until } from '../lib/until.mjs';

const PEOPLE = 6000;

function table() {
  const lines = ['name,email'];
  for (let n = 0; n < PEOPLE; n += 1) {
    lines.push(`Person ${n},p${n}@many.example`);
    if (n % 10 === 0) lines.push(`Nobody ${n},`);
    if (n % 1000 === 0) lines.push(`"Never closed ${n},x`);
  }
  return lines.join('\n');
}

goal('import-survives-a-kill', { timeout: 300_000 }, async (world) => {
  const api = world.admin;
  const made = await api.post('/imports', { kind: 'csv', name: 'many.csv' });
  const sent = await fetch(`${world.server.base}/api/v1/imports/${made.id}/file?offset=0&last=1`, { method: 'PUT', headers: { 'content-type': 'application/octet-stream', 'x-csrf-token': api.csrf, cookie: api.cookie }, body: table() });
  assert.equal(sent.status, 200, await sent.text());
  const seen = await api.get(`/imports/${made.id}/preview`);
  await api.put(`/imports/${made.id}/plan`, { columns: seen.columns, delimiter: seen.delimiter, encoding: seen.encoding, heading: seen.heading });
  const now = () => api.get(`/imports/${made.id}`);
  const looked = await until(async () => { const i = await now(); return i.state === 'checked' ? i : null; }, 'the dry run');
  assert.equal(looked.looked.contacts_made, PEOPLE);
  await api.post(`/imports/${made.id}/run`, {});
  let kills = 0;
  let before = 0;
  while (kills < 4) {
    const i = await until(async () => { const now_ = await now(); return now_.counts.records > before || now_.state !== 'running' ? now_ : null; }, 'progress');
    if (i.state !== 'running') break;
    before = i.counts.records;
    await world.server.kill();
    await world.server.start();
    kills += 1;
  }
  assert.ok(kills > 0, 'it was killed at work');
  const done = await until(async () => { const i = await now(); return i.state === 'done' ? i : null; }, 'the import', 120_000);
  assert.deepEqual(done.counts, looked.looked, `after ${kills} kills`);
  const report = await fetch(`${world.server.base}/api/v1/imports/${made.id}/report`, { headers: { cookie: api.cookie } });
  const lines = (await report.text()).trim().split('\r\n');
  assert.equal(lines.length - 1, done.counts.not_taken + done.counts.odd);
  assert.equal(new Set(lines).size, lines.length, 'no line stands twice');
});
