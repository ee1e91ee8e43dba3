// Placeholders of macros, and what a forward begins with.
import type { Message, Summary } from '@fairlead/api';
import { escapeHtml, textToHtml } from '../lib/html.ts';
import { showAddr } from '../lib/address.ts';
import { full } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { desk, type Opened } from '../store/desk.svelte.ts';

/** The same names as on the server, which fills what is still unfilled when the message is sent. */
export const placeholders = ['contact.first_name', 'contact.name', 'contact.address', 'conversation.number', 'conversation.subject', 'agent.name', 'agent.first_name', 'team.name', 'organization.name', 'contact.organization'] as const;

/** `{{name}}` or `{{name|words when there is none}}`. What has no value stays visible, so that nobody sends a hole. */
export function fillMacro(html: string, c: Summary, opened: Opened): string {
  const name = opened.contact?.name ?? c.contact?.name ?? '';
  const values: Record<string, string> = {
    'contact.name': name,
    'contact.first_name': name.split(/\s+/)[0] ?? name,
    'contact.address': c.contact?.address ?? '',
    'conversation.number': String(c.number),
    'conversation.subject': c.subject,
    'contact.organization': opened.contact?.organization ?? '',
    'agent.name': desk.me?.name ?? '',
    'agent.first_name': (desk.me?.name ?? '').split(/\s+/)[0] ?? '',
    'team.name': desk.teams.get(c.team ?? '')?.name ?? '',
    'organization.name': desk.organization?.name ?? '',
  };
  return html.replace(/\{\{\s*([\w.]+)\s*(?:\|([^{}]*))?\}\}/g, (whole, key: string, words?: string) => {
    const value = values[key] || words?.trim();
    return value ? escapeHtml(value) : whole;
  });
}
/** The first place that has no value here; the server refuses it as well. Custom fields are known to the server alone. */
export function emptyPlace(html: string, c: Summary, opened: Opened): string | null {
  for (const match of fillMacro(html, c, opened).matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)) {
    if (match[1] && !/^(contact\.(organization\.)?)?field\./.test(match[1])) return match[1];
  }
  return null;
}
export function forwardSubject(subject: string): string {
  return /^\s*(fwd?|wg|tr|rv|vs)\s*:/i.test(subject) ? subject : `Fwd: ${subject}`;
}
export function forwardText(m: Message): string {
  const lines = [
    t('forward-head'),
    m.from ? `${t('from')}: ${showAddr(m.from)}` : '',
    `${t('date')}: ${full(m.at)}`,
    m.subject ? `${t('subject')}: ${m.subject}` : '',
    m.to.length ? `${t('to')}: ${m.to.map(showAddr).join(', ')}` : '',
  ].filter(Boolean);
  return `<p></p><p>${lines.map(escapeHtml).join('<br>')}</p><blockquote>${textToHtml(m.text || (m.reply ?? ''))}</blockquote>`;
}
