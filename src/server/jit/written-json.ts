import { randomBytes } from 'node:crypto';

/** Stands in the text for what was written already; nobody outside this process has ever seen it. */
const PLACE = `written:${randomBytes(16).toString('hex')}`;

let written: string[] = [];

/** A value of an answer whose JSON is there already. */
export class WrittenJson {
  constructor(private readonly text: string) {}

  /** Only `stringify` puts the text where this leaves a place for it. */
  toJSON(): string {
    written.push(this.text);
    return PLACE;
  }
}

/** JSON of an answer that may hold `WrittenJson`. */
export function stringify(answer: object): string {
  written = [];
  const text = JSON.stringify(answer);
  if (written.length === 0) return text;
  const [first = '', ...others] = text.split(`"${PLACE}"`);
  return others.reduce((whole, part, at) => `${whole}${written[at]}${part}`, first);
}
