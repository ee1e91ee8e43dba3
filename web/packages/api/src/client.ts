// One small fetch client: CSRF header, idempotency keys, one error class. No state but the token.
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came (offline, timeout). */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly requestId: string | null = null,
    readonly body: Record<string, unknown> = {},
    /** Seconds to wait, from Retry-After. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
  get offline(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface RequestOptions {
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  /** Sent as Idempotency-Key: the same key with the same body gets the stored answer. */
  key?: string;
  signal?: AbortSignal;
  /** Goes on when the page is left. */
  keepalive?: boolean;
}

let csrf = '';
let signedOut: () => void = () => undefined;

export function setCsrf(token: string): void {
  csrf = token;
}
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}
export function idempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export function url(path: string, query?: RequestOptions['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const tail = params.toString();
  return `/api/v1${path}${tail ? `?${tail}` : ''}`;
}

/** Path segment from outside data. */
export const seg = encodeURIComponent;

export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (options.key) headers['Idempotency-Key'] = options.key;
  let response: Response;
  try {
    response = await fetch(url(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body !== undefined ? { body: JSON.stringify(options.body) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'offline', 'The server did not answer.');
  }
  return read<T>(response, path);
}

async function read<T>(response: Response, path: string): Promise<T> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (response.ok) return body as T;
  throw failure(response.status, body, (name) => response.headers.get(name), path);
}

function failure(status: number, body: unknown, header: (name: string) => string | null, path: string): ApiError {
  const object = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>;
  const error = (object['error'] ?? {}) as Record<string, unknown>;
  const word = (name: string): string | null => (typeof error[name] === 'string' ? (error[name] as string) : null);
  const retry = Number(header('Retry-After'));
  if (status === 401 && path !== '/session' && path !== '/me/password') signedOut();
  return new ApiError(
    status,
    word('code') ?? `http_${status}`,
    word('message') ?? `The server answered ${status}.`,
    word('field'),
    word('request_id') ?? header('X-Request-Id'),
    object,
    Number.isFinite(retry) && retry > 0 ? retry : null,
  );
}

/** A file as the whole body. */
export async function sendFile<T>(path: string, file: Blob, type: string, method: Method = 'POST', query?: RequestOptions['query']): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Content-Type': type };
  if (csrf) headers['X-CSRF-Token'] = csrf;
  let response: Response;
  try {
    response = await fetch(url(path, query), { method, headers, credentials: 'same-origin', body: file });
  } catch {
    throw new ApiError(0, 'offline', 'The server did not answer.');
  }
  return read<T>(response, path);
}

/** Upload with progress (fetch cannot report it). `progress` gets 0 to 1. */
export function upload<T>(path: string, file: Blob, name: string, progress: (part: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const form = new FormData();
    form.append('file', file, name);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url(path));
    if (csrf) xhr.setRequestHeader('X-CSRF-Token', csrf);
    xhr.setRequestHeader('Idempotency-Key', idempotencyKey());
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    xhr.onerror = () => reject(new ApiError(0, 'offline', 'The server did not answer.'));
    xhr.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    xhr.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(xhr.responseText);
      } catch {
        body = null;
      }
      if (xhr.status >= 200 && xhr.status < 300) resolve(body as T);
      else reject(failure(xhr.status, body, (header) => xhr.getResponseHeader(header), path));
    };
    signal?.addEventListener('abort', () => xhr.abort());
    xhr.send(form);
  });
}
