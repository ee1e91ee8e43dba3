// One line of words for something that happened.
import type { Message } from '@fairlead/api';
import { desk } from '../store/desk.svelte.ts';
import { locale, maybe, t } from './words.svelte.ts';
import { weekdayTime } from './time.svelte.ts';

export function eventText(message: Message): string {
  const event = (message.event ?? {}) as Record<string, unknown>;
  const raw = String(event['name'] ?? event['kind'] ?? '');
  const name = raw.replace(/^conversation\./, '').replace(/\.v\d+$/, '').replaceAll(/[._]/g, '-');
  const rules = Array.isArray(event['rules']) ? event['rules'].map((r: { title?: string }) => t('rule-quoted', { rule: r.title ?? '' })) : [];
  const who = message.author.type === 'agent' ? (desk.agentName(message.author.id) ?? message.author.name ?? t('somebody')) : (message.author.name ?? t('the-desk'));
  const word = (key: string): string => (typeof event[key] === 'string' ? (event[key] as string) : '');
  const args = {
    who,
    by: message.author.type,
    agent: desk.agentName(word('agent')) ?? t('somebody'),
    self: word('agent') === message.author.id ? 'yes' : 'no',
    team: Array.isArray(event['to']) ? event['to'].map((id: string) => desk.teams.get(id)?.name ?? '').filter(Boolean).join(', ') : (desk.teams.get(word('team'))?.name ?? t('no-team')),
    status: maybe(`status-${word('to') || word('status')}`) ?? word('to'),
    to: word('to') || word('status'),
    urgency: maybe(`urgency-${word('urgency')}`) ?? '',
    tag: desk.tags.get(word('tag'))?.name ?? word('tag'),
    topic: desk.topics.get(word('topic'))?.name ?? t('no-topic'),
    channel: desk.channels.get(word('channel'))?.name ?? '',
    score: typeof event['score'] === 'number' ? event['score'] : 0,
    most: event['kind'] === 'nps' ? 10 : event['kind'] === 'ces' ? 7 : 5,
    changed: event['changed'] === true ? 'yes' : 'no',
    n: rules.length,
    rules: rules.length ? new Intl.ListFormat(locale()).format(rules) : '',
    number: typeof event['number'] === 'number' ? `#${event['number']}` : '',
    recipients: Array.isArray(event['recipients']) ? event['recipients'].map((r: { recipient?: string }) => r.recipient ?? '').filter(Boolean).join(', ') : '',
    when: typeof (event['until'] ?? event['due']) === 'number' ? weekdayTime(Number(event['until'] ?? event['due'])) : '',
    rule: word('rule'),
    whom: word('whom'),
    lowered: typeof event['lowered'] === 'number' ? event['lowered'] : 0,
  };
  const key = name === 'assigned' && !event['agent'] ? 'unassigned' : name;
  return maybe(`event-${key}`, args) ?? (message.text || t('event-other', { who }));
}
