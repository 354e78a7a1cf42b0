// Draws the state machines into docs/lifecycles.md. Run after a build: npm run docs:lifecycles
import { writeFile } from 'node:fs/promises';
import { mermaid } from '../dist/lifecycle/machine.js';
import { lifecycles } from '../dist/lifecycle/machines.js';

const page = [
  '# Lifecycles',
  '',
  'Written from the tables in `src/lifecycle/machines.ts` by `npm run docs:lifecycles`; a test keeps this page true.',
  ...lifecycles.flatMap((machine) => ['', `## ${machine.name}`, '', '```mermaid', mermaid(machine), '```']),
  '',
].join('\n');
await writeFile(new URL('../docs/lifecycles.md', import.meta.url), page);
