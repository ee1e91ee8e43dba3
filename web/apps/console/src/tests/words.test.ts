// Words: every key that the source names exists in English, and every other language has the same keys and placeholders.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FluentResource, type FluentVariable } from '@fluent/bundle';
import { FluentBundle } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { actWord, acts } from '../settings/acts.ts';

const root = join(import.meta.dirname, '..');
const words = join(root, '../words');
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'tests' ? [] : sources(path);
    return /\.(svelte|ts)$/.test(entry.name) ? [path] : [];
  });
}
function load(name: string): Map<string, string> {
  const text = readFileSync(join(words, name), 'utf8');
  const made = new Map<string, string>();
  let key: string | null = null;
  for (const line of text.split('\n')) {
    const start = /^([a-z][a-z0-9-]*) =(.*)$/.exec(line);
    if (start?.[1]) {
      key = start[1];
      if (made.has(key)) throw new Error(`${name}: ${key} is there twice`);
      made.set(key, start[2] ?? '');
    } else if (key && /^\s/.test(line)) made.set(key, `${made.get(key)}\n${line}`);
  }
  return made;
}
const files = readdirSync(words).filter((name) => name.endsWith('.ftl'));
/** Those of the pages, one of which is for most of them: `et.ftl`, `et-help.ftl`. */
const later = (name: string): string[] => readdirSync(join(words, 'pages')).filter((file) => file === name || (file.startsWith(`${basename(name, '.ftl')}-`) && file.endsWith('.ftl'))).map((file) => join('pages', file));
const both = (name: string): Map<string, string> => {
  const all = load(name);
  for (const file of later(name)) {
    for (const [key, text] of load(file)) {
      if (all.has(key)) throw new Error(`${file}: ${key} stands in another file as well`);
      all.set(key, text);
    }
  }
  return all;
};
const english = both('en.ftl');
/** The modules that are loaded with the first screen: static imports, and lazy ones that do not go through `Lazy` nor wait for the words of pages. */
function firstScreen(path = join(root, 'main.ts'), seen = new Set<string>()): Set<string> {
  if (seen.has(path) || !existsSync(path)) return seen;
  seen.add(path);
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('import type') || /<Lazy|load: \(\)|pageWords\(\)/.test(line)) continue;
    for (const match of line.matchAll(/(?:from|import|URL)[ (]*'(\.[^']+)'/g)) firstScreen(join(path, '..', match[1] ?? ''), seen);
  }
  return seen;
}

describe('words', () => {
  it('names no key that is missing in English', () => {
    const missing = new Set<string>();
    for (const path of sources(root)) {
      const text = readFileSync(path, 'utf8');
      for (const match of text.matchAll(/\bt\('([a-z0-9-]+)'/g)) if (match[1] && !english.has(match[1])) missing.add(match[1]);
    }
    expect([...missing]).toEqual([]);
  });

  it('has in its first file every word that the first screen says', () => {
    const first = load('en.ftl');
    const late = [...english.keys()].filter((key) => !first.has(key));
    const modules = firstScreen();
    expect(modules.size).toBeGreaterThan(50);
    const missing: string[] = [];
    for (const path of modules) {
      const text = readFileSync(path, 'utf8');
      if (text.includes('await pageWords()')) continue;
      const quoted = new Set([...text.matchAll(/['"`]([a-z][a-z0-9-]*)['"`]/g)].map((m) => m[1]));
      // `status-${status}` may say any key that begins so.
      const begun = [...text.matchAll(/[(\s:?]`([a-z][a-z-]*-)\$\{/g)].map((m) => m[1] ?? '');
      missing.push(...late.filter((key) => quoted.has(key) || begun.some((b) => key.startsWith(b))).map((key) => `${path.slice(root.length)}: ${key}`));
    }
    expect(missing).toEqual([]);
  });

  it('has a name for each command, status, urgency, delivery state and view', () => {
    const text = readFileSync(join(root, 'lib/commands.ts'), 'utf8');
    const keys = [...text.matchAll(/\{ id: '([a-z-]+)'/g)].map((m) => `command-${m[1]}`);
    keys.push(...['open', 'waiting', 'snoozed', 'resolved', 'spam'].flatMap((s) => [`status-${s}`, `done-${s}`, `done-${s}-many`]));
    keys.push(...['low', 'normal', 'high', 'urgent'].map((u) => `urgency-${u}`));
    keys.push(...['queued', 'sending', 'sent', 'retrying', 'uncertain', 'failed', 'bounced', 'cancelled', 'held'].map((d) => `delivery-${d}`));
    expect(keys.length).toBeGreaterThan(60);
    expect(keys.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has a name for each act of the trail, and none for what is no act', () => {
    expect(acts.length).toBeGreaterThan(100);
    expect([...english.keys()].filter((key) => key.startsWith('act-')).sort()).toEqual(acts.map(actWord).sort());
  });

  it('parses every message without an error', () => {
    for (const file of files.flatMap((name) => [name, ...later(name)])) {
      const bundle = new FluentBundle(basename(file, '.ftl'));
      expect(bundle.addResource(new FluentResource(readFileSync(join(words, file), 'utf8')))).toEqual([]);
      for (const [key, text] of load(file)) {
        const args: Record<string, FluentVariable> = {};
        for (const match of text.matchAll(/\$([a-z]+)/g)) if (match[1]) args[match[1]] = 2;
        const errors: Error[] = [];
        const value = bundle.getMessage(key)?.value;
        expect(value, `${file}: ${key}`).toBeTruthy();
        if (value) bundle.formatPattern(value, args, errors);
        expect(errors, `${file}: ${key}`).toEqual([]);
      }
    }
  });

  it('translates whole: the same keys and placeholders in each language', () => {
    const names = (text: string): string => [...new Set([...text.matchAll(/\$([a-z]+)/g)].map((m) => m[1]))].sort().join(' ');
    for (const file of files.filter((f) => f !== 'en.ftl')) {
      const other = both(file);
      const first = load(file);
      expect([...load('en.ftl').keys()].filter((key) => !first.has(key)), `${file}: in the other of its two files`).toEqual([]);
      expect([...english.keys()].filter((key) => !other.has(key)), file).toEqual([]);
      expect([...other.keys()].filter((key) => !english.has(key)), file).toEqual([]);
      for (const [key, text] of english) {
        const lost = names(text).split(' ').filter((name) => name && name !== 'n' && !names(other.get(key) ?? '').split(' ').includes(name));
        expect(lost, `${file}: ${key}`).toEqual([]);
      }
    }
  });
});
