// From an error to what a person can read: what happened, what was kept, what to do.
import { ApiError } from '@fairlead/api';
import { maybe, t } from './words.svelte.ts';
import { toast } from './toasts.svelte.ts';

export function explain(error: unknown): { text: string; id: string | null; field: string | null } {
  if (error instanceof ApiError) {
    if (error.offline) return { text: t('error-offline'), id: null, field: null };
    const known = maybe(`error-${error.code.replaceAll('_', '-')}`, { seconds: error.retryAfter ?? 0 });
    return { text: known ?? error.message, id: error.requestId, field: error.field };
  }
  return { text: error instanceof Error ? error.message : t('error-unknown'), id: null, field: null };
}
export function report(error: unknown, what?: string): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  const seen = explain(error);
  toast(what ? `${what} ${seen.text}` : seen.text, { tone: 'bad', detail: seen.id });
}
