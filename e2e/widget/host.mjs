// A site that carries the widget: pages as unkind as a scene wants them, on an origin that is not the desk's.
import { createServer } from 'node:http';

/** `page(path)` gives `{ html, headers }`; `{DESK}` and `{KEY}` in it become the desk's. */
export async function startHost(page, name = 'shop') {
  const site = { desk: '', key: '' };
  const server = createServer((request, response) => {
    const made = page(new URL(request.url, 'http://shop').pathname) ?? { html: '' };
    const fill = (text) => text.replaceAll('{DESK}', site.desk).replaceAll('{KEY}', site.key);
    const headers = Object.fromEntries(Object.entries(made.headers ?? {}).map(([k, v]) => [k, fill(v)]));
    response.writeHead(made.html ? 200 : 404, { 'content-type': made.type ?? 'text/html; charset=utf-8', ...headers }).end(fill(made.html));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.base = `http://${name}.localhost:${server.address().port}`;
  site.stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return site;
}

export const TAG = '<script async src="{DESK}/w.js" data-key="{KEY}"></script>';

/** A plain shop. */
export const shop = (body = '', { head = TAG, lang = 'en', dir = 'ltr', headers = {}, title = 'Kulgu tent' } = {}) => ({
  headers,
  html: `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>${title}</title>${head}</head><body><main><h1>${title}</h1><p>€389.00, in stock</p><p><a href="/next">Next page</a></p><button id="own">Add to basket</button>${body}</main></body></html>`,
});
