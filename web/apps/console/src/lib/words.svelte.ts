// Words of the console from Fluent files, in two parts: those of the first screen, English in the entry (and the fall-back),
// other languages when asked for; and those of pages and dialogs that open later, which `Lazy` waits for.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { choose } from './language.ts';
import english from '../../words/en.ftl?raw';

export type Args = Record<string, FluentVariable>;
const others = import.meta.glob<string>(['../../words/*.ftl', '!../../words/en.ftl'], { query: '?raw', import: 'default' });
const pages = import.meta.glob<string>('../../words/pages/*.ftl', { query: '?raw', import: 'default' });
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
/** Bundles that hold the words of pages as well, or are about to. */
const whole = new WeakMap<FluentBundle, Promise<void>>();
let wholeAsked = false;

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
    const made = bundle(short, words);
    // Whoever changes the language on a page must not read the names of its words meanwhile.
    if (wholeAsked) await complete(short, made);
    current = made;
    tag = short;
  }
  document.documentElement.lang = tag;
}

function complete(of: string, made: FluentBundle): Promise<void> {
  const known = whole.get(made);
  if (known) return known;
  // One file for most pages, and one each for what is a world of its own: `et.ftl`, `et-help.ftl`.
  const loads = Object.entries(pages).filter(([path]) => new RegExp(`/${of}(-[a-z]+)?\\.ftl$`).test(path));
  const loading = Promise.all(loads.map(([, load]) => load())).then((sources) => {
    for (const source of sources) made.addResource(new FluentResource(source));
  });
  whole.set(made, loading);
  loading.catch(() => whole.delete(made)); // asked for again at the next try
  return loading;
}
/** Words of the pages that open later, in English and in the language of the console: awaited before such a page is drawn. */
export async function pageWords(): Promise<void> {
  wholeAsked = true;
  await Promise.all([complete('en', base), current === base ? null : complete(tag, current)]);
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
