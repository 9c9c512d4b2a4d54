// Types of the API, made from docs/api. `node checks/types.ts` writes them, `--check` says whether they are fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import openapi, { astToString, type OpenAPI3 } from 'openapi-typescript';

const API = new URL('../../docs/api/', import.meta.url);
const INTO = new URL('../src/api/', import.meta.url);
const HEAD = '// Made from docs/api by `scripts/web types`; never edited.\n\n';

function document(name: string): OpenAPI3 {
  return JSON.parse(readFileSync(new URL(name, API), 'utf8')) as OpenAPI3;
}

/** The schemas of the live channel stand in a document of another kind, but are schemas all the same. */
function live(): OpenAPI3 {
  const { info, components } = document('asyncapi.json');
  return { openapi: '3.1.0', info, paths: {}, components: { schemas: components?.schemas ?? {} } };
}

/** Method and address of every operation by its name: what the types say, for the running page. */
function operations(): string {
  const lines = Object.entries(document('openapi.json').paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).map(
      ([method, { operationId }]) => `  ${operationId}: ['${method.toUpperCase()}', '${path.slice(1)}'],\n`,
    ),
  );
  return `export const OPERATIONS = {\n${lines.join('')}} as const;\n`;
}

const typed = async (from: OpenAPI3): Promise<string> => astToString(await openapi(from, { defaultNonNullable: false }));
const MADE: Readonly<Record<string, string>> = {
  'schema.d.ts': await typed(document('openapi.json')),
  'live.d.ts': await typed(live()),
  'operations.ts': operations(),
};
const old: string[] = [];
for (const [name, made] of Object.entries(MADE)) {
  const text = HEAD + made;
  const file = new URL(name, INTO);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) old.push(name);
}
if (old.length > 0) {
  console.error(`web/src/api: ${old.join(', ')} not fresh; run scripts/web types`);
  process.exitCode = 1;
}
