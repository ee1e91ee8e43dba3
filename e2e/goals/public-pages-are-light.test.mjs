// Public pages on a slow phone: what they weigh, and that nothing moves. The times are told and never asserted: a crowded machine is slow.
import assert from 'node:assert/strict';
import { goal } from '../lib/goal.mjs';
import { helpCenter, publicPaths } from '../lib/help.mjs';
import { BUDGET, PHONE, STILL, onPhone } from '../lib/phone.mjs';

goal('public-pages-are-light', { timeout: 240_000 }, async (world, context) => {
  await helpCenter(world);
  const user = await world.user(null, PHONE);
  const problems = [];
  for (const [name, path] of Object.entries(await publicPaths(world))) {
    const seen = await onPhone(user, path);
    context.diagnostic(`${name}: HTML ${seen.html}, script ${seen.script}, style ${seen.css} octets; shift ${seen.shift}; first octet ${seen.answer_ms} ms, largest part ${seen.lcp_ms} ms`);
    assert.ok(seen.html > 500 && seen.css > 500, `${name} was measured`);
    for (const [what, most] of Object.entries(BUDGET)) if (seen[what] > most) problems.push(`${name}: ${what} is ${seen[what]} octets of ${most}`);
    if (seen.shift > STILL) problems.push(`${name}: moved by ${seen.shift}`);
  }
  assert.deepEqual(problems, []);
});
