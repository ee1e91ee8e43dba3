// Calls of the desk. Nothing throws: no answer is status 0.
export interface Reply<T = unknown> {
  status: number;
  body: T | null;
  fault: { code?: string; message?: string; field?: string | null } | null;
  retry: string | null;
}

/** `/w/KEY`, under whatever prefix the frame was served. */
export const base = location.pathname.replace(/\/frame$/, '');
const PATIENCE_MS = 30_000;
let bearer = '';
export const setToken = (token: string): void => void (bearer = token);
export const token = (): string => bearer;

export async function call<T>(path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Reply<T>> {
  try {
    const answer = await fetch(base + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(bearer ? { authorization: `Bearer ${bearer}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: signal ?? AbortSignal.timeout(PATIENCE_MS),
      // What is said goes its way though the page be left.
      ...(body === undefined ? {} : { body: JSON.stringify(body), keepalive: true }),
    });
    const said = (await answer.json().catch(() => null)) as (T & { error?: Reply['fault'] }) | null;
    return { status: answer.status, body: answer.ok ? said : null, fault: said?.error ?? null, retry: answer.headers.get('retry-after') };
  } catch {
    return { status: 0, body: null, fault: null, retry: null };
  }
}

/** A file, with word of how far it is. */
export function upload(file: { name: string; kind: string; blob: Blob }, progress: (part: number) => void): Promise<Reply<{ id: string }>> {
  return new Promise((resolve) => {
    const asked = new XMLHttpRequest();
    asked.open('POST', `${base}/files`);
    asked.setRequestHeader('authorization', `Bearer ${bearer}`);
    asked.setRequestHeader('content-type', file.kind || 'application/octet-stream');
    asked.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    asked.upload.onprogress = (event) => progress(event.loaded / (event.total || 1));
    asked.onloadend = () => {
      let said = null as { id: string; error?: Reply['fault'] } | null;
      try {
        said = JSON.parse(asked.responseText) as typeof said;
      } catch {
        // No words: the status says enough.
      }
      resolve({ status: asked.status, body: asked.status < 300 ? said : null, fault: said?.error ?? null, retry: asked.getResponseHeader('retry-after') });
    };
    asked.send(file.blob);
  });
}
