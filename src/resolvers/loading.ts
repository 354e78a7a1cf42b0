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

type Makers<Context, Members> = { readonly [Name in keyof Members]: (context: Context) => Members[Name] };

/** A class whose members are made when they are first asked for: a request uses few of its loaders. */
export function madeOnFirstUse<Context, Members extends object>(makers: Makers<Context, Members>) {
  class MadeOnFirstUse {
    constructor(readonly context: Context) {}
  }
  for (const name of Object.keys(makers) as (keyof Members & string)[]) {
    Object.defineProperty(MadeOnFirstUse.prototype, name, {
      get(this: MadeOnFirstUse) {
        const value = makers[name](this.context);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }
  return MadeOnFirstUse as unknown as new (
    context: Context,
  ) => Members;
}
