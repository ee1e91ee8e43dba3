// What is asked for beside the talk: fields before it, an address with its proof, one question at the end.
import type { Conversation, Session } from '../core/talk.ts';
import { h, button, type Row } from './dom.ts';
import { call } from './http.ts';
import { MAIL, type Ui } from './ui.ts';
import { say, w } from './words.ts';

export interface Asked {
  topic?: string;
  fields?: Record<string, string>;
  email?: string;
}
type Control = HTMLInputElement | HTMLSelectElement;
let count = 0;

/** A label, its control, and room for what is wrong with it. */
function field(label: string, control: Control, hint = ''): HTMLElement {
  control.id = `f${++count}`;
  const error = h('small', { class: 'bad', id: `${control.id}e`, hidden: true });
  control.setAttribute('aria-describedby', `${error.id} ${control.id}h`);
  control.oninput = () => wrong(control, '');
  return h('div', { class: 'field' }, h('label', { htmlFor: control.id }, label), control, error, h('small', { id: `${control.id}h` }, hint));
}

function wrong(control: Control, why: string): void {
  const error = document.getElementById(`${control.id}e`);
  control.ariaInvalid = why ? 'true' : null;
  if (error) {
    error.textContent = why;
    error.hidden = !why;
  }
}

const choice = (options: { value: string; label: string }[]): HTMLSelectElement =>
  h('select', {}, h('option', { value: '' }, w.choose), ...options.map((o) => h('option', { value: o.value }, o.label)));

const card = (title: string, act: (() => void) | null, ...children: (Node | string | false)[]): HTMLElement => {
  const made = act ? h('form', { class: 'card', noValidate: true }) : h('section', { class: 'card' });
  made.append(...(title ? [h('h2', {}, title)] : []), ...children.filter((c): c is Node | string => !!c));
  if (act) {
    made.onsubmit = (event) => {
      event.preventDefault();
      act();
    };
  }
  return made;
};
const acts = (yes: string, no: () => void): HTMLElement => h('div', { class: 'acts' }, h('button', { class: 'main', type: 'submit' }, yes), button('link', w.notNow, no));
const mailbox = (value = '') => h('input', { type: 'email', autocomplete: 'email', maxLength: 254, dir: 'ltr', value });
/** An address that is asked for on the way, and what is wrong with it. */
const mailField = (ui: Ui, input: HTMLInputElement) => field(ui.config.ask_email === 'required' ? w.email : say(w.optional, w.email), input, w.emailWhy);
const mailFault = (ui: Ui, mail: string): string => (!mail ? (ui.config.ask_email === 'required' ? w.needed : '') : MAIL.test(mail) ? '' : w.badEmail);
const asksMail = (ui: Ui): boolean => ui.config.ask_email !== 'never' && !ui.desk.log.visitor.email;

/** Fields before the talk; `take` gives them, or null after it has shown what is missing. */
export function before(ui: Ui) {
  const { config } = ui;
  const needed = () => config.topics.length > 0 || config.fields.length > 0 || asksMail(ui);
  let controls: { key: string; topics: string[] | undefined; required: boolean; control: Control; row: HTMLElement }[] = [];
  let topic: HTMLSelectElement | null = null;
  let email: HTMLInputElement | null = null;
  let emailRow: HTMLElement | null = null;

  const shown = () => {
    for (const c of controls) c.row.hidden = !!c.topics?.length && !c.topics.includes(topic?.value ?? '');
    if (emailRow) emailRow.hidden = !asksMail(ui);
  };
  const make = (): HTMLElement => {
    const made = card(w.before, null);
    topic = null;
    email = emailRow = null;
    if (config.topics.length) {
      topic = choice(config.topics.map((t) => ({ value: t.id, label: t.name })));
      made.append(field(w.topic, topic));
      topic.onchange = shown;
    }
    controls = config.fields.map((f) => {
      const control = f.kind === 'choice' ? choice(f.options ?? []) : h('input', { type: f.kind, maxLength: 500, dir: 'auto' });
      const row = field(f.required ? f.label : say(w.optional, f.label), control);
      made.append(row);
      return { key: f.key, topics: f.topics, required: f.required, control, row };
    });
    if (asksMail(ui)) {
      email = mailbox();
      emailRow = mailField(ui, email);
      made.append(emailRow);
    }
    shown();
    return made;
  };
  const take = (): Asked | null => {
    let first: Control | null = null;
    const judge = (control: Control, why: string) => {
      wrong(control, why);
      if (why) first ??= control;
    };
    const fields: Record<string, string> = {};
    if (topic) judge(topic, topic.value ? '' : w.needed);
    for (const { key, control, required, row } of controls) {
      if (row.hidden) continue;
      const value = control.value.trim();
      judge(control, !value ? (required ? w.needed : '') : control.type === 'email' && !MAIL.test(value) ? w.badEmail : '');
      if (value) fields[key] = value;
    }
    const mail = asksMail(ui) ? (email?.value.trim() ?? '') : '';
    if (email && asksMail(ui)) judge(email, mailFault(ui, mail));
    (first as Control | null)?.focus();
    if (first) return null;
    return { ...(topic?.value ? { topic: topic.value } : {}), ...(Object.keys(fields).length ? { fields } : {}), ...(mail ? { email: mail } : {}) };
  };
  // Made once: an address that becomes known meanwhile takes its row away, and no word from the others.
  return { needed, row: (): Row => (shown(), ['before', '', make]), take };
}

/** An address, then its code; or an address for a copy of the thread. */
export function address(ui: Ui) {
  let mail = '';
  const close = () => {
    ui.card = '';
    ui.draw();
  };
  const explain = (status: number) => ui.note(status === 429 ? w.slow : w.fault);
  const ask = (copy: boolean) => (): HTMLElement => {
    const input = mailbox(ui.desk.log.visitor.email ?? '');
    const act = async () => {
      const email = input.value.trim();
      if (!MAIL.test(email)) {
        wrong(input, w.badEmail);
        return input.focus();
      }
      const { status } = await call(copy ? '/transcript' : '/email', { email });
      if (status >= 300 || !status) return explain(status);
      mail = email;
      if (copy) ui.note(say(w.transcriptOk, email));
      ui.card = copy ? '' : 'code';
      ui.draw();
    };
    queueMicrotask(() => input.focus());
    return card(copy ? w.transcript : w.device, () => void act(), field(w.email, input), acts(copy ? w.send : w.codeSend, close));
  };
  const prove = (): HTMLElement => {
    const input = h('input', { inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 12, dir: 'ltr' });
    const act = async () => {
      const { status, body } = await call<Session>('/email/code', { email: mail, code: input.value.replace(/\D/g, '') });
      if (body) {
        ui.desk.adopt(body);
        return close();
      }
      if (status === 429 || !status || status >= 500) return explain(status);
      wrong(input, w.codeBad);
      input.focus();
    };
    queueMicrotask(() => input.focus());
    return card(w.device, () => void act(), h('p', {}, say(w.code, mail)), field(w.codeLabel, input), acts(w.codeOk, close));
  };
  return (): Row[] => (ui.card ? [[ui.card, mail, ui.card === 'code' ? prove : ask(ui.card === 'copy')]] : []);
}

/** Another way than waiting, where there are too many: chosen once, and nobody has to. `write` puts the keyboard where one writes. */
export function alternative(ui: Ui, write: () => void) {
  return (): Row[] => {
    const c = ui.desk.log.conversation;
    const offer = c?.alternative;
    if (!offer) return [];
    const asks = asksMail(ui);
    return [['way', `${offer.at} ${asks}`, () => {
      const input = mailbox();
      const choose = async (choice: 'message' | 'wait', email = '') => {
        const { status, body } = await call<{ conversation: Conversation }>('/alternative', { choice, ...(email ? { email } : {}) });
        if (status === 422 && asks) {
          wrong(input, w.badEmail);
          return input.focus();
        }
        // Answered meanwhile, or chosen in another tab: there is nothing to choose any more.
        if (!body && status !== 409) return ui.note(status === 429 ? w.slow : status === 403 ? w.blocked : w.fault);
        ui.desk.stands(body?.conversation ?? { ...c, alternative: null }, email);
        const known = ui.desk.log.visitor.email;
        if (choice === 'message' && body) ui.note(known ? say(w.leave, known) : w.leaveNo);
        write();
      };
      const act = () => {
        const email = asks ? input.value.trim() : '';
        const why = asks ? mailFault(ui, email) : '';
        wrong(input, why);
        if (why) return input.focus();
        void choose('message', email);
      };
      const both = h('div', { class: 'acts even' }, h('button', { type: 'submit' }, w.message), button('', w.stay, () => void choose('wait')));
      return card('', act, h('p', {}, h('bdi', {}, offer.text)), asks && mailField(ui, input), both);
    }]];
  };
}

/** One question at the end, then nothing more. */
export function rating(ui: Ui) {
  let done = '';
  let told = '';
  let near = false;
  /** That it was asked counts once it is on the screen of somebody who looks. */
  const tell = () => {
    const number = `${ui.desk.log.conversation?.number}`;
    if (!near || told === number || !ui.open || document.hidden) return;
    told = number;
    void call('/rating/shown', {}).then(({ status }) => {
      if (!status || status >= 500) told = '';
    });
  };
  const eye = new IntersectionObserver((seen) => {
    near = seen.at(-1)!.isIntersecting;
    tell();
  }, { threshold: 0.5 });
  return (): Row[] => {
    const c = ui.desk.log.conversation;
    const last = ui.desk.log.messages.at(-1)?.cursor ?? '';
    if (!ui.config.rating || !c?.rate || c.status !== 'resolved' || done === `${c.number}`) return [];
    tell();
    return [['rate', `${c.number} ${last}`, () => {
      const end = () => {
        done = `${c.number}`;
        ui.draw();
      };
      const comment = h('input', { placeholder: w.why, ariaLabel: w.why, maxLength: 1000, dir: 'auto' });
      const words = w.ease.split('|');
      const options = words.map((word, n) => h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'ease', value: `${n + 1}`, required: true }), word)).reverse();
      const set = h('fieldset', {}, h('legend', { class: 'sr' }, w.rate), ...options);
      const act = async () => {
        const score = Number(set.querySelector<HTMLInputElement>(':checked')?.value ?? 0);
        if (!score) return set.querySelector('input')!.focus();
        const { status } = await call('/rating', { score, ...(comment.value.trim() ? { comment: comment.value.trim() } : {}) });
        if (!status || status >= 500 || status === 429) return ui.note(w.fault);
        ui.note(w.thanks);
        end();
      };
      const made = card(w.rate, () => void act(), set, comment, acts(w.send, end));
      eye.disconnect();
      eye.observe(made);
      return made;
    }]];
  };
}
