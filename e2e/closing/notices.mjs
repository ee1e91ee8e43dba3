// Those who still depend on the address are written to: as a sample first, then the first few, then the others; each once, and who answers
// is heard.
import assert from 'node:assert/strict';
import { answerTo } from '../lib/goal.mjs';
import { deliver, header, words } from '../lib/mail.mjs';
import { until } from '../lib/until.mjs';

const MOST = 100;

/** What the lead writes: the words of the template, to all who used the address in ninety days. */
async function content(story) {
  const { lead, mail, form } = story;
  const { items } = await lead.get(`/notice-templates?channel=${mail.id}&successor=${form.id}`);
  const { texts } = items.find((t) => t.voice === 'benefit');
  const to = { days: 90, only_here: false, frequent: false, open: false, matching: null };
  return { name: 'Before help@ closes', to, from: mail.id, in_thread: true, voice: 'benefit', texts, follow_up: false, exceptions: [], waves: { first: 10, then_per_hour: 5000, wait_hours: 1 }, costs_meant: false };
}

/** All pages of a list. */
async function* listed(lead, path) {
  let cursor = '';
  do {
    const page = await lead.get(`${path}${path.includes('?') ? '&' : '?'}limit=${MOST}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

export async function tell(story) {
  const { lead, mail, world, page } = story;
  const who = await lead.get(`/channels/${mail.id}/dependents?days=90&limit=1`);
  // One or the other has an address from which mail comes back.
  assert.ok(who.people > 20 && who.unreachable < who.people / 20, `${who.people} people, ${who.unreachable} out of reach`);
  const made = await lead.post('/notices', { channel: mail.id, plan: story.plan.id, content: await content(story) });
  const { id } = made.notice;
  const blocking = made.findings.filter((f) => f.blocks);
  assert.deepEqual(blocking, [], 'nothing forbids it');
  await page.goto(`/settings/channels/${mail.id}/notices/${id}`);
  await page.getByRole('heading', { name: 'What speaks against it' }).waitFor();
  await story.picture('4-notice');

  // To oneself first.
  const order = async (what) => lead.post(`/notices/${id}/commands`, { version: (await lead.get(`/notices/${id}`)).notice.version, do: what });
  await order('sample');
  const own = (await lead.get('/bootstrap')).me.email;
  await world.sink.next((m) => m.to.includes(own) && /\/f\/write-to-us/.test(words(m.raw) ?? ''), 'a sample that names the form', story.options.patience);

  // Then to the first ten, an hour later to the others.
  await order('send');
  let seen = null;
  const done = await until(async () => {
    seen = await lead.get(`/notices/${id}`);
    const { state, counts } = seen.notice;
    if (state === 'stopped') {
      // A day of the demo takes a minute: one that the letters name can pass meanwhile, and the lead says that they go on with the next.
      assert.equal(seen.stopped_why, 'day', 'why it stopped by itself');
      await order('go_on');
    }
    return counts.waiting === 0 && state === 'done' && seen;
  }, 'everybody is told', story.options.patience).catch((error) => {
    throw new Error(`${error.message}; it is ${JSON.stringify([seen.notice, seen.stopped_why, seen.waves])}`);
  });
  const told = [];
  for await (const one of listed(lead, `/notices/${id}/recipients?state=told`)) told.push(one);
  assert.equal(told.length, done.notice.counts.told);
  const byMail = told.filter((r) => r.by === 'mail');
  const subjects = new Set(Object.values(made.content.texts).map((t) => t.subject.replace('{{organization.name}}', 'Halyard & Pine')));
  await until(() => letters(story, subjects).length >= byMail.length, `${byMail.length} letters have left`, story.options.patience);
  const addressed = letters(story, subjects).map((m) => m.to[0]);
  assert.equal(new Set(addressed).size, addressed.length, 'nobody is told twice');
  for (const m of letters(story, subjects)) assert.ok(header(m.raw, 'List-Unsubscribe') && header(m.raw, 'Auto-Submitted'), 'whoever wants none says so with one click');
  await answered(story, letters(story, subjects)[0]);
  await page.reload();
  await story.picture('4-notice-sent');
  await story.noticeSheet(letters(story, subjects));
  return { id, people: who.people, told: told.length };
}

/** What left for customers by that notice. */
function letters(story, subjects) {
  const plain = (m) => story.subject(m);
  return story.world.sink.mails.filter((m) => !m.to[0].endsWith('@halyardpine.example') && subjects.has(plain(m)));
}

/** Who answers the letter is heard: in one conversation, which is open. */
async function answered(story, mail) {
  const mark = `HP-${90_000 + story.sent.length}`;
  const from = mail.to[0];
  const answer = answerTo(mail, { from, text: `Thank you for telling me. And where is my order ${mark}?` });
  await deliver(story.world.server.smtp, answer);
  story.sent.push({ mark, step: 'notice', from });
  const [found] = await until(async () => {
    const all = await story.holding(mark);
    return all.length > 0 && all;
  }, 'the answer to the notice');
  assert.equal(found.status, 'open');
}
