// @ts-check
// What the page of a form can do more with a script: questions appear when they are called for, files are sent while one
// writes on, and articles that may be the answer are shown. Everything works without it.

/** Waits until nothing was typed for so long, ms. */
const REST = 300;

/** @template {Element} T @param {ParentNode | null | undefined} within @param {string} what @param {new () => T} type */
function one(within, what, type) {
  const found = within?.querySelector(what);
  return found instanceof type ? found : null;
}

/** @param {string} tag @param {string} text @param {string} [name] */
function made(tag, text, name) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

/** Shows the questions that the answers call for. @param {HTMLFormElement} form */
function questions(form) {
  const rows = [...form.querySelectorAll('[data-q]')].filter((r) => r instanceof HTMLElement);
  for (const button of form.querySelectorAll('[data-plain]')) button.remove();
  /** @param {string} key */
  const said = (key) => {
    const row = rows.find((r) => r.dataset.q === key);
    if (!row || row.hidden) return '';
    for (const field of row.querySelectorAll('[name^="q."]')) {
      if (field instanceof HTMLInputElement && /radio|checkbox/.test(field.type)) {
        if (field.checked) return field.value;
      } else if ('value' in field) return String(field.value).trim();
    }
    return '';
  };
  const look = () => {
    const topic = one(form, '[data-topic]', HTMLSelectElement)?.value ?? '';
    for (const row of rows) {
      let on = !row.dataset.topics || row.dataset.topics.split(' ').includes(topic);
      if (row.dataset.when) {
        const when = JSON.parse(row.dataset.when);
        const answer = said(when.question);
        on &&= answer !== '' && (when.is.length === 0 || when.is.includes(answer));
      }
      row.hidden = !on;
    }
  };
  form.addEventListener('change', look);
  look();
}

/** Files are sent when they are chosen or dropped. @param {HTMLFormElement} form @returns {() => number} how many are on their way */
function files(form) {
  const box = one(form, '[data-drop]', HTMLElement);
  const input = one(box, 'input[type=file]', HTMLInputElement);
  const list = one(box, '[data-kept]', HTMLElement);
  if (!box || !input || !list) return () => 0;
  box.classList.add('live');
  input.after(made('span', form.dataset.here ?? '', 'hint'));
  let busy = 0;
  /** @param {HTMLElement} item */
  const removable = (item) => {
    const button = one(item, 'button', HTMLButtonElement);
    if (!button) return;
    button.type = 'button';
    button.addEventListener('click', () => {
      item.remove();
      input.focus();
    });
  };
  for (const item of list.children) if (item instanceof HTMLElement) removable(item);

  /** @param {File} file */
  const send = (file) => {
    const item = document.createElement('li');
    const words = document.createElement('span');
    const state = made('span', form.dataset.loading ?? '', 'done');
    const bar = document.createElement('progress');
    bar.max = 1;
    words.append(made('bdi', file.name, 'name'), state, bar);
    const button = made('button', form.dataset.remove ?? '', 'plain');
    button.setAttribute('aria-label', `${form.dataset.remove} ${file.name}`);
    item.append(words, button);
    removable(item);
    list.append(item);
    const body = new FormData();
    body.append('t', one(form, '[name=t]', HTMLInputElement)?.value ?? '');
    body.append('f', file);
    const request = new XMLHttpRequest();
    busy += 1;
    request.open('POST', form.dataset.files ?? '');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener('loadend', () => {
      busy -= 1;
      bar.remove();
      const kept = request.status === 201 ? JSON.parse(request.responseText).items[0] : null;
      state.textContent = kept ? kept.said : (form.dataset.failed ?? '');
      if (kept) {
        const reference = document.createElement('input');
        reference.type = 'hidden';
        reference.name = 'k';
        reference.value = kept.reference;
        item.append(reference);
      } else state.className = 'wrong';
      form.dispatchEvent(new Event('settled'));
    });
    button.addEventListener('click', () => request.abort());
    request.send(body);
  };
  /** @param {FileList | null | undefined} chosen */
  const take = (chosen) => {
    for (const file of chosen ?? []) send(file);
  };
  input.addEventListener('change', () => {
    take(input.files);
    input.value = '';
  });
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop' && event instanceof DragEvent) take(event.dataTransfer?.files);
    });
  }
  return () => busy;
}

/** Looks for a number that makes a hash begin with so many zero bits. @param {string} token @param {number} bits */
async function work(token, bits) {
  const text = new TextEncoder();
  /** @param {number} n */
  const zeros = async (n) => {
    const hash = new DataView(await crypto.subtle.digest('SHA-256', text.encode(`${token}:${n}`)));
    return Math.clz32(hash.getUint32(0));
  };
  for (let n = 0; ; n += 64) {
    const some = await Promise.all(Array.from({ length: 64 }, (_, i) => zeros(n + i)));
    const found = some.findIndex((z) => z >= bits);
    if (found >= 0) return String(n + found);
  }
}

/** One press sends once, after files have arrived. @param {HTMLFormElement} form @param {() => number} busy */
function sending(form, busy) {
  const button = one(form, '.send button', HTMLButtonElement);
  const answer = one(form, '[name=w]', HTMLInputElement);
  const bits = Number(form.dataset.work ?? 0);
  let wanted = false;
  let sent = false;
  if (bits > 0 && answer && globalThis.crypto?.subtle) {
    const token = one(form, '[name=t]', HTMLInputElement)?.value ?? '';
    work(token, bits).then((n) => (answer.value = n), () => {});
  }
  const words = button?.textContent ?? '';
  /** @param {boolean} on */
  const mark = (on) => {
    sent = on;
    if (button) button.textContent = on ? (form.dataset.sending ?? words) : words;
  };
  form.addEventListener('submit', (event) => {
    if (sent) return event.preventDefault();
    if (busy() > 0) {
      event.preventDefault();
      wanted = true;
      if (button) button.textContent = form.dataset.loading ?? words;
      return;
    }
    mark(true);
  });
  form.addEventListener('settled', () => {
    if (wanted && busy() === 0) {
      wanted = false;
      form.requestSubmit(button);
    }
  });
  // Back again: the page may be as it was when it was sent.
  addEventListener('pageshow', () => mark(false));
}

/** @typedef {{ article: string, title: string, url: string, passage: [string, boolean][], reason: string, lang: string | null }} Found */

/** Articles that may be the answer, while one types. @param {HTMLFormElement} form */
function suggestions(form) {
  const panel = one(document, '[data-suggest]', HTMLElement);
  const area = one(form, '[data-question]', HTMLTextAreaElement);
  const first = one(panel, '[data-first]', HTMLElement);
  const more = one(panel, '[data-more]', HTMLElement);
  const answer = one(panel, '[data-answer]', HTMLElement);
  if (!panel || !area || !first || !more || !answer) return;
  for (const button of answer.querySelectorAll('button')) button.type = 'button';
  const t = one(form, '[name=t]', HTMLInputElement)?.value ?? '';
  let session = '';
  /** @type {number | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let asked;
  let shown = '';
  /** @param {Found[]} found */
  const show = ([best, ...others]) => {
    panel.hidden = !best;
    if (!best || best.article === shown) return;
    shown = best.article;
    const passage = document.createElement('p');
    if (best.lang) passage.lang = best.lang;
    for (const [text, marked] of best.passage) passage.append(marked ? made('mark', text) : text);
    const title = document.createElement('h2');
    title.append(link(best));
    first.replaceChildren(title, passage, made('p', best.reason, 'hint'));
    more.replaceChildren(...others.map((other) => {
      const item = document.createElement('li');
      item.append(link(other));
      return item;
    }));
    answer.hidden = false;
  };
  const ask = async () => {
    const text = area.value.trim();
    asked?.abort();
    if ([...text].length < 8) return;
    asked = new AbortController();
    const topic = one(form, '[data-topic]', HTMLSelectElement)?.value ?? '';
    const query = new URLSearchParams({ q: text.slice(-600), topic, t });
    try {
      const reply = await fetch(`${panel.dataset.suggest}?${query}`, { signal: asked.signal });
      if (!reply.ok) return;
      const found = await reply.json();
      session = found.session ?? '';
      show(found.suggestions);
    } catch {
      // Given up for a newer one, or offline: writing goes on.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  };
  area.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) later();
  });
  area.addEventListener('compositionend', later);
  one(form, '[data-topic]', HTMLSelectElement)?.addEventListener('change', later);
  if (area.value.trim()) later();
  /** @param {'0' | '1'} helped */
  const say = (helped) => {
    const body = new URLSearchParams({ session, article: shown, helped, t });
    void fetch(panel.dataset.solved ?? '', { method: 'POST', body, keepalive: true }).catch(() => {});
    if (helped === '1') {
      const words = made('p', panel.dataset.solvedText ?? '');
      words.tabIndex = -1;
      answer.replaceChildren(made('strong', panel.dataset.solvedTitle ?? ''), words);
      words.focus();
    } else {
      answer.hidden = true;
      area.focus();
    }
  };
  one(answer, '[data-yes]', HTMLElement)?.addEventListener('click', () => say('1'));
  one(answer, '[data-no]', HTMLElement)?.addEventListener('click', () => say('0'));
}

/** An article opens beside the form: what was typed stays. @param {Found} found */
function link(found) {
  const a = document.createElement('a');
  a.href = found.url;
  a.target = '_blank';
  a.textContent = found.title;
  if (found.lang) a.lang = found.lang;
  return a;
}

for (const form of document.querySelectorAll('form[data-ask]')) {
  if (!(form instanceof HTMLFormElement)) continue;
  questions(form);
  sending(form, files(form));
  suggestions(form);
}
one(document, '[data-problems]', HTMLElement)?.focus();
