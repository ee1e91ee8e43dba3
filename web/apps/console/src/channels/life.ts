// The stages of a channel's life: their order, which may follow which (the server decides; what it would refuse is not offered), and
// where each thing is set that a channel should have before it goes live.
import type { ReadinessItem, ChannelNeed, Stage } from '@fairlead/api';

export const stages: readonly Stage[] = ['draft', 'pilot', 'live', 'winding_down', 'closed'];

/** A channel that customers have met is no draft any more. */
const met: readonly Stage[] = ['live', 'winding_down', 'closed'];
export function follows(from: Stage): Stage[] {
  return stages.filter((to) => to !== from && !(to === 'draft' && met.includes(from)));
}
/** The name of a stage's word. */
export const stageWord = (stage: Stage): string => `stage-${stage.replace('_', '-')}`;

/** What is needed to go live and is not there. */
export function missing(items: readonly ReadinessItem[]): ReadinessItem[] {
  return items.filter((item) => item.needed && !item.met);
}
/** Whether a change to this stage asks why. */
export function reasonNeeded(to: Stage, items: readonly ReadinessItem[]): boolean {
  return to === 'winding_down' || to === 'closed' || (to === 'live' && missing(items).length > 0);
}
/** Where it is set: a page of the settings, or a field of the channel's own page. */
export function whereSet(key: ChannelNeed, channel: string): string {
  if (key === 'staff') return '/settings/teams';
  if (key === 'hours') return '/settings/hours';
  return `/settings/channels/${channel}?at=${key}`;
}
