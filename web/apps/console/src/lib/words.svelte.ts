// Words of the console from Fluent files. English is in the entry (and the fall-back); others load when asked for.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { choose } from './language.ts';
import english from '../../words/en.ftl?raw';

export type Args = Record<string, FluentVariable>;
const others = import.meta.glob<string>(['../../words/*.ftl', '!../../words/en.ftl'], { query: '?raw', import: 'default' });
/** The languages that the console speaks, by their files. */
export const locales: string[] = ['en', ...Object.keys(others).map((path) => path.replace(/^.*\/|\.ftl$/g, ''))].sort();

function bundle(locale: string, source: string): FluentBundle {
  const made = new FluentBundle(locale, { useIsolating: false }); // isolated below, where it is needed
  made.addResource(new FluentResource(source));
  return made;
}

const base = bundle('en', english);
let current = $state.raw<FluentBundle>(base);
let tag = $state('en');

/** The locale for Intl: the language of the words, with the region of the browser where it is the same language. */
export function locale(): string {
  const own = navigator.languages.find((l) => l === tag || l.startsWith(`${tag}-`));
  return own ?? tag;
}
export function language(): string {
  return tag;
}

/** `null`: as in the browser. */
export async function useLocale(wanted: string | null | undefined): Promise<void> {
  const short = choose(wanted, navigator.languages, locales);
  const load = others[`../../words/${short}.ftl`];
  if (!load) {
    current = base;
    tag = 'en';
  } else {
    const words = await load();
    current = bundle(short, words);
    tag = short;
  }
  document.documentElement.lang = tag;
}

const strongRtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** Values of the other direction are isolated, so that a name cannot turn the sentence around. */
function isolate(args: Args): Args {
  const rtl = document.documentElement.dir === 'rtl';
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === 'string' && !/^[a-z]+$/.test(value) && (rtl || strongRtl.test(value)) ? `\u2068${value}\u2069` : value]));
}

/** One message. A missing one shows its key, which the tests catch. */
export function t(key: string, args?: Args): string {
  for (const source of current === base ? [base] : [current, base]) {
    const message = source.getMessage(key);
    if (message?.value) return source.formatPattern(message.value, args ? isolate(args) : null, []);
  }
  return key;
}
/** The message, or null: for codes that come from the server. */
export function maybe(key: string, args?: Args): string | null {
  const text = t(key, args);
  return text === key ? null : text;
}
