// Asks for a report line by line, so that a long count says how far it is.
import { ApiError, files, type FigureReport } from '@fairlead/api';
import type { ReportQuery } from './model.ts';

export async function loadReport(query: ReportQuery, progress: (part: number) => void, signal: AbortSignal): Promise<FigureReport> {
  let response: Response;
  try {
    response = await fetch(files.report(query), { headers: { Accept: 'application/x-ndjson' }, credentials: 'same-origin', signal });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'offline', 'The server did not answer.');
  }
  if (!response.ok || !response.body) {
    const body = (await response.json().catch(() => null)) as { error?: { code?: string; message?: string; field?: string | null } } | null;
    throw new ApiError(response.status, body?.error?.code ?? `http_${response.status}`, body?.error?.message ?? '', body?.error?.field ?? null);
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const said = JSON.parse(line) as { progress?: number; report?: FigureReport; error?: { code: string; message: string } };
      if (said.report) return said.report;
      if (said.error) throw new ApiError(500, said.error.code, said.error.message);
      if (said.progress !== undefined) progress(said.progress);
    }
    if (done) throw new ApiError(0, 'offline', 'The server did not answer.');
  }
}
