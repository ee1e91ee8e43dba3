// One text being written: saved by itself a moment after the last key, with the version that was seen. When somebody else was
// faster nothing is overwritten: both are kept until the writer has chosen.
import { api, ApiError, type Article, type ArticleText } from '@fairlead/api';
import { explain } from '../lib/errors.ts';
import { newest } from './model.ts';

const PAUSE_MS = 1200;
export type Part = 'title' | 'summary' | 'doc' | 'asked';

export class Writing {
  text = $state.raw() as ArticleText;
  title = $state('');
  summary = $state('');
  asked = $state.raw<string[]>([]);
  doc: unknown = null;
  /** Another number: what is shown in the fields was replaced. */
  revision = $state(0);
  busy = $state(false);
  dirty = $state(false);
  error = $state<string | null>(null);
  /** What somebody else has saved meanwhile. */
  theirs = $state.raw<ArticleText | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changed = new Set<Part>();

  constructor(readonly article: string, text: ArticleText, private readonly onsaved: () => void) {
    this.take(text);
  }
  /** Shows what the server holds. */
  take(text: ArticleText): void {
    const words = newest(text);
    this.text = text;
    this.title = words.title;
    this.summary = words.summary;
    this.asked = words.asked;
    this.doc = words.doc;
    this.theirs = null;
    this.error = null;
    this.dirty = false;
    this.changed.clear();
    this.revision += 1;
  }
  touch(part: Part): void {
    this.changed.add(part);
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), PAUSE_MS);
  }
  /** True when all that was written is with the server. */
  async save(more: { slug?: string; follows_source?: boolean } = {}): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.theirs) return false;
    if (!this.dirty && Object.keys(more).length === 0) return true;
    if (this.busy) {
      this.timer = setTimeout(() => void this.save(more), 300);
      return false;
    }
    const sent = new Set(this.changed);
    const draft = {
      ...(sent.has('title') ? { title: this.title } : {}),
      ...(sent.has('summary') ? { summary: this.summary } : {}),
      ...(sent.has('asked') ? { asked: this.asked } : {}),
      ...(sent.has('doc') ? { doc: this.doc as Record<string, unknown> } : {}),
      ...more,
    };
    this.busy = true;
    this.changed.clear();
    this.dirty = false;
    try {
      this.text = await api.saveArticleText(this.article, this.text.locale, { ...draft, version: this.text.version });
      this.error = null;
      this.onsaved();
      return !this.dirty;
    } catch (cause) {
      for (const part of sent) this.changed.add(part);
      this.dirty = true;
      if (cause instanceof ApiError && cause.status === 409) await this.meet();
      else this.error = explain(cause).text;
      return false;
    } finally {
      this.busy = false;
    }
  }
  private async meet(): Promise<void> {
    try {
      const whole: Article = await api.article(this.article);
      this.theirs = whole.texts.find((text) => text.locale === this.text.locale) ?? null;
    } catch (cause) {
      this.error = explain(cause).text;
    }
  }
  /** Puts what was written here over what somebody else saved; that is kept nowhere but in their undo. */
  async keepMine(): Promise<void> {
    if (!this.theirs) return;
    this.text = this.theirs;
    this.theirs = null;
    for (const part of ['title', 'summary', 'asked', 'doc'] as const) this.changed.add(part);
    this.dirty = true;
    await this.save();
  }
  takeTheirs(): void {
    if (this.theirs) this.take(this.theirs);
  }
  stop(): void {
    if (this.dirty && !this.theirs) void this.save();
    clearTimeout(this.timer);
  }
}
