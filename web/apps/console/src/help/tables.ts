// Tables for the editor, from the library of ProseMirror that comes with it: rows of equal length, no merged cells.
import { Extension, Node, type Editor } from '@tiptap/core';
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, tableEditing, toggleHeaderRow } from '@tiptap/pm/tables';
import type { Command } from '@tiptap/pm/state';

const roles: Record<string, string> = { table: 'table', tableRow: 'row', tableCell: 'cell', tableHeader: 'header_cell' };
// The library asks for them; they are never anything else.
const single = { colspan: { default: 1, rendered: false }, rowspan: { default: 1, rendered: false }, colwidth: { default: null, rendered: false } };

export function run(editor: Editor, command: Command): boolean {
  return command(editor.state, (tr) => editor.view.dispatch(tr), editor.view);
}
const Table = Node.create({
  name: 'table', group: 'block', content: 'tableRow+', isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  addProseMirrorPlugins: () => [tableEditing()],
  addKeyboardShortcuts() {
    return {
      Tab: () => (run(this.editor, goToNextCell(1)) ? true : this.editor.isActive('table') && run(this.editor, addRowAfter) && run(this.editor, goToNextCell(1))),
      'Shift-Tab': () => run(this.editor, goToNextCell(-1)),
    };
  },
});
const TableRow = Node.create({ name: 'tableRow', content: '(tableCell | tableHeader)+', parseHTML: () => [{ tag: 'tr' }], renderHTML: () => ['tr', 0] });
const cell = (name: string, tag: string) =>
  Node.create({ name, content: 'block+', isolating: true, addAttributes: () => single, parseHTML: () => [{ tag }], renderHTML: () => [tag, 0] });
const Roles = Extension.create({
  name: 'tableRoles',
  extendNodeSchema: (extension) => {
    const role = roles[extension.name];
    return role ? { tableRole: role } : {};
  },
});
export const tables = [Table, TableRow, cell('tableCell', 'td'), cell('tableHeader', 'th'), Roles];

const paragraph = { type: 'paragraph' };
const row = (type: string) => ({ type: 'tableRow', content: [1, 2, 3].map(() => ({ type, content: [paragraph] })) });
export const newTable = { type: 'table', content: [row('tableHeader'), row('tableCell'), row('tableCell')] };
export const tableCommands: Record<string, Command> = {
  'row-add': addRowAfter, 'row-remove': deleteRow, 'column-add': addColumnAfter, 'column-remove': deleteColumn, 'table-remove': deleteTable, 'table-head': toggleHeaderRow,
};
