import { readFile } from 'node:fs/promises';
import { type FieldIssue, failure, issue, type Result, success } from '../../kernel/index.js';

const refused = (message: string): Result<string, FieldIssue> => failure(issue('--key', 'NO_KEY', message));

function named(text: string, file: string, name: string): Result<string, FieldIssue> {
  let keys: unknown;
  try {
    keys = JSON.parse(text);
  } catch {
    return refused(`${file} is not JSON`);
  }
  const entries = typeof keys === 'object' && keys !== null ? Object.entries(keys) : [];
  const key = entries.find(([one]) => one === name)?.[1];
  if (typeof key === 'string') return success(key);
  return refused(`${file} has no key ${name}; it has ${entries.map(([one]) => one).join(', ') || 'none'}`);
}

/**
 * An API key as `--key` gives it: the key itself, `@file` that holds nothing else, or `@file#name` for a member of a
 * JSON file such as the sandbox's. A file keeps the key out of the list of processes.
 */
export async function readKey(source: string): Promise<Result<string, FieldIssue>> {
  if (!source.startsWith('@')) return success(source);
  const [file = '', name] = source.slice(1).split('#');
  const text = await readFile(file, 'utf8').catch((error: unknown) => error as Error);
  if (typeof text !== 'string') return refused(text.message);
  return name === undefined ? success(text.trim()) : named(text, file, name);
}
