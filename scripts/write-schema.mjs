// Prints the API of the built-in scenarios to src/schema/schema.graphql. Run after a build: npm run schema
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { buildApiSchema } from '../dist/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../dist/scenarios/registry.js';

const schema = await buildApiSchema(await loadScenarios(BUILT_IN_CODES));
await writeFile(new URL('../src/schema/schema.graphql', import.meta.url), `${printSchema(schema)}\n`);
