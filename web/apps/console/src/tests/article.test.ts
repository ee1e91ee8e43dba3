// The editor of articles keeps every block that the server knows, and what the pages say about texts is true.
import { describe, expect, it } from 'vitest';
import type { Article, ArticleText, HelpCenter } from '@fairlead/api';
import type { JSONContent } from '@tiptap/core';
import { createDoc } from '../help/doc.ts';
import { address, newest, stateIn } from '../help/model.ts';

const text = (words: string, marks?: JSONContent['marks']): JSONContent => ({ type: 'text', text: words, ...(marks ? { marks } : {}) });
const paragraph = (words: string): JSONContent => ({ type: 'paragraph', content: [text(words)] });
const item = (words: string): JSONContent => ({ type: 'listItem', content: [paragraph(words)] });
const everything: JSONContent = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [text('Before')] },
    { type: 'paragraph', content: [text('bold', [{ type: 'bold' }]), { type: 'hardBreak' }, text('there', [{ type: 'link', attrs: { href: 'article:art_00000000000000000000000009' } }])] },
    { type: 'bulletList', content: [item('one')] },
    { type: 'orderedList', attrs: { start: 3 }, content: [item('three')] },
    { type: 'steps', content: [item('first'), item('then')] },
    { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [paragraph('A')] }] }, { type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph('1')] }] }] },
    { type: 'codeBlock', attrs: { language: 'bash' }, content: [text('ls')] },
    { type: 'callout', attrs: { tone: 'warn' }, content: [paragraph('Careful')] },
    { type: 'blockquote', content: [paragraph('said')] },
    { type: 'image', attrs: { file: 'arf_00000000000000000000000009', alt: 'A box', width: 640, height: 480 } },
    { type: 'video', attrs: { file: 'arf_0000000000000000000000000a', caption: 'How', alt: 'A hand opens the box' } },
    { type: 'horizontalRule' },
  ],
};
const hooks = { changed: () => undefined, moved: () => undefined, files: () => false, link: () => undefined };
const kinds = (doc: JSONContent): string[] => (doc.content ?? []).map((node) => node.type ?? '');

describe('the editor of articles', () => {
  it('keeps every block, its files and its links', () => {
    const surface = createDoc(document.createElement('div'), everything, 'Text', hooks);
    const doc = surface.doc();
    expect(kinds(doc).slice(0, 12)).toEqual(kinds(everything));
    const image = doc.content?.[9]?.attrs;
    expect([image?.['file'], image?.['alt'], image?.['width'], image?.['height']]).toEqual(['arf_00000000000000000000000009', 'A box', 640, 480]);
    expect(doc.content?.[1]?.content?.[2]?.marks?.[0]?.attrs?.['href']).toBe('article:art_00000000000000000000000009');
    expect(doc.content?.[7]?.attrs?.['tone']).toBe('warn');
    surface.destroy();
  });

  it('makes no link of script', () => {
    const surface = createDoc(document.createElement('div'), { type: 'doc', content: [paragraph('x')] }, 'Text', hooks);
    surface.command('link', 'javascript:alert(1)');
    expect(JSON.stringify(surface.doc())).not.toContain('javascript:');
    surface.destroy();
  });
});

describe('what is said about texts', () => {
  const words = { title: 'T', summary: '', doc: {}, asked: [] };
  const one = { locale: 'en', state: 'published', shown: true, slug: 'tühistamine', published: words, draft: null } as unknown as ArticleText;
  it('shows the draft before what was published', () => {
    expect(newest({ ...one, draft: { ...words, title: 'D' } }).title).toBe('D');
    expect(newest({ ...one, published: null }).title).toBe('');
  });
  it('knows what is missing', () => {
    expect(stateIn([one], 'et')).toBe('missing');
  });
  it('gives an address only to what readers are shown', () => {
    const center = { public: true, host: 'help.example.org', slug: 'pine' } as unknown as HelpCenter;
    const article = { audience: 'public', archived_at: null } as unknown as Article;
    expect(address(center, article, one)).toBe('https://help.example.org/en/a/t%C3%BChistamine');
    expect(address(center, { ...article, audience: 'internal' }, one)).toBeNull();
    expect(address(center, article, { ...one, shown: false })).toBeNull();
    expect(address({ ...center, public: false }, article, one)).toBeNull();
  });
});
