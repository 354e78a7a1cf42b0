import { readFile } from 'node:fs/promises';
import { allows, mermaid, unreachableStates } from '../../src/lifecycle/machine.js';
import { lifecycles, policyLifecycle } from '../../src/lifecycle/machines.js';

const DIAGRAMS = new URL('../../docs/lifecycles.md', import.meta.url);

/** The page as the tables say it must be; `npm run docs:lifecycles` writes it. */
const page = (): string =>
  [
    '# Lifecycles',
    '',
    'Written from the tables in `src/lifecycle/machines.ts` by `npm run docs:lifecycles`; a test keeps this page true.',
    ...lifecycles.flatMap((machine) => ['', `## ${machine.name}`, '', '```mermaid', mermaid(machine as never), '```']),
    '',
  ].join('\n');

describe('lifecycles', () => {
  it.each(lifecycles.map((machine) => [machine.name, machine] as const))(
    'every state of %s can be reached',
    (_name, machine) => {
      expect(unreachableStates(machine as never)).toEqual([]);
    },
  );

  it('finds a state that nothing leads to', () => {
    const broken = { name: 'Broken', initial: ['A'], transitions: { A: ['B'], B: [], C: ['A'] } } as const;
    expect(unreachableStates<'A' | 'B' | 'C'>(broken)).toEqual(['C']);
  });

  it('allows what the table says and nothing else', () => {
    expect(allows(policyLifecycle, 'PENDING_ACTIVATION', 'ACTIVE')).toBe(true);
    expect(allows(policyLifecycle, 'NOT_TAKEN_UP', 'ACTIVE')).toBe(false);
  });

  it('are drawn in docs/lifecycles.md as they are', async () => {
    expect(await readFile(DIAGRAMS, 'utf8')).toBe(page());
  });
});
