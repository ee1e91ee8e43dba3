export * from './client.ts';
export * from './endpoints.ts';
export { auditActs } from './generated.ts';
export type * from './types.ts';
