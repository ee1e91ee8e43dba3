// The mail channels that a notice can come from, and of these first one that stays.
import type { Channel } from '@fairlead/api';

export interface Sender { id: string; name: string; address: string | null }
/** `about`: the channel that the notice is about; it comes last, because who answers should not need it. */
export function senders(all: readonly Pick<Channel, 'id' | 'name' | 'kind' | 'stage' | 'doors'>[], about: string): Sender[] {
  return all
    .filter((one) => one.kind === 'email' && one.stage !== 'draft' && one.stage !== 'closed' && one.doors.length > 0)
    .sort((a, b) => Number(a.id === about) - Number(b.id === about) || Number(b.stage === 'live') - Number(a.stage === 'live') || a.name.localeCompare(b.name))
    .map((one) => ({ id: one.id, name: one.name, address: one.doors[0]?.address ?? null }));
}
