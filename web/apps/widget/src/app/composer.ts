// Where one writes: text, files by button, paste and drop, a few emoji.
import { amount, fit } from '../core/files.ts';
import { button, h, icon, rows } from './dom.ts';
import type { Ui } from './ui.ts';
import { say, w } from './words.ts';

const EMOJI = '🙂 😀 😄 😂 😊 😍 😉 😎 🤔 😐 🙁 😢 😡 😱 👍 👎 👏 🙏 👋 💪 ❤️ 🎉 🔥 ✅ ❌ ❓ 📷 📦';
const TYPING_MS = 3_000;
const SAVE_MS = 300;
/** Whoever typed here so lately is not interrupted by another tab's draft, ms. */
const OWN_MS = 2_000;

/** `send` says whether it was taken. */
export function composer(ui: Ui, send: (text: string, files: File[]) => boolean, typing: () => void) {
  const { desk, config } = ui;
  let files: File[] = [];
  let told = 0;
  let touched = 0;
  /** So much of the text is an earlier draft. */
  let restored = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const chosen = h('ul', { class: 'chosen' });
  const input = h('textarea', { rows: 1, maxLength: config.text_max, dir: 'auto', enterKeyHint: 'send' });
  const picker = h('input', { type: 'file', multiple: true, hidden: true, tabIndex: -1 });
  const faces = h('div', { class: 'faces', hidden: true });
  const clip = button('tool', '', () => picker.click(), icon('clip'));
  const smile = button('tool', '', () => toggle(), icon('smile'));
  const go = h('button', { class: 'go', type: 'submit' }, icon('send', 'flip'));
  const box = h('div', { class: 'box' }, clip, input, smile, go, picker);
  const form = h('form', { class: 'composer', noValidate: true }, chosen, faces, box);

  const toggle = (show = faces.hidden) => {
    faces.hidden = !show;
    smile.ariaExpanded = `${show}`;
    if (show) (faces.firstElementChild as HTMLElement).focus();
  };
  for (const face of EMOJI.split(' ')) {
    faces.append(button('tool', face, () => {
      input.setRangeText(face, input.selectionStart, input.selectionEnd, 'end');
      toggle(false);
      input.focus();
      changed();
    }));
  }
  const fits = () => {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  };
  const keep = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    desk.draft(input.value);
  };
  const changed = () => {
    touched = Date.now();
    fits();
    clearTimeout(timer);
    timer = setTimeout(keep, SAVE_MS);
    if (Math.abs(Date.now() - told) > TYPING_MS && input.value) {
      told = Date.now();
      typing();
    }
    draw();
  };
  const add = (offered: File[]) => {
    const { taken, refused } = fit(files.length, offered, config.files);
    files = [...files, ...taken];
    for (const { why, name } of refused) {
      ui.note(`${say(w[why], name)}${why === 'empty' ? '' : ` ${why === 'big' ? amount(config.files.max_bytes, config.locale) : config.files.max_count}`}`);
    }
    draw();
  };

  const clear = () => {
    input.value = '';
    files = [];
    told = touched = restored = 0;
    clearTimeout(timer);
    timer = undefined;
    fits();
    draw();
  };

  input.addEventListener('input', changed);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('paste', (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });
  picker.onchange = () => {
    add([...(picker.files ?? [])]);
    picker.value = '';
    input.focus();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if ((!text && !files.length) || !send(text, files)) return;
    clear();
    desk.draft('');
    input.focus();
  };
  form.onkeydown = (event) => {
    if (event.key !== 'Escape' || faces.hidden) return;
    event.stopPropagation();
    toggle(false);
    smile.focus();
  };

  const draw = () => {
    const { conversation, messages } = desk.log;
    const words = conversation?.status === 'resolved' ? w.again : messages.length || desk.box.length ? w.more : w.write;
    input.placeholder = words;
    input.ariaLabel = words;
    for (const [b, name] of [[clip, w.attach], [smile, w.emoji], [go, w.send]] as const) b.ariaLabel = b.title = name;
    clip.hidden = !config.files.max_count;
    go.className = input.value.trim() || files.length ? 'go on' : 'go';
    const closed = !!desk.fault || (config.paused && !conversation);
    input.disabled = go.disabled = clip.disabled = smile.disabled = closed;
    rows(chosen, files.map((f, n) => [`${n} ${f.name} ${f.size}`, '', () =>
      h('li', {}, icon('file'), h('bdi', {}, f.name), button('tool', say(w.remove, f.name), () => {
        files = files.filter((o) => o !== f);
        draw();
        input.focus();
      }, icon('x')))]));
    chosen.hidden = !files.length;
  };
  return {
    element: form,
    draw,
    add,
    focus: () => input.focus(),
    keep,
    clear,
    /** Words from before: after what was restored, before what has come since. */
    take: (text: string) => {
      input.setRangeText(text, restored, restored);
      restored += text.length;
      input.setSelectionRange(input.value.length, input.value.length);
      changed();
    },
    set: (text: string) => {
      // Who types here keeps their words.
      if (Math.abs(Date.now() - touched) < OWN_MS) return;
      input.value = text;
      restored = text.length;
      fits();
      draw();
    },
  };
}
