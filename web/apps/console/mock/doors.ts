// Looks at our own doors, the last word of a closed address, and the help centers of the mock. The second address of the first channel
// does not work; a look that is asked for is over after three seconds. The second channel was closed long ago, if it is closed.
import type { DoorProbe, HeldBackBy, HelpCenter, LastWord } from '../../../packages/api/src/types.ts';
import * as data from './data.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const began = Date.now();
const wrong = (status: number, code: string): unknown => answer(status, { error: { code, message: code, field: null, request_id: 'req_mock' } });
const number = (id: string): string => id.slice(id.indexOf('_') + 1);

const centers: HelpCenter[] = [{ id: data.id('hlc'), brand: 'brd_main', names: { en: 'Northwind help', et: 'Northwindi abi' }, slug: 'northwind', host: null, accent: null, logo: null, created_at: began, locales: ['en', 'et'], default_locale: 'en', public: true, held_out_permille: 50, links: [], version: 1 }];
interface Door { id: string; channel: string; way: string; seen: string; fault: string | null }
const doors = (): Door[] => [
  ...f.channels.flatMap((c) => c.doors.map((d, n) => ({ id: d.id, channel: c.id, way: 'mail', seen: 'The letter came in.', fault: n === 1 ? 'The letter was sent and did not come in within 15 minutes.' : null }))),
  ...centers.map((c) => ({ id: `dor_${number(c.id)}`, channel: `chn_${number(c.id)}`, way: 'contact', seen: 'The page is there and names what is open (2).', fault: null })),
];
const look = (door: Door, at: number, by: string | null, part: Partial<DoorProbe> = {}): DoorProbe => ({ id: data.id('prb'), door: door.id, channel: door.channel, way: door.way, asked_at: at, asked_by: by, ended_at: at + 4_200, passed: true, seen: door.seen, took_ms: door.way === 'mail' ? null : 320, ...part });
// The newest two of the second address failed; a door that is added was not looked at yet.
const kept: DoorProbe[] = doors().flatMap((d) => Array.from({ length: 24 }, (_, n) => look(d, began - n * 20 * HOUR - HOUR, n === 3 ? f.agents[1]!.id : null, d.fault && n < 2 ? { passed: false, seen: d.fault } : {})));
/** What was asked for is over when its time has come. */
function now(): DoorProbe[] {
  for (const one of kept) {
    const door = doors().find((d) => d.id === one.door);
    if (one.ended_at !== null || Date.now() - one.asked_at < 3_000) continue;
    Object.assign(one, { ended_at: Date.now(), passed: !door?.fault, seen: door?.fault ?? door?.seen ?? '', took_ms: one.way === 'mail' ? null : 410 });
  }
  return kept.sort((a, b) => b.asked_at - a.asked_at);
}

const on = new Map<string, { at: number; by: string }>();
const sentences: Record<string, string> = { not_wished: 'Nobody has switched it on.', not_closed: 'The channel is not closed.', too_early: 'The channel has not been closed for twelve months yet.', no_other_door: 'Customers who wrote within twelve months have used no other channel yet.' };
function word(id: string): LastWord {
  const at = f.channels.findIndex((c) => c.id === id);
  const channel = f.channels[at]!;
  const stage: string = channel.stage;
  const held = [...(on.has(id) ? [] : ['not_wished']), ...(stage === 'closed' ? [] : ['not_closed']), ...(at === 0 ? [...(stage === 'closed' ? ['too_early'] : []), 'no_other_door'] : [])];
  const set = on.get(id) ?? null;
  return {
    on: set !== null, set_at: set?.at ?? null, set_by: set?.by ?? null, closed_at: stage === 'closed' ? began - (at === 0 ? 20 : 400) * DAY : null, in_force: held.length === 0,
    held_back: held.map((code): HeldBackBy => ({ code, sentence: sentences[code] ?? code })), said: `Northwind: ${channel.doors[0]?.address ?? ''} (X) -> desk@northwind.example | https://desk.northwind.example/help/northwind/en/contact`,
  };
}

export const doorRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/channels\/([^/]+)\/probes$/, (p) => ({ items: now().filter((one) => one.channel === p[0]), next: null })],
  ['POST', /^\/doors\/([^/]+)\/probe$/, (p) => {
    const going = now().find((one) => one.door === p[0] && one.ended_at === null);
    if (going) return answer(202, going);
    const door = doors().find((d) => d.id === p[0]);
    if (!door) return wrong(404, 'not_found');
    const asked = look(door, Date.now(), data.me.id, { ended_at: null, passed: null, seen: '', took_ms: null });
    kept.push(asked);
    return answer(202, asked);
  }],
  ['GET', /^\/channels\/([^/]+)\/last-word$/, (p) => (f.channels.some((c) => c.id === p[0]) ? word(p[0]!) : wrong(404, 'not_found'))],
  ['PUT', /^\/channels\/([^/]+)\/last-word$/, (p, b) => {
    const channel = f.channels.find((c) => c.id === p[0]);
    if (!channel) return wrong(404, 'not_found');
    if (b['on'] && (channel.stage as string) !== 'closed') return wrong(409, 'not_closed');
    if (b['on']) on.set(channel.id, { at: Date.now(), by: data.me.id });
    else on.delete(channel.id);
    return word(channel.id);
  }],
  ['GET', /^\/help-centers$/, () => ({ items: centers, next: null })],
  ['GET', /^\/help-centers\/[^/]+\/collections$/, () => ({ items: [], next: null })],
];
