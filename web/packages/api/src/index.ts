export * from './client.ts';
export * from './endpoints.ts';
export type * from './types.ts';
