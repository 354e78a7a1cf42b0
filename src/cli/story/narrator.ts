import { canonicalJson } from '../../kernel/index.js';
import { StoryError } from './story-error.js';

/** Tells the story line by line and checks every figure on the way. */
export class Narrator {
  private checks = 0;

  constructor(private readonly print: (line: string) => void) {}

  get checked(): number {
    return this.checks;
  }

  chapter(title: string): void {
    this.print(`\n${title}\n${'-'.repeat(title.length)}`);
  }

  say(line: string): void {
    this.print(`  ${line}`);
  }

  /** @throws StoryError that shows both when they differ */
  check(what: string, actual: unknown, expected: unknown): void {
    this.checks += 1;
    const [was, must] = [canonicalJson(actual), canonicalJson(expected)];
    if (was !== must) throw new StoryError(`${what}: expected ${must}, was ${was}`);
  }
}
