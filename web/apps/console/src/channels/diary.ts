// An entry of a channel's life in words: a sentence of who did what, what was measured then as figures, and entries by day.
import type { Evidence, HistoryEntry } from '@fairlead/api';
import { t, type Args } from '../lib/words.svelte.ts';
import { dateTime, dayKey, number } from '../lib/time.svelte.ts';

/** Who and what the ids are, where that is known. */
export interface Names { agent: (id: string) => string | null; channel: (id: string) => string | null }
/** One thing that was measured: its value, what it is, and where it stands against the days before. */
export interface Figure { key: string; value: string; label: string; trend: 'up' | 'down' | 'same' | null; change: string | null; few: boolean }

const FEW = 20;
const isId = (value: string): boolean => /^[a-z]{3}_[0-9a-z]+$/.test(value);

function who(entry: HistoryEntry, names: Names): string {
  if (entry.actor.by !== 'agent' || !entry.actor.id) return t('the-desk');
  return names.agent(entry.actor.id) ?? t('somebody');
}
/** A value of an entry as people say it. */
function named(value: string | null, names: Names): string {
  if (!value) return '';
  return names.agent(value) ?? names.channel(value) ?? (isId(value) ? t('diary-gone') : value);
}

/** The word of the change alone: who and to what is in it. */
function word(entry: HistoryEntry): string {
  switch (entry.what) {
    case 'stage':
      return `diary-stage-${(entry.to ?? '').replace('_', '-')}`;
    case 'paused':
      return entry.to === 'paused' ? 'diary-paused' : 'diary-continued';
    case 'owner':
    case 'successor':
      return `diary-${entry.what}${entry.to ? '' : '-none'}`;
    default:
      return `diary-${entry.what.replaceAll(/[._]/g, '-')}`;
  }
}
/** Who did what, as one sentence. `undone`: the entry that this one undoes, where it is at hand. */
export function sentence(entry: HistoryEntry, names: Names, undone: HistoryEntry | null = null): string {
  const args: Args = { who: who(entry, names), from: named(entry.from, names), to: named(entry.to, names), about: entry.reason ?? '' };
  if (entry.undoes) return undone ? t('diary-undid', { ...args, when: dateTime(undone.at) }) : t('diary-undid-earlier', args);
  const text = t(word(entry), args);
  return text === word(entry) ? t('diary-other', { ...args, what: entry.what.replaceAll(/[._]/g, ' ') }) : text;
}
/** What it was before and what it became, where that is no stage and the sentence does not say it: of what undoes. */
export function became(entry: HistoryEntry, names: Names): string | null {
  if (!entry.undoes || entry.what === 'stage') return null;
  if (entry.what === 'paused') return t(entry.to === 'paused' ? 'diary-became-paused' : 'diary-became-open');
  if (entry.what !== 'owner' && entry.what !== 'successor') return null;
  return t(`diary-became-${entry.what}${entry.to ? '' : '-none'}`, { to: named(entry.to, names) });
}
/** Why, in the words of who did it; entries on doors keep an address there. */
export function why(entry: HistoryEntry): string | null {
  return entry.what === 'reply_form' ? null : entry.reason?.trim() || null;
}

/** What was measured then. What there was none of is left out, but never the new conversations. */
export function figures(evidence: Evidence): Figure[] {
  const { days, new_conversations: now, new_conversations_before: before, kept } = evidence;
  const plain = (key: string, n: number): Figure => ({ key, value: number(n), label: t(`figure-${key}`, { n, days }), trend: null, change: null, few: false });
  const moved = now - before;
  const trend = moved > 0 ? 'up' : moved < 0 ? 'down' : 'same';
  const all: Figure[] = [{ ...plain('new', now), trend, change: t(`figure-${trend}`, { n: Math.abs(moved), days }) }];
  if (kept) all.push({ ...plain('kept', kept.kept), value: t('figure-of', { part: number(kept.kept), all: number(kept.n) }), few: kept.n < FEW });
  if (evidence.contacts > 0) all.push(plain('contacts', evidence.contacts), plain('only-here', evidence.only_here));
  if (evidence.open > 0) all.push(plain('open', evidence.open));
  if (evidence.waiting > 0) all.push(plain('waiting', evidence.waiting));
  return all;
}
/** What was needed to go live and was not there: "an owner, and business hours". */
export function lacked(keys: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale).format(keys.map((key) => t(`lacked-${key}`)));
}

/** Entries, newest first, under their days. */
export function byDay<T extends { at: number }>(entries: readonly T[]): { key: string; at: number; entries: T[] }[] {
  const days: { key: string; at: number; entries: T[] }[] = [];
  for (const entry of entries) {
    const key = dayKey(entry.at);
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, at: entry.at, entries: [entry] });
  }
  return days;
}
