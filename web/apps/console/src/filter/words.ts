// Conditions and actions in words, for editors and traces.
import type { CustomField } from '@fairlead/api';
import { desk } from '../store/desk.svelte.ts';
import { dateTime, exactly } from '../lib/time.svelte.ts';
import { maybe, t } from '../lib/words.svelte.ts';
import type { FieldInfo, Json } from './model.ts';

export function fieldName(info: FieldInfo | string, custom: readonly CustomField[] = []): string {
  const id = typeof info === 'string' ? info : info.id;
  if (typeof info !== 'string' && info.name) return info.name;
  return custom.find((f) => f.id === id)?.name ?? maybe(`field-${id.replaceAll('_', '-')}`) ?? id;
}
/** What is due lies ahead as well as behind: its comparisons have words of their own. */
export function opName(op: string, field = ''): string {
  const word = op.replaceAll('_', '-');
  return maybe(`op-${field}-${word}`) ?? t(`op-${word}`);
}
export function codeName(field: string, code: string): string {
  return maybe(`${field === 'status' || field === 'urgency' ? field : field === 'life_cycle' ? 'life-cycle' : 'source'}-${code}`) ?? code;
}
function nameOf(id: string): string {
  if (id === 'me') return t('filter-me');
  if (id.startsWith('mac_')) return desk.macros.find((m) => m.id === id)?.name ?? id;
  const map = id.startsWith('tem_') ? desk.teams : id.startsWith('agt_') ? desk.agents : id.startsWith('tag_') ? desk.tags : id.startsWith('top_') ? desk.topics : id.startsWith('chn_') ? desk.channels : null;
  return map?.get(id)?.name ?? id;
}
function valueWords(field: string, op: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((v) => valueWords(field, 'is', v)).join(', ');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') {
    if (op === 'older_than' || op === 'newer_than') return exactly(value * 60_000);
    return op === 'before' || op === 'after' ? dateTime(value) : String(value);
  }
  const text = String(value);
  return /^[a-z]{3}_/.test(text) || text === 'me' ? nameOf(text) : codeName(field, text);
}
export function conditionWords(c: Json, custom: readonly CustomField[] = []): string {
  const [field, op] = [String(c['field']), String(c['op'])];
  return [fieldName(field, custom), opName(op, field), valueWords(field, op, c['value'])].filter(Boolean).join(' ');
}
export function actionWords(a: Json, custom: readonly CustomField[] = []): string {
  const kind = String(a['do']);
  const value = a['status'] ?? a['urgency'] ?? a['topic'] ?? a['team'] ?? a['agent'] ?? a['tag'] ?? a['agents'] ?? a['value'] ?? a['text'] ?? a['macro'] ?? null;
  if (kind === 'webhook') return t('action-webhook');
  if (typeof a['minutes'] === 'number') return t('action-snooze-for', { time: exactly(a['minutes'] * 60_000) });
  const shown = value === null ? t('nobody') : valueWords(kind, 'is', value);
  return kind === 'field' ? t('action-field-to', { field: fieldName(String(a['field']), custom), value: shown }) : `${t(`action-${kind}`)}: ${shown}`;
}
