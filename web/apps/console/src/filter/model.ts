// The filter language as the editor sees it: one group of conditions. What is nested deeper is kept and edited as text.
import type { CustomField } from '@fairlead/api';

export type Json = Record<string, unknown>;
export interface Row { field: string; op: string; value: unknown }
export interface Flat { join: 'all' | 'any'; rows: Row[] }
export type Kind = 'codes' | 'ids' | 'words' | 'text' | 'number' | 'time' | 'flag';
export interface FieldInfo { id: string; kind: Kind; codes?: readonly string[]; list?: string; name?: string; custom?: CustomField['kind']; ruleOnly?: boolean }

const sources = ['default', 'rule', 'customer', 'agent', 'model'] as const;
export const fields: readonly FieldInfo[] = [
  { id: 'status', kind: 'codes', codes: ['open', 'waiting', 'snoozed', 'resolved', 'spam'] },
  { id: 'urgency', kind: 'codes', codes: ['low', 'normal', 'high', 'urgent'] },
  { id: 'team', kind: 'ids', list: 'teams' },
  { id: 'assignee', kind: 'ids', list: 'agents' },
  { id: 'tag', kind: 'ids', list: 'tags' },
  { id: 'topic', kind: 'ids', list: 'topics' },
  { id: 'channel', kind: 'ids', list: 'channels' },
  { id: 'follower', kind: 'ids', list: 'agents' },
  { id: 'subject', kind: 'text' },
  { id: 'body', kind: 'text', ruleOnly: true },
  { id: 'address', kind: 'words' },
  { id: 'address_domain', kind: 'words' },
  { id: 'life_cycle', kind: 'codes', codes: ['prospect', 'trial', 'paying', 'former'] },
  { id: 'plan', kind: 'words' },
  { id: 'segment', kind: 'words' },
  { id: 'language', kind: 'words' },
  { id: 'created_at', kind: 'time' },
  { id: 'last_at', kind: 'time' },
  { id: 'waiting_since', kind: 'time' },
  { id: 'due', kind: 'time' },
  { id: 'first_reply_at', kind: 'time' },
  { id: 'resolved_at', kind: 'time' },
  { id: 'message_count', kind: 'number' },
  { id: 'last_score', kind: 'number' },
  { id: 'has_attachment', kind: 'flag' },
  { id: 'urgency_source', kind: 'codes', codes: sources },
  { id: 'topic_source', kind: 'codes', codes: sources },
];
const customKinds: Record<string, Kind> = { text: 'text', number: 'number', choice: 'codes', date: 'time', checkbox: 'flag' };

export function allFields(custom: readonly CustomField[], place: 'view' | 'rule'): FieldInfo[] {
  const own = custom.filter((f) => !f.archived).map((f): FieldInfo => ({
    id: f.id, kind: customKinds[f.kind] ?? 'text', name: f.name, custom: f.kind, ...(f.kind === 'choice' ? { codes: f.choices } : {}),
  }));
  return [...fields.filter((f) => place === 'rule' || !f.ruleOnly), ...own];
}
export function opsOf(info: FieldInfo): string[] {
  switch (info.kind) {
    case 'codes':
      return info.custom ? ['is', 'is_not', 'empty', 'present'] : ['any_of', 'none_of'];
    case 'ids':
      return ['any_of', 'none_of', 'empty', 'present'];
    case 'words':
      return ['is', 'is_not', 'empty', 'present'];
    case 'text':
      return ['contains', 'contains_not', 'empty', 'present'];
    case 'number':
      return ['at_least', 'at_most'];
    case 'time':
      return ['older_than', 'newer_than', 'before', 'after', 'empty', 'present'];
    case 'flag':
      return ['is'];
  }
}
export function needsValue(op: string): boolean {
  return op !== 'empty' && op !== 'present';
}
/** A fresh value for a comparison. */
export function blank(info: FieldInfo, op: string): unknown {
  if (!needsValue(op)) return undefined;
  if (op === 'any_of' || op === 'none_of') return [];
  if (info.kind === 'flag') return true;
  if (info.kind === 'number') return 1;
  if (op === 'older_than' || op === 'newer_than') return 24 * 60;
  return '';
}

/** The filter as one group, or null when it is nested deeper. */
export function flatten(filter: Json): Flat | null {
  const single = row(filter);
  if (single) return { join: 'all', rows: [single] };
  for (const join of ['all', 'any'] as const) {
    const parts = filter[join];
    if (!Array.isArray(parts) || Object.keys(filter).length !== 1) continue;
    const rows = parts.map((part: unknown) => row(part as Json));
    return rows.every((r): r is Row => r !== null) ? { join, rows } : null;
  }
  return null;
}
function row(part: Json): Row | null {
  if (!part || typeof part !== 'object' || typeof part['field'] !== 'string') return null;
  const field = part['field'];
  const info = fields.find((f) => f.id === field);
  let op = String(part['op']);
  let value = part['value'];
  // Codes and ids are chosen from a list: one is a list of one.
  if (info && (info.kind === 'codes' || info.kind === 'ids') && (op === 'is' || op === 'is_not')) {
    op = op === 'is' ? 'any_of' : 'none_of';
    value = [value];
  }
  return { field, op, value };
}
export function build(flat: Flat): Json {
  const rows = flat.rows.map((r) => (needsValue(r.op) ? { field: r.field, op: r.op, value: r.value } : { field: r.field, op: r.op }));
  if (rows.length === 0) return { all: [] };
  return { [flat.join]: rows };
}
/** The first row that is not complete, or -1. */
export function incomplete(flat: Flat): number {
  return flat.rows.findIndex((r) => needsValue(r.op) && (r.value === '' || r.value === null || r.value === undefined || (Array.isArray(r.value) && r.value.length === 0)));
}
