// The acts of the trail, as the description of the API lists them; in words `act-...`.
export { auditActs as acts } from '@fairlead/api';

/** The name of its word. */
export const actWord = (act: string): string => `act-${act.replaceAll(/[._]/g, '-')}`;
