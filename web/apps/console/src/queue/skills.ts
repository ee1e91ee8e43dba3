// What can be said of a chat cap from what was measured, and the languages one may know.
import type { AgentWorkInfo, ChatLevel } from '@fairlead/api';

/** ISO 639-1, of the languages with most speakers and those of Europe. */
export const languages = 'ar bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko lt lv mk ms mt nb nl pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh'.split(' ');
/** Fewer ended chats at a level say nothing. */
export const ENOUGH = 30;
export const known = (level: ChatLevel): boolean => level.n >= ENOUGH;

/** A warning for a cap: that fewer at once bring more, or that nothing is known of so many. */
export function capWord(chats: ChatLevel[], cap: number): { kind: 'harmful' | 'unknown'; rate: string; best: number; better: string } | null {
  const here = chats.find((level) => level.level === cap);
  const best = chats.filter(known).sort((a, b) => b.ended_per_hour - a.ended_per_hour)[0];
  const round = (n: number): string => (Math.round(n * 10) / 10).toString();
  if (here?.harmful && best && best.level !== cap) return { kind: 'harmful', rate: round(here.ended_per_hour), best: best.level, better: round(best.ended_per_hour) };
  // Above a level that harms nothing is gained either.
  const worst = chats.find((level) => level.harmful && level.level < cap);
  if (worst && best) return { kind: 'harmful', rate: round(here?.ended_per_hour ?? worst.ended_per_hour), best: best.level, better: round(best.ended_per_hour) };
  if (cap > 1 && !(here && known(here)) && best && cap > best.level) return { kind: 'unknown', rate: '', best: best.level, better: round(best.ended_per_hour) };
  return null;
}
/** The cap that may be tried next: one more, unless one is being tried, or the server says that it harms. */
export function nextCap(work: Pick<AgentWorkInfo, 'chats' | 'live_cap' | 'trial' | 'next'>): number | null {
  if (work.trial || work.live_cap >= 20 || work.next === 'harmful') return null;
  return work.live_cap + 1;
}
