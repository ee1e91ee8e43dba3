// What PickMany chooses from: found by a search, and named when they were chosen earlier.
import { api } from '@fairlead/api';

interface Found { id: string; name: string }
/** `name`: null when it is not there any more. */
export interface Finder { find: (words: string, signal: AbortSignal) => Promise<Found[]>; name: (id: string) => Promise<string | null> }

export const contacts: Finder = {
  find: async (words, signal) => (await api.contacts(words, null, signal)).items.map((one) => ({ id: one.id, name: one.name ?? one.id })),
  name: async (id) => (await api.contact(id)).contact.name ?? null,
};
export const organizations: Finder = {
  find: async (words, signal) => (await api.organizations(words, null, signal)).items.map((one) => ({ id: one.id, name: one.name })),
  name: async (id) => (await api.organizationDetail(id)).name ?? null,
};
