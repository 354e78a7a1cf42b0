import { readFileSync } from 'node:fs';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const flagsIn = (command: string): string[] => command.match(/--[a-z-]+=\d+/g) ?? [];

it('the container, npm start and the documentation name the same node flags', () => {
  const started = flagsIn(JSON.parse(text('package.json')).scripts.start);
  expect(started).toHaveLength(2);
  expect(flagsIn(text('Dockerfile').split('\n').at(-2) ?? '')).toEqual(started);
  expect(text('docs/operations.md')).toContain(`\`${started.join(' ')}\``);
});
