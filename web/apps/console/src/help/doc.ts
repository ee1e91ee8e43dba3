// The editor of articles, in its own chunk: TipTap with the blocks that an article may hold, and no others. What it gives is
// checked by the server again; what it shows of files comes from there alone.
import { Editor, Node, mergeAttributes, type JSONContent } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { files as kept, type ArticleFile } from '@fairlead/api';
import { newTable, run, tableCommands, tables } from './tables.ts';

export interface Hooks {
  changed: () => void;
  /** The caret is elsewhere. */
  moved: () => void;
  /** Whether the files are taken care of. */
  files: (files: File[]) => boolean;
  /** Somebody asked for a link by key. */
  link: () => void;
}
/** A video that was recorded and is kept by now. */
export interface RecordedVideo {
  file: string;
  caption: string;
  /** What is seen and heard in it. */
  alt: string;
  width: number | null;
  height: number | null;
}
export interface Surface {
  doc: () => JSONContent;
  set: (doc: JSONContent) => void;
  command: (name: string, value?: string) => void;
  active: (name: string) => boolean;
  insertFile: (file: ArticleFile, alt: string) => void;
  insertVideo: (video: RecordedVideo) => void;
  /** The address of the link at the caret. */
  href: () => string;
  focus: () => void;
  destroy: () => void;
}
const allowed = /^(https?:\/\/[^/]|mailto:.|tel:.|article:art_|file:arf_|#.)/i;

const Callout = Node.create({
  name: 'callout', group: 'block', content: 'block+', defining: true,
  addAttributes: () => ({ tone: { default: 'info', parseHTML: (element: HTMLElement) => element.getAttribute('data-tone') ?? 'info', renderHTML: (attributes) => ({ 'data-tone': attributes['tone'] as string }) } }),
  parseHTML: () => [{ tag: 'div[data-tone]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', mergeAttributes(HTMLAttributes, { class: 'callout' }), 0],
});
const Steps = Node.create({
  name: 'steps', group: 'block list', content: 'listItem+',
  parseHTML: () => [{ tag: 'ol.steps', priority: 60 }],
  renderHTML: () => ['ol', { class: 'steps' }, 0],
});
const number = (name: string) => ({ default: null, parseHTML: (element: HTMLElement) => Number(element.getAttribute(name)) || null });
const media = (name: 'image' | 'video', tag: string, words: string) =>
  Node.create({
    name, group: 'block', atom: true, draggable: true,
    addAttributes: () => ({ file: { default: null, parseHTML: (element: HTMLElement) => element.getAttribute('data-file'), renderHTML: (attributes) => ({ 'data-file': attributes['file'] as string }) }, [words]: { default: '' }, ...(tag === 'video' ? { alt: { default: '', parseHTML: (element: HTMLElement) => element.getAttribute('data-alt') ?? '', renderHTML: (attributes: Record<string, unknown>) => ({ 'data-alt': attributes['alt'] as string }) } } : {}), width: number('width'), height: number('height') }),
    // What is pasted from elsewhere has no file here, and is not taken.
    parseHTML: () => [{ tag: `${tag}[data-file]` }],
    renderHTML: ({ node, HTMLAttributes }) => {
      const src = kept.articleFile(String(node.attrs['file']));
      return [tag, mergeAttributes(HTMLAttributes, { src }, tag === 'video' ? { controls: '', preload: 'none', 'aria-label': String(node.attrs[words] ?? '') } : {})];
    },
  });

export function createDoc(element: HTMLElement, doc: JSONContent, label: string, hooks: Hooks): Surface {
  const editor = new Editor({
    element,
    injectCSS: false,
    content: doc,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3] }, underline: false, dropcursor: false, gapcursor: false,
        link: { openOnClick: false, autolink: true, defaultProtocol: 'https', isAllowedUri: (url) => allowed.test(url) },
      }),
      Callout, Steps, media('image', 'img', 'alt'), media('video', 'video', 'caption'), ...tables,
    ],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, class: 'rich', dir: 'auto' },
      handleKeyDown: (_view, event) => {
        if ((event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
          event.preventDefault();
          event.stopPropagation();
          hooks.link();
          return true;
        }
        return false;
      },
      handlePaste: (_view, event) => {
        const list = [...(event.clipboardData?.files ?? [])];
        return list.length > 0 && !event.clipboardData?.getData('text/html').includes('<table') ? hooks.files(list) : false;
      },
      handleDrop: (_view, event) => {
        const list = [...(event.dataTransfer?.files ?? [])];
        if (list.length === 0) return false;
        event.preventDefault();
        return hooks.files(list);
      },
    },
    onUpdate: () => hooks.changed(),
    onSelectionUpdate: () => hooks.moved(),
  });
  const chain = () => editor.chain().focus();
  const acts: Record<string, () => unknown> = {
    bold: () => chain().toggleBold().run(),
    italic: () => chain().toggleItalic().run(),
    code: () => chain().toggleCode().run(),
    h2: () => chain().toggleHeading({ level: 2 }).run(),
    h3: () => chain().toggleHeading({ level: 3 }).run(),
    list: () => chain().toggleBulletList().run(),
    ordered: () => chain().toggleOrderedList().run(),
    steps: () => chain().toggleList('steps', 'listItem').run(),
    quote: () => chain().toggleBlockquote().run(),
    'code-block': () => chain().toggleCodeBlock().run(),
    rule: () => chain().setHorizontalRule().run(),
    undo: () => chain().undo().run(),
    redo: () => chain().redo().run(),
    table: () => chain().insertContent(newTable).run(),
  };
  const names: Record<string, [string, Record<string, unknown>?]> = {
    list: ['bulletList'], ordered: ['orderedList'], quote: ['blockquote'], 'code-block': ['codeBlock'], h2: ['heading', { level: 2 }], h3: ['heading', { level: 3 }],
  };
  function callout(tone: string): void {
    if (editor.isActive('callout', { tone })) chain().lift('callout').run();
    else if (editor.isActive('callout')) chain().updateAttributes('callout', { tone }).run();
    else chain().wrapIn('callout', { tone }).run();
  }
  function link(href: string): void {
    if (href && !allowed.test(href)) return;
    if (!href) chain().extendMarkRange('link').unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link')) chain().insertContent({ type: 'text', text: href.replace(/^(article|file):.*/, '…'), marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain().extendMarkRange('link').setLink({ href }).run();
  }
  return {
    doc: () => editor.getJSON(),
    set: (content) => editor.commands.setContent(content, { emitUpdate: false }),
    command: (name, value) => {
      const table = tableCommands[name];
      if (table) run(editor, table);
      else if (name === 'callout') callout(value ?? 'info');
      else if (name === 'link') link(value ?? '');
      else if (name === 'insert-link') chain().insertContent({ type: 'text', text: value?.split('\n')[1] ?? '', marks: [{ type: 'link', attrs: { href: value?.split('\n')[0] ?? '' } }] }).run();
      else acts[name]?.();
    },
    active: (name) => {
      const [type, attributes] = names[name] ?? [name];
      return editor.isActive(type, attributes);
    },
    insertFile: (file, alt) => {
      if (file.kind === 'image') chain().insertContent({ type: 'image', attrs: { file: file.id, alt, width: file.width ?? null, height: file.height ?? null } }).run();
      else if (file.kind === 'video') chain().insertContent({ type: 'video', attrs: { file: file.id, caption: alt } }).run();
      else chain().insertContent({ type: 'text', text: file.name, marks: [{ type: 'link', attrs: { href: `file:${file.id}` } }] }).run();
    },
    insertVideo: (video) => chain().insertContent({ type: 'video', attrs: video }).run(),
    href: () => String(editor.getAttributes('link')['href'] ?? ''),
    focus: () => editor.commands.focus(),
    destroy: () => editor.destroy(),
  };
}
