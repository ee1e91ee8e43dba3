// The sections of the settings, in groups, and who sees which. How each is loaded is with the page.
import { desk } from '../store/desk.svelte.ts';

export const sections = {
  you: { profile: null, notifications: null, security: null, 'my-time': null },
  company: { organization: 'organization_manage', agents: 'agent_manage', 'permission-sets': 'agent_manage', 'sign-in': 'organization_manage', teams: 'team_manage' },
  channels: { channels: 'channel_manage', outages: 'channel_manage', 'dead-ends': 'channel_manage', hours: 'channel_manage', holidays: 'channel_manage', sla: 'channel_manage', targets: 'channel_manage', 'queue-rules': 'channel_manage', skills: 'channel_manage', sending: 'channel_manage', texts: 'content_manage', blocked: 'sender_block', suppressed: 'channel_manage' },
  work: { macros: null, views: null, rules: 'content_manage', fields: 'content_manage', topics: 'content_manage', surveys: 'content_manage' },
  programs: { lookup: 'organization_manage', webhooks: 'organization_manage', model: 'organization_manage' },
  data: { privacy: 'privacy_manage', import: 'organization_manage', export: 'organization_manage', nodes: 'organization_manage', audit: 'audit_read' },
} as const satisfies Record<string, Record<string, string | null>>;

type Of<T> = T extends unknown ? keyof T & string : never;
export type Section = Of<(typeof sections)[keyof typeof sections]>;
export interface Group { id: string; sections: Section[] }

/** What this agent sees; groups of which nothing is seen are left out. */
export function seen(): Group[] {
  return Object.entries(sections)
    .map(([id, all]): Group => ({ id, sections: (Object.entries(all) as [Section, string | null][]).filter(([, needs]) => needs === null || desk.may(needs)).map(([section]) => section) }))
    .filter((group) => group.sections.length > 0);
}
