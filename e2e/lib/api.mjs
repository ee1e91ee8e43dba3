// A signed-in client of the HTTP API, for what a goal needs beside the browser.

export class ApiError extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.code = body?.error?.code ?? null;
    this.body = body;
  }
}

export class Client {
  constructor(base) {
    this.base = base;
    this.cookie = null;
    this.csrf = null;
    this.me = null;
  }

  async call(method, path, body) {
    const headers = { accept: 'application/json' };
    if (this.cookie) headers.cookie = this.cookie;
    if (this.csrf) headers['x-csrf-token'] = this.csrf;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(`${this.base}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    for (const line of answer.headers.getSetCookie()) if (line.startsWith('fairlead_session=')) this.cookie = line.split(';')[0];
    const text = await answer.text();
    const value = text ? JSON.parse(text) : null;
    if (!answer.ok) throw new ApiError(method, path, answer.status, value);
    return value;
  }
  get = (path) => this.call('GET', path);
  post = (path, body = {}) => this.call('POST', path, body);
  put = (path, body = {}) => this.call('PUT', path, body);
  patch = (path, body) => this.call('PATCH', path, body);
  delete = (path) => this.call('DELETE', path);

  entered(bootstrap) {
    this.csrf = bootstrap.csrf;
    this.me = bootstrap.me;
    return bootstrap;
  }
  setUp = async (input) => this.entered(await this.post('/setup', input));
  signIn = async (email, password) => this.entered(await this.post('/session', { email, password }));
  join = async (token, name, password) => this.entered(await this.post(`/invitations/${encodeURIComponent(token)}`, { name, password }));

  /** All conversations of a view, first page. */
  conversations = async (query = 'view=all') => (await this.get(`/conversations?${query}`)).items;
}
