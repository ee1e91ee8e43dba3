// Writes src/generated.ts from docs/openapi.json: an interface per schema, and for every call its path, query, body and
// answer. Runs before dev, build, check and test; the file is not committed, so it cannot be stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PREFIX = '/api/v1';
/** Names that TypeScript has already, or that say more here. */
const NAMES = { i64: 'Millis', Promise: 'ReplyPromise', Record: 'DnsRecord' };

/** Closed sets that the console goes through, not only checks. */
const LISTS = { AuditAct: 'auditActs' };

/** The document as TypeScript. Throws on a shape that it does not know: better no types than wrong ones. */
export function generate(document) {
  const schemas = document.components.schemas;
  const parts = [
    '// Made from docs/openapi.json by packages/api/scripts/generate.mjs. Do not edit; not committed.',
    '/* eslint-disable */',
    '/** Milliseconds since 1970 UTC. */\nexport type Millis = number;',
    '/** One page of a list; `next` is the cursor of the one after it. */\nexport interface Page<T> { items: T[]; next: string | null }',
  ];
  for (const [name, schema] of Object.entries(schemas)) {
    if (name === 'i64' || name.startsWith('Page_')) continue;
    const own = typeName(name);
    const plain = schema.type === 'object' && schema.properties;
    parts.push(`${note(schema.description)}export ${plain ? `interface ${own} ${type(schema)}` : `type ${own} = ${type(schema)};`}`);
  }
  for (const [name, list] of Object.entries(LISTS)) {
    if (schemas[name]) parts.push(`export const ${list}: ${typeName(name)}[] = ${JSON.stringify(schemas[name].enum)};`);
  }
  parts.push(`/** Every call, by method and path below ${PREFIX}. */\nexport interface Calls {\n${calls(document.paths)}\n}`);
  return `${parts.join('\n\n')}\n`;
}

function calls(paths) {
  const lines = [];
  for (const [path, operations] of Object.entries(paths)) {
    if (!path.startsWith(`${PREFIX}/`)) throw new Error(`not below ${PREFIX}: ${path}`);
    for (const [method, operation] of Object.entries(operations)) {
      const parameters = operation.parameters ?? [];
      const members = {
        path: fields(parameters.filter((p) => p.in === 'path')),
        query: fields(parameters.filter((p) => p.in === 'query')),
        body: content(operation.requestBody),
        answer: answer(operation.responses),
      };
      const text = Object.entries(members).map(([name, value]) => `${name}: ${value}`);
      lines.push(`${note(operation.summary ?? operation.description, '  ')}  '${method.toUpperCase()} ${path.slice(PREFIX.length)}': { ${text.join('; ')} };`);
    }
  }
  return lines.join('\n');
}

function fields(parameters) {
  if (parameters.length === 0) return 'Record<string, never>';
  return `{ ${parameters.map((p) => `${p.name}${p.required ? '' : '?'}: ${type(p.schema)}${p.required ? '' : ' | null'}`).join('; ')} }`;
}
function content(body) {
  const media = Object.entries(body?.content ?? {})[0];
  if (!media) return 'undefined';
  return media[0] === 'application/json' ? type(media[1].schema) : 'FormData';
}
/** Of the first success; what has no body is null, as the client gives it. */
function answer(responses) {
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'));
  const schema = good?.[1].content?.['application/json']?.schema;
  return schema ? type(schema) : 'null';
}

function type(schema) {
  if (schema.$ref) return typeName(schema.$ref.split('/').at(-1));
  if (schema.enum) return schema.enum.map((word) => `'${word}'`).join(' | ');
  for (const [key, glue] of [['oneOf', ' | '], ['anyOf', ' | '], ['allOf', ' & ']]) {
    if (schema[key]) return schema[key].map((one) => wrap(type(one))).join(glue);
  }
  if (Array.isArray(schema.type)) return schema.type.map((one) => type({ ...schema, type: one })).join(' | ');
  switch (schema.type) {
    case 'string': return 'string';
    case 'integer':
    case 'number': return 'number';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': return schema.prefixItems ? `[${schema.prefixItems.map(type).join(', ')}]` : `${wrap(type(schema.items))}[]`;
    case 'object': return object(schema);
    case undefined:
      if (Object.keys(schema).every((key) => key === 'description' || key === 'default')) return 'unknown';
  }
  throw new Error(`no TypeScript for ${JSON.stringify(schema)}`);
}
function object(schema) {
  if (!schema.properties) return `Record<string, ${schema.additionalProperties ? type(schema.additionalProperties) : 'unknown'}>`;
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties).map(([name, property]) =>
    `${note(property.description, '  ')}  ${/^\w+$/.test(name) ? name : `'${name}'`}${required.has(name) ? '' : '?'}: ${type(property)};`);
  return `{\n${lines.join('\n')}\n}`;
}
function typeName(name) {
  if (name.startsWith('Page_')) return `Page<${typeName(name.slice(5))}>`;
  return NAMES[name] ?? name;
}
const wrap = (text) => (/ [|&] /.test(text) && !text.startsWith('{') ? `(${text})` : text);
function note(text, indent = '') {
  return text ? `${indent}/** ${text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n` : '';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const from = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url));
  const to = fileURLToPath(new URL('../src/generated.ts', import.meta.url));
  const made = generate(JSON.parse(readFileSync(from, 'utf8')));
  if (!existsSync(to) || readFileSync(to, 'utf8') !== made) writeFileSync(to, made);
}
