// The rich editor, in its own chunk: TipTap without its own style sheet (the content security policy has no inline style).
import { Editor } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import Image from '@tiptap/extension-image';
import type { Hooks, Surface } from './editing.ts';

const InlineImage = Image.extend({
  addAttributes() {
    return {
      src: { default: null },
      alt: { default: null },
      cid: { default: null, parseHTML: (element) => element.getAttribute('data-cid'), renderHTML: (attributes) => (attributes['cid'] ? { 'data-cid': attributes['cid'] as string } : {}) },
    };
  },
});

export function createRich(element: HTMLElement, html: string, label: () => string, hooks: Hooks): Surface {
  const editor = new Editor({
    element,
    injectCSS: false,
    content: html,
    extensions: [
      StarterKit.configure({ heading: false, horizontalRule: false, link: { openOnClick: false, autolink: true, defaultProtocol: 'https', protocols: ['mailto', 'tel'] }, dropcursor: false, gapcursor: false }),
      InlineImage.configure({ inline: true, allowBase64: false }),
    ],
    editorProps: {
      attributes: () => ({ role: 'textbox', 'aria-multiline': 'true', 'aria-label': label(), class: 'rich', dir: 'auto' }),
      handleKeyDown: (_view, event) => hooks.key(event),
      handlePaste: (_view, event) => {
        const list = [...(event.clipboardData?.files ?? [])];
        return list.length > 0 && !event.clipboardData?.getData('text/html').trim().startsWith('<table') ? hooks.files(list, true) : false;
      },
      handleDrop: (_view, event) => {
        const list = [...(event.dataTransfer?.files ?? [])];
        if (list.length === 0) return false;
        event.preventDefault();
        return hooks.files(list, false);
      },
    },
    onUpdate: () => hooks.changed(),
    onSelectionUpdate: () => hooks.changed(),
  });
  const toggles: Record<string, () => void> = {
    bold: () => editor.chain().focus().toggleBold().run(),
    italic: () => editor.chain().focus().toggleItalic().run(),
    list: () => editor.chain().focus().toggleBulletList().run(),
    ordered: () => editor.chain().focus().toggleOrderedList().run(),
    quote: () => editor.chain().focus().toggleBlockquote().run(),
    code: () => editor.chain().focus().toggleCode().run(),
  };
  const names: Record<string, string> = { list: 'bulletList', ordered: 'orderedList', quote: 'blockquote' };
  return {
    // At once, not with the next frame: a key that comes before it would be a shortcut.
    focus: () => {
      if (!editor.view.hasFocus()) editor.commands.setTextSelection(editor.state.doc.content.size);
      editor.view.focus();
    },
    before: () => {
      const { $from } = editor.state.selection;
      return $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
    },
    insert: (content, _text, drop, back = 0) => {
      const { from } = editor.state.selection;
      editor.chain().focus().deleteRange({ from: Math.max(1, from - drop), to: from }).insertContent(content).run();
      if (back > 0) editor.commands.setTextSelection(editor.state.selection.to - back);
    },
    caret: () => {
      const at = editor.view.coordsAtPos(editor.state.selection.from);
      return new DOMRect(at.left, at.top, 1, at.bottom - at.top);
    },
    html: () => (editor.isEmpty ? '' : editor.getHTML()),
    set: (content) => editor.commands.setContent(content, { emitUpdate: false }),
    relabel: () => editor.view.updateState(editor.state),
    destroy: () => editor.destroy(),
    command: (name, value) => {
      if (name === 'link') {
        if (value) editor.chain().focus().extendMarkRange('link').setLink({ href: value }).run();
        else editor.chain().focus().extendMarkRange('link').unsetLink().run();
      } else toggles[name]?.();
    },
    active: (name) => editor.isActive(names[name] ?? name),
  };
}
