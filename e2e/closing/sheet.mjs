// Pictures of what a customer saw: their letter and their pages, in both themes, and one sheet of each step with all languages.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '../lib/browser.mjs';
import { header, words } from '../lib/mail.mjs';

export const THEMES = ['light', 'dark'];
const WIDTH = 390;
/** Of a page on a phone, as far as it is shown. */
const HEIGHT = 640;
/** Of a letter. */
const LETTER = 620;

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
/** Encoded words (RFC 2047) as they are read. */
export const decoded = (value) => value.replace(/=\?utf-8\?([bq])\?(.*?)\?=\s*/gi, (_, kind, text) => (/b/i.test(kind) ? Buffer.from(text, 'base64') : Buffer.from(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1')).toString('utf8'));

/** A letter as a plain mail program shows it. */
function letterPage(mail, language) {
  const html = words(mail.raw, 'text/html');
  const body = html ?? `<pre>${escaped(words(mail.raw) ?? '')}</pre>`;
  const line = (name) => escaped(decoded(header(mail.raw, name) ?? ''));
  return `<!DOCTYPE html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>
    body { margin: 0; padding: 14px 16px; font: 15px/1.5 system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', sans-serif; overflow-wrap: anywhere }
    header { border-bottom: 1px solid light-dark(#d5dade, #3c454b); margin: 0 0 12px; padding: 0 0 10px } b { display: block; font-size: 17px } small { color: light-dark(#55616a, #a9b4bb) }</style></head>
    <body><header><b dir="auto">${line('Subject')}</b><small dir="auto">${line('From')}</small></header><main dir="auto">${body}</main></body></html>`;
}

export class Sheet {
  constructor(world, folder) {
    this.world = world;
    this.folder = folder;
    if (folder) mkdirSync(folder, { recursive: true });
  }
  keep(name, picture) {
    writeFileSync(join(this.folder, `${name}.png`), picture);
  }
  /** A person with a phone, who reads that language: pages of the desk in one window, letters in another. */
  async phone(language, theme, what) {
    this.phones ??= new Map();
    const key = `${language} ${theme} ${what}`;
    if (!this.phones.has(key)) this.phones.set(key, await (await this.world.user(null, { locale: language, theme, width: WIDTH, height: HEIGHT })).page('about:blank'));
    return this.phones.get(key);
  }
  async letter(mail, language, theme) {
    const page = await this.phone(language, theme, 'letters');
    await page.setContent(letterPage(mail, language));
    return page.screenshot({ clip: { x: 0, y: 0, width: WIDTH, height: LETTER } });
  }
  async page(path, language, theme) {
    const page = await this.phone(language, theme, 'pages');
    await page.goto(path);
    await settled(page);
    // What can be done stands below what can be asked about.
    await page.locator('#_ways').evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    return page.screenshot();
  }
  /** Rows of pictures with a name, one column for each language. */
  async sheet(name, theme, languages, rows) {
    const page = await (await this.world.user(null, { theme, width: languages.length * (WIDTH + 20) + 20, height: 400 })).page('about:blank');
    const cell = (picture) => `<td><img width="${WIDTH}" src="data:image/png;base64,${picture.toString('base64')}"></td>`;
    const table = rows.map(([title, pictures]) => `<tr><th colspan="${pictures.length}">${escaped(title)}</th></tr><tr>${pictures.map(cell).join('')}</tr>`).join('');
    await page.setContent(`<!DOCTYPE html><html lang="en"><head><meta name="color-scheme" content="light dark"><style>body { margin: 0; background: light-dark(#e8ecee, #0b0f11); font: 600 20px system-ui, sans-serif } table { border-spacing: 20px 10px } th { text-align: start; padding: 6px 0 } img { display: block; border-radius: 10px }</style></head><body><table>${table}</table></body></html>`);
    this.keep(name, await page.locator('table').screenshot());
    await page.context().close();
  }
}
