// Looks at our own doors, as the server tells them: what was seen at a door last and before, and how long one is waited for.
import { get, post, type DoorProbe } from '@fairlead/api';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A letter that is not back by then is given up by the server; whoever waits hears of that as well. */
const LETTER = 16 * MINUTE;
const PAGE = 3 * MINUTE;

export type Way = 'mail' | 'form' | 'widget' | 'contact';

export const probes = {
  of: (channel: string) => get('/channels/{id}/probes', { id: channel }),
  ask: (door: string) => post('/doors/{id}/probe', { id: door }),
};

/** What is known of one door; lists are newest first. */
export interface Looked { going: DoorProbe | null; last: DoorProbe | null; earlier: DoorProbe[] }
export function looked(all: readonly DoorProbe[], door: string): Looked {
  const mine = all.filter((one) => one.door === door);
  const [last = null, ...earlier] = mine.filter((one) => one.ended_at !== null);
  return { going: mine.find((one) => one.ended_at === null) ?? null, last, earlier };
}
/** The list with one look in it that is new, or over. */
export function joined(all: readonly DoorProbe[], one: DoorProbe): DoorProbe[] {
  return [one, ...all.filter((held) => held.id !== one.id)].sort((a, b) => b.asked_at - a.asked_at);
}
/** How long to wait until one is looked for again that has been watched for so long; null: it is not waited for any more. */
export function pause(way: string, watched: number): number | null {
  if (watched >= (way === 'mail' ? LETTER : PAGE)) return null;
  return watched < 30 * SECOND ? 1.5 * SECOND : 10 * SECOND;
}
/** Where the contact page of a help center stands: it has the number of the center as a door and as a channel. */
export function contactPage(center: string): { channel: string; door: string } {
  const number = center.slice(center.indexOf('_') + 1);
  return { channel: `chn_${number}`, door: `dor_${number}` };
}
