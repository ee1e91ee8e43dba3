// Learning from answers: a draft of an article is made of what an agent wrote.
import { api } from '@fairlead/api';
import { report } from '../lib/errors.ts';
import { go } from '../lib/router.svelte.ts';
import { toast } from '../lib/toasts.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { desk } from './desk.svelte.ts';

/** Of one answer. The conversation stays open; the way to the draft is in the notice. */
export async function articleFrom(message: string): Promise<void> {
  try {
    const made = await api.articleFromAnswer(message);
    toast(t('article-made'), { actions: [{ label: t('article-open'), run: () => go(`/articles/${made.id}`) }] });
  } catch (error) {
    report(error);
  }
}
/** Of the newest answer of a conversation. */
export async function articleOf(conversation: string): Promise<void> {
  const messages = desk.opened.get(conversation)?.messages ?? [];
  const answer = messages.findLast((m) => m.kind === 'agent' && !m.id.startsWith('tmp_'));
  if (answer) await articleFrom(answer.id);
  else toast(t('article-no-answer'));
}
