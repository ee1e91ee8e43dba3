// @ts-check
// What public pages can do more with a script: answers while one types, copying a link, printing. Everything works without it.

/** @typedef {{ title: string, url: string, marked: [string, boolean][] }} Hit */

/** Waits until nothing was typed for so long, ms. */
const PAUSE = 200;

/** @param {HTMLFormElement} form */
function quick(form) {
  const address = form.dataset.find;
  const input = form.querySelector('input[type="search"]');
  if (!address || !(input instanceof HTMLInputElement)) return;
  const list = document.createElement('ul');
  list.className = 'quick';
  list.hidden = true;
  list.setAttribute('aria-label', input.getAttribute('placeholder') ?? '');
  form.append(list);
  /** @type {number | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let asked;
  let composing = false;

  const hide = () => {
    list.hidden = true;
  };
  const ask = async () => {
    const text = input.value.trim();
    asked?.abort();
    if ([...text].length < 2) return hide();
    asked = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (!answer.ok) return hide();
      /** @type {{ items: Hit[] }} */
      const found = await answer.json();
      list.replaceChildren(...found.items.map(line));
      list.hidden = found.items.length === 0;
    } catch {
      // Given up for a newer one, or offline: the form itself still asks.
    }
  };
  const later = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(ask, PAUSE);
  };
  input.addEventListener('compositionstart', () => {
    composing = true;
  });
  input.addEventListener('compositionend', () => {
    composing = false;
    later();
  });
  input.addEventListener('input', later);
  form.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && !list.hidden) {
      hide();
      input.focus();
      event.preventDefault();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      step(event, list, input);
    }
  });
  form.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) hide();
  });
}

/** @param {Hit} hit */
function line(hit) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = hit.url;
  link.dir = 'auto';
  for (const [text, marked] of hit.marked) {
    if (!marked) {
      link.append(text);
      continue;
    }
    const mark = document.createElement('mark');
    mark.textContent = text;
    link.append(mark);
  }
  item.append(link);
  return item;
}

/**
 * Up and down through what was found.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} list
 * @param {HTMLInputElement} input
 */
function step(event, list, input) {
  if (list.hidden) return;
  const links = [...list.querySelectorAll('a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const to = event.key === 'ArrowDown' ? at + 1 : at - 1;
  event.preventDefault();
  if (to < 0) input.focus();
  else links[Math.min(to, links.length - 1)]?.focus();
}

/** @param {HTMLButtonElement} button */
function act(button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (button.dataset.act === 'print') return print();
    try {
      await navigator.clipboard.writeText(button.dataset.url ?? location.href);
    } catch {
      return;
    }
    const words = button.querySelector('span');
    if (!words) return;
    const before = words.textContent;
    words.textContent = button.dataset.done ?? '';
    setTimeout(() => {
      words.textContent = before;
    }, 3000);
  });
}

/** A menu closes when one goes elsewhere. */
function menus() {
  for (const menu of document.querySelectorAll('details.menu')) {
    if (!(menu instanceof HTMLDetailsElement)) continue;
    const close = () => {
      menu.open = false;
    };
    document.addEventListener('click', (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) close();
    });
    menu.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Escape') {
        close();
        menu.querySelector('summary')?.focus();
      }
    });
  }
}

for (const form of document.querySelectorAll('form[data-find]')) {
  if (form instanceof HTMLFormElement) quick(form);
}
for (const button of document.querySelectorAll('button[data-act]')) {
  if (button instanceof HTMLButtonElement) act(button);
}
menus();
