import DataLoader from 'dataloader';

type Keys = readonly string[];

/** One row per key; null where nothing is visible. */
export function oneBy<Row, K extends keyof Row>(key: K, read: (keys: Keys) => Promise<readonly Row[]>) {
  return new DataLoader<string, Row | null>(async (keys) => {
    const rows = new Map((await read(keys)).map((row) => [String(row[key]), row]));
    return keys.map((wanted) => rows.get(wanted) ?? null);
  });
}

/** All rows of each key, in the order they were read. */
export function manyBy<Row, K extends keyof Row>(key: K, read: (keys: Keys) => Promise<readonly Row[]>) {
  return new DataLoader<string, readonly Row[]>(async (keys) => {
    const groups = new Map<string, Row[]>(keys.map((wanted) => [wanted, []]));
    for (const row of await read(keys)) groups.get(String(row[key]))?.push(row);
    return keys.map((wanted) => groups.get(wanted) ?? []);
  });
}
