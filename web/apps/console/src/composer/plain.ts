// A textarea as the first text surface: there at once, so typing never waits for the rich editor.
import { htmlToText, textToHtml } from '../lib/html.ts';
import type { Hooks, Surface } from './editing.ts';

export function createPlain(area: HTMLTextAreaElement, html: string, hooks: Hooks): Surface & { touched: () => boolean; selection: () => [number, number] } {
  let touched = false;
  let original = html;
  area.value = htmlToText(html);
  const input = (): void => {
    touched = true;
    hooks.changed();
  };
  const keydown = (event: KeyboardEvent): void => {
    if (hooks.key(event)) event.preventDefault();
  };
  const paste = (event: ClipboardEvent): void => {
    const list = [...(event.clipboardData?.files ?? [])];
    if (list.length > 0 && hooks.files(list, false)) event.preventDefault();
  };
  area.addEventListener('input', input);
  area.addEventListener('keydown', keydown);
  area.addEventListener('paste', paste);
  return {
    focus: () => area.focus(),
    before: () => area.value.slice(0, area.selectionStart).split('\n').pop() ?? '',
    insert: (content, text, drop, back = 0) => {
      const at = area.selectionStart;
      area.setRangeText(text || htmlToText(content), Math.max(0, at - drop), area.selectionEnd, 'end');
      if (back > 0) area.setSelectionRange(area.selectionEnd - back, area.selectionEnd - back);
      touched = true;
      hooks.changed();
    },
    caret: () => {
      const box = area.getBoundingClientRect();
      return new DOMRect(box.left + 12, box.top + 8, 1, 20);
    },
    html: () => (touched ? textToHtml(area.value) : original),
    set: (content) => {
      original = content;
      touched = false;
      area.value = htmlToText(content);
    },
    destroy: () => {
      area.removeEventListener('input', input);
      area.removeEventListener('keydown', keydown);
      area.removeEventListener('paste', paste);
    },
    touched: () => touched,
    selection: () => [area.selectionStart, area.selectionEnd],
  };
}
