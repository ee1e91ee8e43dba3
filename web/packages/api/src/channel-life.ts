// The life of a channel: what the description of the API does not say yet.

export interface Evidence {
  days: number;
  new_conversations: number;
  new_conversations_before: number;
  open: number;
  waiting: number;
  contacts: number;
  only_here: number;
  kept: null | { n: number; kept: number };
  missing: string[] | null;
}
export type ChannelNeed = 'owner' | 'purpose' | 'team' | 'staff' | 'hours' | 'target' | 'door' | 'successor';
export interface ReadinessItem { key: ChannelNeed; met: boolean; needed: boolean }
export interface ChannelReadiness { ready: boolean; items: ReadinessItem[] }

declare module './generated.ts' {
  interface Channel { owner: string | null; purpose: string }
  interface ChannelPatch { owner?: string | null; purpose?: string | null }
  interface HistoryEntry { id: string; evidence: null | Evidence; undoes: string | null; undone_by: string | null; undoable: boolean }
  interface Calls {
    'GET /channels/{id}/history': { path: { id: string }; query: { cursor?: string | null; limit?: number | null }; body: undefined; answer: Page<HistoryEntry> };
    'GET /channels/{id}/readiness': { path: { id: string }; query: Record<string, never>; body: undefined; answer: ChannelReadiness };
    'POST /channels/{id}/history/{entry}/undo': { path: { id: string; entry: string }; query: Record<string, never>; body: { reason: string }; answer: Channel };
  }
}
