import { describe, expect, it } from 'vitest';
// @ts-expect-error: plain JavaScript without types
import { generate } from '../../../../packages/api/scripts/generate.mjs';

const document = (schemas: object, paths: object = {}): object => ({ components: { schemas }, paths });

describe('types from the description of the API', () => {
  it('keeps what may be left out apart from what may be null', () => {
    const made = generate(document({ A: { type: 'object', required: ['b'], properties: { b: { type: ['string', 'null'] }, c: { type: 'integer' } } } })) as string;
    expect(made).toContain('export interface A {\n  b: string | null;\n  c?: number;\n}');
  });
  it('writes words as words, pages as pages and joins what is flattened', () => {
    const made = generate(document({
      Status: { type: 'string', enum: ['open', 'spam'] },
      Page_A: { type: 'object', properties: {} },
      B: { allOf: [{ $ref: '#/components/schemas/A' }, { type: 'object', required: ['x'], properties: { x: { $ref: '#/components/schemas/Status' } } }] },
    }, { '/api/v1/as/{id}': { get: { parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }], responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Page_A' } } } } } } } })) as string;
    expect(made).toContain("export type Status = 'open' | 'spam';");
    expect(made).toContain('export type B = A & {\n  x: Status;\n};');
    expect(made).toContain("'GET /as/{id}': { path: { id: string }; query: Record<string, never>; body: undefined; answer: Page<A> };");
    expect(made).not.toContain('interface Page_A');
  });
  it('lists the acts of the trail for who goes through them', () => {
    const made = generate(document({ AuditAct: { type: 'string', enum: ['agent.away', 'agent.back'] } })) as string;
    expect(made).toContain(`export const auditActs: AuditAct[] = ["agent.away","agent.back"];`);
  });
  it('refuses a shape that it does not know', () => {
    expect(() => generate(document({ A: { type: 'object', properties: { b: { not: {} } } } }))).toThrow(/no TypeScript/);
  });
});
